"""`quorate whatif` on a ledger of the stage: its words, its JSON, and what it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quorate import cli
from quorate.incidents.scenes import STORIES
from quorate.incidents.stage.world import World
from quorate.ledger.errors import LedgerError

pytest_plugins = ["tests.incidents.working"]


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.app([*arguments])
    assert ended.value.code in (0, None)


def asked(world: World, rules: Path, *more: str) -> list[str]:
    found = ["whatif", "--policy", str(rules), "--since", "2026-11-25", "--ledger", str(world.log)]
    return [*found, *more]


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


@pytest.mark.usefixtures("wide")
def test_whatif_tells_what_would_have_been_different(
    worked: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("approvers: [0, 1, 3, 3]\nnarrowing_minutes: {shift: 30}\n")
    run(*asked(worked, rules))
    told = capsys.readouterr().out
    assert "1 more hand, 0.33 h later" in told
    assert "stopped: narrowed (I6): contractor when proposing: the last 30 minutes" in told
    assert "5 actions in" in told
    assert "whole, but whose?" in told
    assert "team north" in told


def test_whatif_json_is_whole(
    worked: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("approvers: [0, 1, 3, 3]\n")
    run(*asked(worked, rules, "--genesis", worked.genesis, "--json"))
    found = json.loads(capsys.readouterr().out)
    assert found["genesis"] == worked.genesis
    assert found["whole"]["hands"] == 1
    assert [a["fate"] for a in found["actions"]][1] == "restored"
    assert found["actions"][2] == {
        "entry": found["actions"][2]["entry"],
        "at": "2026-11-25T13:21:00.000Z",
        "fate": "executed",
        "name": "proposal-3",
        "action": "suspend",
        "tier": 2,
        "team": "intake",
        "stopped": None,
        "more_hands": 1,
        "delay_hours": 0.333,
        "let_through": False,
    }


def test_whatif_refuses_another_ledger(worked: World, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("approvers: [0, 1, 3, 3]\n")
    with pytest.raises(LedgerError, match="another"):
        cli.app(asked(worked, rules, "--genesis", "0" * 64))


def test_whatif_names_the_field_that_does_not_fit(worked: World, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("approvers: [0, 2, 1, 3]\n")
    with pytest.raises(ValueError, match="approvers: a higher tier never has less"):
        cli.app(asked(worked, rules))


def test_replay_without_a_name_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    run("replay")
    told = capsys.readouterr().out
    assert [line.split()[0] for line in told.splitlines()] == list(STORIES)
    run("replay", "--json")
    assert list(json.loads(capsys.readouterr().out)) == list(STORIES)


def test_replay_tells_the_story_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    run("replay", "leaver")
    told = capsys.readouterr().out
    assert told.startswith("A leaver whose access stays\n")
    assert "leaver opens the queue in a browser that is still signed in" in told
    assert "refused by I5: person-not-alive (I5): leaver: the contract ended at" in told
    assert "Without asking the contract at each request: it would be shown" in told
    assert "were never touched; who left has no hand, whatever they hold." in told
    assert "Calls that changed something on the platform: none. Still in force: nothing." in told


def test_replay_json_has_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    run("replay", "bogus-ticket", "--json")
    found = json.loads(capsys.readouterr().out)
    assert [step["promise"] for step in found["steps"]] == ["I8", "", "I2", "", "I2"]


def test_replay_of_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(SystemExit, match="No replay is named x"):
        cli.app(["replay", "x"])


def test_a_person_s_command_loads_no_web_server() -> None:
    """`quorate replay` answers in the time that a person waits: the processes load by name."""
    script = "import sys, quorate.cli; sys.exit('fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
