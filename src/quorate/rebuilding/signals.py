"""What entries say of rules over reports, their tests and who put them live. Pure."""

from typing import Final

from quorate.ledger.entry import Entry
from quorate.ledger.fields import integer, text
from quorate.rebuilding.books import Books, Key, Row, Value
from quorate.rebuilding.casework import identifier, kept
from quorate.signals.banks import BankState
from quorate.signals.model import TEST, State

_FIGURES: Final = ("reports", "hits", "failed", "cases", "decided", "actioned")


def written(books: Books, where: str, entry: Entry) -> None:
    """A new version, the next one. Raises ValueError."""
    data = entry.data
    name, version = _key(entry)
    if integer(data, "version") != 1 + sum(key[0] == name for key in books.table("signal_rules")):
        raise ValueError("a version of a rule is out of its turn")
    values: dict[str, Value] = {
        "area": text(data, "area"),
        "expression": text(data, "expression"),
        "written_by": text(data, "by"),
        "written_at": entry.at,
        "state": State.DRAFT,
        "moved_by": None,
        "moved_at": None,
    }
    books.put("signal_rules", (name, version), where, values)
    kept(books, where, entry, text(data, "expression"), text(data, "by"))


def tested(books: Books, where: str, entry: Entry) -> None:
    """A back-test, once. Raises ValueError."""
    data, key = entry.data, _key(entry)
    _row(books, key)
    test = (identifier(TEST, text(data, "test")),)
    if test in books.table("signal_tests"):
        raise ValueError("a test of this id was made before")
    values: dict[str, Value] = {
        "name": key[0],
        "version": integer(data, "version"),
        "tested_by": text(data, "by"),
        "tested_at": entry.at,
        "since": text(data, "since"),
        **{name: integer(data, name) for name in _FIGURES},
    }
    books.put("signal_tests", test, where, values)


def moved(books: Books, where: str, entry: Entry) -> None:
    """Another state. Raises ValueError where whoever wrote it puts it live, or nobody tested it."""
    data, key = entry.data, _key(entry)
    row, to, who = _row(books, key), State(text(data, "to")), text(data, "by")
    if to is State.LIVE:
        if row.values["written_by"] == who:
            raise ValueError("puts a rule live that the same person wrote")
        tests = books.table("signal_tests").values()
        if (key[0], int(key[1])) not in {(t.values["name"], t.values["version"]) for t in tests}:
            raise ValueError("puts a version live that nobody tested")
    by: dict[str, Value] = {"moved_by": who, "moved_at": entry.at}
    if data.get("replaced") is not None:
        gone = _row(books, (key[0], str(integer(data, "replaced"))))
        gone.put(where, {"state": State.OFF, **by})
    row.put(where, {"state": to, **by})


def banked(books: Books, where: str, entry: Entry) -> None:
    """A bank of hashes as it stands after the change. Raises ValueError where whoever added it puts
    it live, or another list takes its name."""
    data, key = entry.data, (text(entry.data, "bank"),)
    to, who, known = text(data, "to"), text(data, "by"), books.table("signal_banks").get(key)
    same: dict[str, Value] = {
        "algorithm": text(data, "algorithm"),
        "distance": integer(data, "distance"),
        "area": text(data, "area"),
        "hashes": integer(data, "hashes"),
        "digest": text(data, "digest"),
    }
    if known is None:
        if to != BankState.WAITING:
            raise ValueError("nobody added such a bank")
        added: dict[str, Value] = {"added_by": who, "added_at": entry.at, "state": to}
        nobody: dict[str, Value] = {"moved_by": None, "moved_at": None}
        books.put("signal_banks", key, where, {**same, **added, **nobody})
        return
    if to == BankState.WAITING or {name: known.values[name] for name in same} != same:
        raise ValueError("changes what stands in a bank")
    if to == BankState.LIVE and known.values["added_by"] == who:
        raise ValueError("puts a bank live that the same person added")
    known.put(where, {"state": BankState(to), "moved_by": who, "moved_at": entry.at})


def _key(entry: Entry) -> Key:
    return text(entry.data, "rule"), str(integer(entry.data, "version"))


def _row(books: Books, key: Key) -> Row:
    found = books.table("signal_rules").get(key)
    if found is None:
        raise ValueError("there is no such version of a rule")
    return found
