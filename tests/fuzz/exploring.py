"""Schemathesis against a running installation, with every check, and what it counted."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from quorate.demo.setting import Setting, intake_token

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True)
class Explored:
    """`said` is the tool's own report; `requests` counts all, `errors` those answered by 5xx."""

    code: int
    said: str
    requests: int
    errors: int


def explore(setting: Setting, folder: Path, examples: int, seconds: int, seed: int = 1) -> Explored:
    """All operations through all phases, `examples` each, for `seconds` at most."""
    told, counted = folder / "fuzzed.json", folder / "counted"
    keys = [str(path) for path in setting.cast.keys.values()]
    told.write_text(
        json.dumps({"keys": keys, "token": intake_token(setting), "counted": str(counted)})
    )
    paths = (ROOT / "src", ROOT, ROOT / "clients/python")
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("schemathesis"), "--config-file"),
            *(HERE / "schemathesis.toml", "run", f"{setting.profile.server}/schema"),
            *("--url", setting.profile.server, "--checks", "all", "--no-color"),
            *("--max-examples", str(examples), "--seed", str(seed), "--warnings", "off"),
            *("--generation-database", "none", "--suppress-health-check", "all"),
        ],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "SCHEMATHESIS_HOOKS": "tests.fuzz.signing",
            "QUORATE_FUZZED": str(told),
        },
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    statuses = [line.split(" ")[2] for line in counted.read_text().splitlines()]
    errors = sum(status.startswith("5") for status in statuses)
    return Explored(done.returncode, done.stdout + done.stderr, len(statuses), errors)
