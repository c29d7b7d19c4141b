"""What entries say of exports of a person's own data. Pure."""

from quorate.ledger.entry import Entry
from quorate.ledger.fields import text
from quorate.rebuilding.books import Books, Row, Value
from quorate.rebuilding.casework import identifier
from quorate.vocabulary.identifiers import EXPORT

_OPEN: dict[str, Value] = dict.fromkeys(("given_by", "given_at", "until", "ended_by", "ended_at"))


def asked(books: Books, where: str, entry: Entry) -> None:
    """A request, once. Raises ValueError."""
    data = entry.data
    key = (identifier(EXPORT, text(data, "export")),)
    if key in books.table("exports"):
        raise ValueError("an export of this id was asked for before")
    values: dict[str, Value] = {
        "ref": text(data, "ref"),
        "received_at": text(data, "received"),
        "asked_by": text(data, "by"),
        "asked_at": entry.at,
        **_OPEN,
    }
    books.put("exports", key, where, values)


def given(books: Books, where: str, entry: Entry) -> None:
    """Given out once, by somebody else. Raises ValueError."""
    row, who = _row(books, entry), text(entry.data, "by")
    if row.values["given_at"] or row.values["ended_at"] or row.values["asked_by"] == who:
        raise ValueError("gives an export that is given, ended, or their own")
    until = text(entry.data, "until")
    row.put(where, {"given_by": who, "given_at": entry.at, "until": until})


def ended(books: Books, where: str, entry: Entry) -> None:
    """Ended once. Raises ValueError."""
    row = _row(books, entry)
    if row.values["ended_at"]:
        raise ValueError("ends an export that is ended")
    row.put(where, {"ended_by": text(entry.data, "by"), "ended_at": entry.at})


def _row(books: Books, entry: Entry) -> Row:
    found = books.table("exports").get((identifier(EXPORT, text(entry.data, "export")),))
    if found is None:
        raise ValueError("nobody asked for such an export")
    return found
