"""The log's keys changed on a running installation: founders sign, the sequencer dies between."""

import re
import signal
from pathlib import Path

import pytest
import yaml
from tests.cli.asking import THREE, account, ask, given, opened, plainly, problem, quorate
from tests.installed import ended, wait_until

from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting
from quorate.effects.following import founded_keys
from quorate.ledger.checkpoint import read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.note import parse_note
from quorate.ledger.verify import VerifiedLog, verify_folder
from quorate.vocabulary.problems import Problem

pytest_plugins = ["tests.cli.running"]


def verified(house: Setting) -> VerifiedLog:
    """The folder by its genesis alone; what is published in between is waited for."""
    folder = house.folder / "ledger"
    first = next(LogReader(folder).entries(0, 1))
    return verify_folder(folder, founded_keys(first), bytes.fromhex(house.profile.genesis))


def lines(house: Setting) -> int:
    return len(parse_note(LogReader(house.folder / "ledger").checkpoint_text()).signatures)


def kill(house: Setting) -> None:
    """kill -9, and another one starts."""
    ended(house, "sequencer", signal.SIGKILL)


def size(house: Setting) -> int:
    return read_body(LogReader(house.folder / "ledger").checkpoint_text()).size


@pytest.mark.long
def test_founders_change_the_keys_while_everybody_works(house: Setting) -> None:
    settings = house.folder / "sequencer/sequencer.toml"
    done = plainly("prepare-log-keys", str(settings), "--days", "2")
    assert done.returncode == 0, done.stderr
    file = settings.with_name("log-keys.yaml")
    for name in ("next-log.key", "next-clock.key"):
        assert settings.with_name(name).stat().st_mode & 0o777 == 0o600
    settings.write_text(
        "".join(f"{line}\n" for line in re.findall(r"^next_.*$", done.stdout, re.M))
        + settings.read_text()
    )
    again = plainly("prepare-log-keys", str(settings))
    assert (again.returncode, "already" in again.stderr) == (1, True)
    kill(house)
    opened(house)
    assert lines(house) == 2
    first, second, third = [quorate(house, who, "apply", str(file)) for who in THREE]
    assert "1 of 3 founders' signatures" in first.stdout, first.stderr
    assert "2 of 3 founders' signatures" in second.stdout, second.stderr
    assert "Turn 1 takes effect" in third.stdout, third.stderr
    kill(house)
    wait_until(lambda: lines(house) == 4, 60)
    before = size(house)
    opened(house)
    kill(house)
    wait_until(lambda: size(house) > before and lines(house) == 4, 60)
    account(house)
    assert len(verified(house).keys.turns) == 1
    said = plainly("ledger", "verify", str(house.folder / "ledger"))
    assert said.returncode == 0, said.stderr
    assert "does not count" not in said.stdout


@pytest.mark.long
def test_a_second_change_waits_for_the_end_of_the_first(house: Setting) -> None:
    due = given(ask(house, REVIEWER, "GET", "/v1/log-keys/next"))
    row = yaml.safe_load((house.folder / "sequencer/log-keys.yaml").read_text())["rotation"]
    body: dict[str, object] = {"rotation": {**row, **due}, "signatures": []}
    assert due["number"] == 2
    problem(ask(house, REVIEWER, "POST", "/v1/log-keys", body), Problem.BODY_INVALID, "rotation")


def test_the_file_says_which_days_are_possible(house: Setting, tmp_path: Path) -> None:
    for days in ("0", "91"):
        done = plainly("prepare-log-keys", str(house.folder / "none.toml"), "--days", days)
        assert done.returncode == 1
        assert "--days: 1 to 90" in done.stderr


pytestmark = pytest.mark.platform
