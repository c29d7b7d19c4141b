"""What entries say of appeals. Pure."""

from quorate.ledger.entry import Entry
from quorate.ledger.fields import optional_text, text
from quorate.rebuilding.books import Books, Row, Value
from quorate.rebuilding.casework import identifier, kept
from quorate.vocabulary.identifiers import APPEAL, CASE

_OPEN: dict[str, Value] = {
    **dict.fromkeys(("outcome", "decided_by", "decided_at", "answer")),
    **dict.fromkeys(("settled_by", "settled_at", "settlement", "settled_on", "body")),
}


def filed(books: Books, where: str, entry: Entry) -> None:
    """An appeal begins, once. Raises ValueError."""
    data = entry.data
    appeal = identifier(APPEAL, text(data, "appeal"))
    if (appeal,) in books.table("appeals"):
        raise ValueError("an appeal of this id was filed before")
    values: dict[str, Value] = {
        "side": text(data, "side"),
        "decision": text(data, "decision"),
        "case_id": identifier(CASE, text(data, "case")),
        "proposal_id": optional_text(data, "proposal"),
        "filed_by": text(data, "by"),
        "filed_at": entry.at,
        "words": text(data, "words"),
        **_OPEN,
    }
    books.put("appeals", (appeal,), where, values)
    kept(books, where, entry, text(data, "words"))


def decided(books: Books, where: str, entry: Entry) -> None:
    """Its answer. Raises ValueError where no such appeal was filed."""
    data = entry.data
    values: dict[str, Value] = {
        "outcome": text(data, "outcome"),
        "decided_by": text(data, "by"),
        "decided_at": entry.at,
        "answer": text(data, "answer"),
    }
    _row(books, entry).put(where, values)
    kept(books, where, entry, text(data, "answer"))


def settled(books: Books, where: str, entry: Entry) -> None:
    """What a certified body found, once. Raises ValueError."""
    data, row = entry.data, _row(books, entry)
    if row.values["outcome"] is None or row.values["settlement"] is not None:
        raise ValueError("settles an appeal that is open, or settled already")
    values: dict[str, Value] = {
        "settled_by": text(data, "by"),
        "settled_at": entry.at,
        "settlement": text(data, "outcome"),
        "settled_on": text(data, "on"),
        "body": text(data, "body"),
    }
    row.put(where, values)
    kept(books, where, entry, text(data, "body"))


def _row(books: Books, entry: Entry) -> Row:
    found = books.table("appeals").get((identifier(APPEAL, text(entry.data, "appeal")),))
    if found is None:
        raise ValueError("no such appeal was filed")
    return found
