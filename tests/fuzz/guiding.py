"""Runs of atheris (guided.py), each in a process of its own, and what they counted."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.parsers import PARSERS

ROOT = Path(__file__).parents[2]
_DONE = re.compile(r"^Done (\d+) in", re.MULTILINE)


@dataclass(frozen=True)
class Guided:
    """`faults` names each reader that raised what it may not, with the end of what was said."""

    inputs: int
    faults: dict[str, str]


def guide(runs: int, folder: Path, seed: int = 1, seconds: int = 600) -> Guided:
    """`runs` inputs to each reader, one reader after the other; `folder` keeps what broke one."""
    inputs, faults = 0, dict[str, str]()
    paths = (ROOT / "src", ROOT, ROOT / "clients/python")
    for name in PARSERS:
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.guided", name, str(runs), str(seed)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        counted = _DONE.search(done.stderr)
        inputs += int(counted[1]) if counted else 0
        if done.returncode != 0 or counted is None:
            faults[name] = (done.stdout + done.stderr)[-3000:]
    return Guided(inputs, faults)
