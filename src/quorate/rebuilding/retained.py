"""What entries say of holds, and of what was erased when its time was over. Pure."""

from typing import Final

from quorate.ledger.entry import Entry
from quorate.ledger.fields import optional_text, text
from quorate.rebuilding.books import Books, Value
from quorate.rebuilding.casework import identifier, kept
from quorate.retention.model import HOLD, DataKind
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, SUBJECT

_VALUES: Final = {
    DataKind.APPEAL: (Event.APPEAL_FILED, Event.APPEAL_DECIDED, Event.APPEAL_SETTLED),
    DataKind.DECISION: (Event.PROPOSAL_OPENED,),
    DataKind.NOTIFIER: (Event.NOTIFIER_WARNED, Event.NOTIFIER_SUSPENDED),
}
"""Which entries commit to the values that go with a kind."""


def placed(books: Books, where: str, entry: Entry) -> None:
    """A hold begins, once. Raises ValueError."""
    data = entry.data
    hold = identifier(HOLD, text(data, "hold"))
    if (hold,) in books.table("holds"):
        raise ValueError("a hold of this id was placed before")
    case, subject = optional_text(data, "case"), optional_text(data, "subject")
    values: dict[str, Value] = {
        "case_id": identifier(CASE, case) if case else None,
        "subject_id": identifier(SUBJECT, subject) if subject else None,
        "placed_by": text(data, "by"),
        "placed_at": entry.at,
        "reason": text(data, "reason"),
        "review_on": optional_text(data, "review_on"),
        "lifted_by": None,
        "lifted_at": None,
    }
    books.put("holds", (hold,), where, values)
    kept(books, where, entry, text(data, "reason"), text(data, "by"))


def lifted(books: Books, where: str, entry: Entry) -> None:
    """A hold ends. Raises ValueError where none stands, or whoever placed it lifts it."""
    row = books.table("holds").get((identifier(HOLD, text(entry.data, "hold")),))
    if row is None or row.values["lifted_by"] is not None:
        raise ValueError("lifts a hold that does not stand")
    who = text(entry.data, "by")
    if row.values["placed_by"] == who:
        raise ValueError("lifts a hold that the same person placed")
    row.put(where, {"lifted_by": who, "lifted_at": entry.at})


def erased(books: Books, where: str, entry: Entry) -> None:
    """From here on values of this kind that were given before the boundary may be missing."""
    kind = text(entry.data, "kind")
    if kind not in set(DataKind):
        raise ValueError(f"there is no kind {kind[:40]}")
    before = text(entry.data, "before")
    for event in _VALUES.get(DataKind(kind), ()):
        books.lapsed[event] = max(before, books.lapsed.get(event, ""))
