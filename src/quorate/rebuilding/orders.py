"""What entries say of authorities' orders. Pure."""

from quorate.ledger.entry import Entry
from quorate.ledger.fields import integer, optional_text, text, texts, truth
from quorate.rebuilding.books import Books, Row, Value
from quorate.rebuilding.casework import identifier, kept
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, ORDER

_OPEN: dict[str, Value] = {
    **dict.fromkeys(("found", "found_at", "told_at", "outcome", "ground", "effected_at")),
    **dict.fromkeys(("answered_by", "answered_at", "answer", "answer_told_at")),
    "given": "",
}
_TOLD = {"answer": "answer_told_at", "receipt": "told_at"}


def received(books: Books, where: str, entry: Entry) -> None:
    """An order is taken in, or what it lacked is; one out of its turn raises ValueError."""
    data = entry.data
    key, number = (identifier(ORDER, text(data, "order")),), integer(data, "version")
    known = books.table("legal_orders").get(key)
    if number != (integer(known.values, "number") if known else 0) + 1:
        raise ValueError(f"version {number} of an order is out of its turn")
    plain = ("kind", "state", "area", "language", "deadline", "content")
    values: dict[str, Value] = {
        **{name: text(data, name) for name in plain},
        "number": number,
        "territory": " ".join(texts(data, "territory")),
        "missing": " ".join(texts(data, "missing")),
        "received_at": text(data, "received"),
        "taken_at": entry.at,
        "taken_by": text(data, "by"),
        "items": integer(data, "items"),
        **_OPEN,
    }
    books.put("legal_orders", key, where, values)
    kept(books, where, entry, text(data, "content"), text(data, "by"))


def said(books: Books, where: str, entry: Entry) -> None:
    """One person's word on the authority, and the cases that followed."""
    data, row = entry.data, _row(books, entry)
    order, genuine = identifier(ORDER, text(data, "order")), entry.event is Event.ORDER_VOUCHED
    word: dict[str, Value] = {"how": text(data, "how"), "said_at": entry.at}
    key = (order, text(data, "by"), str(genuine))
    books.put("legal_order_words", key, where, word)
    if not genuine:
        row.put(where, {"found": "rejected", "found_at": entry.at})
    elif truth(data, "checked"):
        row.put(where, {"found": "checked", "found_at": entry.at})
        for place, case in enumerate(texts(data, "cases")):
            made: dict[str, Value] = {"case_id": identifier(CASE, case)}
            books.put("legal_order_items", (order, str(place)), where, made)


def told(books: Books, where: str, entry: Entry) -> None:
    """The authority was written. Raises ValueError for another letter than there are."""
    what = text(entry.data, "what")
    if what not in _TOLD:
        raise ValueError(f"no letter: {what[:40]}")
    _row(books, entry).put(where, {_TOLD[what]: entry.at})


def answered(books: Books, where: str, entry: Entry) -> None:
    """What became of it."""
    data = entry.data
    values: dict[str, Value] = {
        "outcome": text(data, "outcome"),
        "ground": optional_text(data, "ground"),
        "given": " ".join(texts(data, "given")),
        "effected_at": optional_text(data, "effected"),
        "answered_by": text(data, "by"),
        "answered_at": entry.at,
        "answer": text(data, "answer"),
    }
    _row(books, entry).put(where, values)
    kept(books, where, entry, text(data, "answer"))


def _row(books: Books, entry: Entry) -> Row:
    found = books.table("legal_orders").get((identifier(ORDER, text(entry.data, "order")),))
    if found is None:
        raise ValueError("no such order was taken in")
    return found
