"""The page of a month: few figures, and what nobody counted says so."""

from pathlib import Path

from tests.transparency.making import JANUARY, Held, at, close_all

from quorate.transparency.monthly import page
from quorate.transparency.records import (
    About,
    Case,
    Complaint,
    Ground,
    Kind,
    Measure,
    Outcome,
    Record,
)

PLACE = ("STATEMENT_CATEGORY_VIOLENCE", "KEYWORD_OTHER")


def told(folder: Path, *records: Record, kinds: tuple[Kind, ...] = tuple(Kind)) -> list[str]:
    (closed,) = close_all(Held(records, kinds), [JANUARY], folder)
    return page(closed).splitlines()[4:]


def measure(restriction: str) -> Measure:
    return Measure(at(1, 9), Ground.TERMS, *PLACE, f"DECISION_{restriction}")


def test_a_quiet_month_has_zeros(tmp_path: Path) -> None:
    assert told(tmp_path) == [
        "| Cases that reports began | 0 |",
        "| Cases decided | 0 |",
        "| Median hours to a decision | no decision |",
        "| Measures | 0 |",
        "| Appeals | 0 |",
        "| Decisions reversed on appeal | 0 |",
        "| Decisions partly reversed on appeal | 0 |",
    ]


def test_what_nobody_counted_is_no_zero(tmp_path: Path) -> None:
    assert told(tmp_path, kinds=())[0] == "| Cases that reports began | not counted |"
    assert told(tmp_path / "other", kinds=())[3:5] == [
        "| Measures | not counted |",
        "| Appeals | not counted |",
    ]


def test_a_busy_month_has_its_restrictions_by_name(tmp_path: Path) -> None:
    appeal = Complaint(at(1, 2), About.ACCOUNT, at(1, 3), Outcome.REVERSED)
    found = told(
        tmp_path,
        *(measure("ACCOUNT_SUSPENDED") for _ in range(3)),
        measure("VISIBILITY_CONTENT_REMOVED"),
        *(Case(at(1, 5), at(1, 5, hours)) for hours in (1, 2.25, 9)),
        Case(at(1, 30), at(2, 1)),
        appeal,
    )
    assert found == [
        "| Cases that reports began | 4 |",
        "| Cases decided | 3 |",
        "| Median hours to a decision | 2.25 |",
        "| Measures | 4 |",
        "| Removal of content | 1 |",
        "| Suspension of the account | 3 |",
        "| Appeals | 1 |",
        "| Decisions reversed on appeal | 1 |",
        "| Decisions partly reversed on appeal | 0 |",
    ]
