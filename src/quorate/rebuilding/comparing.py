"""A database beside its log: each difference by the entry that says otherwise, and by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quorate.rebuilding.books import Books, Key, Row, Value
from quorate.rebuilding.tables import Live

# Made again, and not compared: a database knows of no gift from before it had this field.
_UNCOMPARED: Final = frozenset({("cases", "givers")})


class How(StrEnum):
    """What is wrong with the database's row."""

    CHANGED = "changed"
    INVENTED = "invented"
    KEPT = "kept"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Difference:
    """`entry` says `told` of the field; the database has `held`. What is invented has no entry,
    what is missing or kept no field."""

    how: How
    table: str
    key: Key
    entry: str = ""
    field: str = ""
    told: Value = None
    held: Value = None

    def __str__(self) -> str:
        name = f"{self.table} {' '.join(self.key)}"
        if self.how is How.INVENTED:
            return f"no entry: {name} is invented"
        if self.how is How.MISSING:
            return f"entry {self.entry}: {name} is missing"
        if self.how is How.KEPT:
            return f"entry {self.entry}: {name} was erased and is still there"
        told, held = (str(value)[:80] for value in (self.told, self.held))
        return f"entry {self.entry}: {name}: {self.field} changed from {told} to {held}"


def compare(books: Books, live: Mapping[str, Live]) -> list[Difference]:
    """Every difference, in the order of tables and keys."""
    found: list[Difference] = []
    for name, held in live.items():
        told = books.table(name)
        for key in sorted(told.keys() | held.keys()):
            row = told.get(key)
            if key in held or row is None or not books.is_lapsed(row):
                found += _of_row(name, key, row, held.get(key))
    return found


def _of_row(
    table: str, key: Key, told: Row | None, held: Mapping[str, Value] | None
) -> Iterator[Difference]:
    if told is None:
        yield Difference(How.INVENTED, table, key)
    elif told.erased:
        if held is not None:
            yield Difference(How.KEPT, table, key, told.erased)
    elif held is None:
        yield Difference(How.MISSING, table, key, told.born)
    else:
        for field, value in told.values.items():
            if held.get(field) != value and (table, field) not in _UNCOMPARED:
                entry = told.said[field]
                yield Difference(How.CHANGED, table, key, entry, field, value, held.get(field))
