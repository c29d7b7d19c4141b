"""What entries say of rules counts when the log is read: nobody alone, and nothing untested."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid4

from quorate.ledger.entry import Entry, Json, process_entry
from quorate.rebuilding import signals
from quorate.rebuilding.books import Books
from quorate.signals.model import TEST
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import edge

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
FIGURES = dict.fromkeys(("reports", "hits", "failed", "cases", "decided", "actioned"), 0)


def said(event: Event, version: int = 1, by: str = "ada", **more: Json) -> Entry:
    data: dict[str, Json] = {"rule": "spam", "version": version, "by": by, **more}
    return process_entry(event, NOW, "web", data)


def draft(version: int = 1) -> Entry:
    return said(Event.SIGNAL_WRITTEN, version, area="spam", expression=f"{version:064x}")


def backtested(version: int = 1) -> Entry:
    figures: dict[str, Json] = {**FIGURES}
    more: dict[str, Json] = {"test": edge(TEST, uuid4()), "since": "2026-11-01T00:00:00.000Z"}
    entry = said(Event.SIGNAL_TESTED, version)
    return replace(entry, data={**entry.data, **more, **figures})


def live(by: str, version: int = 1, replaced: int | None = None) -> Entry:
    return said(Event.SIGNAL_MOVED, version, by, to="live", replaced=replaced)


@pytest.fixture
def books() -> Books:
    made = Books()
    signals.written(made, "1", draft())
    return made


def test_whoever_wrote_a_version_does_not_put_it_live(books: Books) -> None:
    signals.tested(books, "2", backtested())
    with pytest.raises(ValueError, match="the same person wrote"):
        signals.moved(books, "3", live("ada"))
    assert books.table("signal_rules")["spam", "1"].values["state"] == "draft"
    signals.moved(books, "3", live("bob"))
    assert books.table("signal_rules")["spam", "1"].values["state"] == "live"


def test_what_nobody_tested_is_not_live(books: Books) -> None:
    signals.written(books, "2", draft(2))
    signals.tested(books, "3", backtested(1))
    with pytest.raises(ValueError, match="nobody tested"):
        signals.moved(books, "4", live("bob", 2))
    signals.tested(books, "4", backtested(2))
    signals.moved(books, "5", live("bob", 1))
    signals.moved(books, "6", live("bob", 2, replaced=1))
    states = [row.values["state"] for row in books.table("signal_rules").values()]
    assert states == ["off", "live"]


def test_versions_come_in_turn_and_steps_are_of_something(books: Books) -> None:
    one = backtested()
    signals.tested(books, "2", one)
    for wrong in (draft(1), draft(3), one, live("bob", 2), backtested(2)):
        step = {Event.SIGNAL_WRITTEN: signals.written, Event.SIGNAL_TESTED: signals.tested}.get(
            wrong.event, signals.moved
        )
        with pytest.raises(ValueError):
            step(books, "3", wrong)


def bank(to: str, by: str = "ada", **changes: Json) -> Entry:
    data: dict[str, Json] = {
        "bank": "known",
        "algorithm": "pdq",
        "distance": 31,
        "area": "spam",
        "hashes": 3,
        "digest": "ab" * 32,
        "to": to,
        "by": by,
    }
    return process_entry(Event.BANK_CHANGED, NOW, "web", {**data, **changes})


def test_a_bank_is_put_live_by_another_and_keeps_what_stands_in_it(books: Books) -> None:
    with pytest.raises(ValueError, match="nobody added"):
        signals.banked(books, "2", bank("live", "bob"))
    signals.banked(books, "2", bank("waiting"))
    wrong = (bank("live"), bank("live", "bob", digest="cd" * 32), bank("live", "bob", distance=1))
    for one in (*wrong, bank("waiting"), bank("waiting", "bob", area="scam"), bank("up", "bob")):
        with pytest.raises(ValueError):
            signals.banked(books, "3", one)
    signals.banked(books, "3", bank("live", "bob"))
    signals.banked(books, "4", bank("off"))
    row = books.table("signal_banks")["known",]
    assert (row.values["state"], row.values["added_by"], row.values["moved_by"]) == (
        "off",
        "ada",
        "ada",
    )
