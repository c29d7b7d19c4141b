"""`quorate doctor` on an installation that runs: nothing is wrong, and a wrong token is found."""

import json
import subprocess
import sys
from pathlib import Path

from quorate.demo.setting import Setting
from quorate.doctor.alive import is_alive
from quorate.settings import FILES
from quorate.supervisor import PROCESSES

pytest_plugins = ["tests.cli.running"]


def _examined(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "quorate", "doctor", str(folder), *words],
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_wrong_with_one_that_runs(house: Setting) -> None:
    done = _examined(house.folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    said = done.stdout.splitlines()
    assert [line for line in said if line.startswith("wrong")] == []
    assert said[-1].startswith("0 wrong, ")
    for check in ("ports", "checkpoint", "memory", "platform", "worker", "roles", "keys"):
        assert any(line.startswith(f"OK       {check}") for line in said), check


def test_each_process_that_works_is_alive(house: Setting) -> None:
    found = {name: is_alive(name, house.folder / FILES[name]) for name in PROCESSES}
    assert found == dict.fromkeys(PROCESSES, True)


def test_a_token_that_the_platform_does_not_take(house: Setting) -> None:
    token = house.folder / "effector/token"
    before = token.read_text()
    token.write_text("another")
    done = _examined(house.folder, "--json")
    token.write_text(before)
    assert done.returncode == 1
    (fault,) = [one for one in json.loads(done.stdout) if one["verdict"] == "wrong"]
    assert fault["check"] == "platform"
    assert "the platform answered 401" in fault["says"]
    assert str(token) in fault["mending"]
