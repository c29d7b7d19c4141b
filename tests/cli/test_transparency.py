"""`quorate transparency`: from a ledger of the stage to files that one can publish."""

from pathlib import Path

import pytest

from quorate import cli
from quorate.incidents.stage.world import World
from quorate.transparency.months import MonthError

pytest_plugins = ["tests.incidents.working"]
PROVIDER = """
name: Example Ltd
service: Example Chat
type: hosting
published: 2027-02-12
areas:
  safety:
    category: STATEMENT_CATEGORY_CYBER_VIOLENCE
    keyword: KEYWORD_CYBER_HARASSMENT
"""


@pytest.fixture
def told(worked: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of somebody who closes months of that ledger, at the checkpoint of December."""
    said = tmp_path / "provider.yaml"
    said.write_text(PROVIDER)
    monkeypatch.setenv("QUORATE_LEDGER", str(worked.log))
    monkeypatch.setenv("QUORATE_MONTHS", str(tmp_path / "months"))
    monkeypatch.setenv("QUORATE_PROVIDER", str(said))
    monkeypatch.setattr("quorate.vocabulary.times.now", lambda: worked.now)
    monkeypatch.setattr(worked, "now", worked.now.replace(month=12, day=1))
    worked.resign()
    return tmp_path


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.app(["transparency", *arguments])
    assert ended.value.code in (0, None)


def test_a_month_is_closed_told_and_reported(
    worked: World, told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("close", "2026-11", "--genesis", worked.genesis)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:7]] == [
        ["cases", "0"],
        ["complaints", "0"],
        ["disputes", "0"],
        ["measures", "4"],
        ["notices", "0"],
        ["orders", "0"],
        ["suspensions", "0"],
    ]
    assert lines[7].startswith(f"{told}/months/2026-11/v1: written, up to entry ")
    run("close", "2026-11")
    assert "2026-11/v1: nothing new since, up to entry" in capsys.readouterr().out
    run("month", "2026-11")
    assert "| Suspension of the account | 4 |" in capsys.readouterr().out
    report = ("--since", "2026-11", "--until", "2026-11", "--out", str(told / "reports"))
    run("report", *report)
    out = capsys.readouterr().out
    assert out.endswith(f"{told}/reports/2026-11_2026-11/v1: written\n")
    run("report", *report)
    assert capsys.readouterr().out.endswith("v1: nothing new\n")
    means = (told / "reports/2026-11_2026-11/v1/8_automated_means.csv").read_text()
    assert "Number of measures not taken by automated means,Total number,4," in means


@pytest.mark.usefixtures("told")
def test_what_is_wrong_is_said_in_words() -> None:
    with pytest.raises(MonthError, match="'12-2026' is no month such as 2026-03"):
        cli.app(["transparency", "close", "12-2026"])
    with pytest.raises(MonthError, match="2026-12 is not over before 2027-01-01"):
        cli.app(["transparency", "close", "2026-12"])
    with pytest.raises(MonthError, match="2026-10 is not closed"):
        cli.app(["transparency", "month", "2026-10"])
