"""Rows as the log tells them: each field with the entry that said it last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar, Protocol, TypeAlias
from uuid import UUID

from quorate.ledger.canonical import canonical
from quorate.vocabulary.times import stamp

Key: TypeAlias = tuple[str, ...]
Value: TypeAlias = "str | int | bool | None"


class Fixed(Protocol):
    """A dataclass's value."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(slots=True)
class Row:
    """One row. `said` names, by field, the entry that said it; `born` the one that began it;
    `erased` the one that took it away; `event` is the type of the one that began it, where that
    decides how long the row is kept."""

    born: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    said: dict[str, str] = field(default_factory=dict[str, str])
    erased: str = ""
    event: str = ""

    def put(self, entry: str, values: Mapping[str, Value]) -> None:
        """What an entry says of these fields."""
        self.values.update(values)
        self.said.update(dict.fromkeys(values, entry))


@dataclass(slots=True)
class Books:
    """Tables by name, rows by their key. `lapsed` says by event before which instant what such
    entries commit to may be missing, since its time was over."""

    tables: dict[str, dict[Key, Row]] = field(default_factory=dict[str, dict[Key, Row]])
    lapsed: dict[str, str] = field(default_factory=dict[str, str])

    def is_lapsed(self, row: Row) -> bool:
        """Whether the rule of retention may have taken the row away."""
        return str(row.values.get("given_at", "")) < self.lapsed.get(row.event, "")

    def table(self, name: str) -> dict[Key, Row]:
        """The rows of one table."""
        return self.tables.setdefault(name, {})

    def put(self, table: str, key: Key, entry: str, values: Mapping[str, Value]) -> None:
        """Begins a row, or changes the one that is there."""
        self.table(table).setdefault(key, Row(entry)).put(entry, values)

    def erased(self) -> list[str]:
        """What is gone on purpose, each with its entry, in words."""
        return [
            f"entry {row.erased}: {name} {' '.join(key)} is erased"
            for name, rows in sorted(self.tables.items())
            for key, row in rows.items()
            if row.erased
        ]


def plain(value: object) -> Value:
    """A value as both sides spell it: instants to the millisecond, as entries have them."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes):
        return value.hex()
    return canonical(_json(value)).decode()


def _json(value: object) -> object:
    if is_dataclass(value):
        return {f.name: _json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): _json(v) for k, v in value.items()}  # pyright: ignore
    if isinstance(value, (set, frozenset)):
        return sorted(map(_json, value), key=str)  # pyright: ignore
    if isinstance(value, (list, tuple)):
        return [_json(v) for v in value]  # pyright: ignore
    return value.isoformat() if isinstance(value, (date, time)) else value


def facts(value: Fixed) -> dict[str, Value]:
    """The fields of a frozen type."""
    return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
