"""A month is closed once it is over, whole or not at all, and every version of it stays."""

import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.transparency.making import JANUARY, LATER, MARK, Held, at

from quorate.transparency import parquet
from quorate.transparency.closing import close, closed
from quorate.transparency.months import Month, MonthError, months
from quorate.transparency.records import (
    About,
    Case,
    Complaint,
    Kind,
    Misuse,
    Notice,
    Order,
    OrderKind,
    Outcome,
    Record,
    Suspension,
    as_of,
)
from quorate.transparency.versions import versions

ONE = Held([Suspension(at(1), Misuse.COMPLAINTS)])
TWO = Held([*ONE.records, Suspension(at(1, 2), Misuse.NOTICES)])
UNSAID, UNORDERED = (f"STATEMENT_CATEGORY_NOT_SPECIFIED_{of}" for of in ("NOTICE", "ORDER"))


class KilledError(BaseException):
    """The process ends here."""


def suspensions(folder: Path) -> int:
    return closed(JANUARY, folder).files[Kind.SUSPENSIONS].records


def test_a_month_is_closed_only_once_it_is_over(tmp_path: Path) -> None:
    with pytest.raises(MonthError, match="2026-01 is not over before 2026-02-01"):
        close(ONE, JANUARY, tmp_path, JANUARY.end - timedelta(milliseconds=1))
    assert close(ONE, JANUARY, tmp_path, JANUARY.end)[1]


def test_a_month_is_closed_only_once_the_ledger_is_past_it(tmp_path: Path) -> None:
    behind = replace(MARK, at=JANUARY.end - timedelta(seconds=1))
    with pytest.raises(MonthError, match="the ledger goes to 2026-01-31T23:59:59"):
        close(Held(ONE.records, mark=behind), JANUARY, tmp_path, LATER)
    assert versions(tmp_path / "2026-01") == []
    assert close(Held(ONE.records, mark=replace(MARK, at=JANUARY.end)), JANUARY, tmp_path, LATER)[1]


def test_closing_again_with_the_same_records_makes_no_version(tmp_path: Path) -> None:
    first, new = close(ONE, JANUARY, tmp_path, LATER)
    assert new
    again, new = close(Held(ONE.records, mark=replace(MARK, size=99)), JANUARY, tmp_path, LATER)
    assert not new
    assert (again, again.size) == (first, MARK.size)


def test_closing_again_with_other_records_keeps_the_old_version(tmp_path: Path) -> None:
    close(ONE, JANUARY, tmp_path, LATER)
    first = {p.name: p.read_bytes() for p in (tmp_path / "2026-01/v1").iterdir()}
    found, new = close(TWO, JANUARY, tmp_path, LATER)
    assert (found.version, new, suspensions(tmp_path)) == ("v2", True, 2)
    assert {p.name: p.read_bytes() for p in (tmp_path / "2026-01/v1").iterdir()} == first


def test_the_tenth_version_is_newer_than_the_ninth(tmp_path: Path) -> None:
    for n in range(11):
        records = [Suspension(at(1, 1, h), Misuse.COMPLAINTS) for h in range(n)]
        close(Held(records), JANUARY, tmp_path, LATER)
    assert closed(JANUARY, tmp_path).version == "v11"


def test_the_manifest_says_up_to_where_and_what(tmp_path: Path) -> None:
    found, _ = close(ONE, JANUARY, tmp_path, LATER)
    manifest = json.loads((found.folder / "manifest.json").read_text())
    assert manifest["month"] == "2026-01"
    assert manifest["ledger"] == {
        "genesis": MARK.genesis,
        "size": MARK.size,
        "root": MARK.root,
        "at": "2030-01-01T00:00:00.000Z",
    }
    assert set(manifest["files"]) == set(Kind)
    assert manifest["files"]["suspensions"]["records"] == 1


def test_a_kind_that_the_source_does_not_know_has_no_file(tmp_path: Path) -> None:
    found, _ = close(Held(kinds=[Kind.CASES]), JANUARY, tmp_path, LATER)
    assert set(found.files) == {Kind.CASES}
    assert sorted(p.name for p in found.folder.iterdir()) == ["cases.parquet", "manifest.json"]


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    found, _ = close(ONE, JANUARY, tmp_path, LATER)
    path = found.file(Kind.SUSPENSIONS)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(MonthError, match="not as it was written"):
        closed(JANUARY, tmp_path)


def test_a_month_in_another_s_place_is_refused(tmp_path: Path) -> None:
    close(ONE, JANUARY, tmp_path, LATER)
    (tmp_path / "2026-01").rename(tmp_path / "2026-02")
    with pytest.raises(MonthError, match="is not 2026-02"):
        closed(JANUARY.next, tmp_path)


def test_a_month_holds_its_first_instant_and_not_the_one_after_it(tmp_path: Path) -> None:
    edges = [Suspension(at, Misuse.NOTICES) for at in (JANUARY.start, JANUARY.end)]
    found = [close(Held(edges), m, tmp_path, LATER)[0] for m in (JANUARY, JANUARY.next)]
    assert [month.files[Kind.SUSPENSIONS].records for month in found] == [1, 1]


def test_a_month_that_nobody_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MonthError, match="2026-01 is not closed"):
        closed(JANUARY, tmp_path)


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, last: int) -> Generator[None]:
    """Each step on the disk is taken `last` times in all; the next one raises before it is."""
    left = [last]

    def mortal(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return step(*given, **named)

        return run

    with monkeypatch.context() as patch:
        for owner, name in (
            (os, "fsync"),
            (Path, "rename"),
            (Path, "mkdir"),
            (Path, "write_text"),
            (Path, "unlink"),
            (parquet, "write"),
        ):
            patch.setattr(owner, name, mortal(getattr(owner, name)))
        yield


def killed(folder: Path, monkeypatch: pytest.MonkeyPatch, last: int) -> bool:
    """Whether closing died at that step."""
    try:
        with dying(monkeypatch, last):
            close(TWO, JANUARY, folder, LATER)
    except KilledError:
        return True
    return False


@pytest.mark.parametrize("before", [None, ONE], ids=["nothing", "a version"])
def test_a_kill_at_any_step_leaves_the_old_or_the_new(
    before: Held | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met, steps, died = set[str](), 0, True
    while died:
        folder = tmp_path / str(steps)
        if before:
            close(before, JANUARY, folder, LATER)
        died = killed(folder, monkeypatch, steps)
        found = versions(folder / "2026-01")
        met.add(f"{suspensions(folder)} after {len(found)}" if found else "nothing")
        assert close(TWO, JANUARY, folder, LATER)[0].files[Kind.SUSPENSIONS].records == 2
        assert not (folder / "2026-01/.new").exists()
        steps += 1
    assert met == ({"1 after 1", "2 after 2"} if before else {"nothing", "2 after 1"})
    assert steps > 15


@pytest.mark.parametrize("said", ["2026-13", "2026-1", "26-01", "2026-01-01", ""])
def test_other_words_are_no_month(said: str) -> None:
    with pytest.raises(MonthError, match="is no month such as 2026-03"):
        Month.parse(said)


def test_months_go_over_the_turn_of_the_year() -> None:
    span = months(Month(2026, 11), Month(2027, 2))
    assert [str(m) for m in span] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert (span[1].end, span[3].last_day.day) == (datetime(2027, 1, 1, tzinfo=UTC), 28)
    with pytest.raises(MonthError, match="2026-01 is before 2026-02"):
        months(Month(2026, 2), JANUARY)


LATER_ON: list[tuple[Record, Record]] = [
    (
        Complaint(at(1), About.NOTICE, at(2), Outcome.REVERSED, trusted=True, restricted=True),
        Complaint(at(1), About.NOTICE, trusted=True),
    ),
    (
        Notice(at(1), UNSAID, "", at(2), True, 2, "AUTOMATED_DECISION_FULLY", 1, 1),
        Notice(at(1), UNSAID, "", trusted=True, items=2),
    ),
    (
        Order(at(1), OrderKind.ACT, "AT", UNORDERED, "", at(1, 2), at(2), 3),
        Order(at(1), OrderKind.ACT, "AT", UNORDERED, "", at(1, 2), items=3),
    ),
    (Case(at(1), at(2)), Case(at(1))),
]


@pytest.mark.parametrize(("later", "then"), LATER_ON, ids=lambda r: type(r).__name__)
def test_a_month_is_the_same_whenever_it_is_closed(
    later: Record, then: Record, tmp_path: Path
) -> None:
    """What happens to a record after the month's end is no correction of the month."""
    assert close(Held([then]), JANUARY, tmp_path, LATER)[1]
    assert not close(Held([later]), JANUARY, tmp_path, LATER)[1]
    assert as_of(later, JANUARY.end) == then
    assert as_of(later, at(2) + timedelta(microseconds=1)) == later
