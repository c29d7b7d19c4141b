"""Rows of a CSV file as reports of the API. Pure: what is wrong is named by line and column."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from quorate.vocabulary.errors import ToldError

if TYPE_CHECKING:
    import _csv

Reader: TypeAlias = "_csv.Reader"
NEEDED: Final = ("connector", "kind", "id", "category")
COLUMNS: Final = (
    *NEEDED,
    *("key", "reporter", "body", "language", "jurisdiction", "score", "evidence"),
)
MOST: Final = 100
BATCH_BYTES: Final = 900_000
"""Below the cap of a body, with room for what stands around the rows."""
_PLAIN: Final = ("category", "reporter", "body", "language", "jurisdiction")
_LONGEST: Final = 100_000


class BadTableError(ToldError):
    """The file as a whole is none: its header or its encoding."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that is not filed: the line where it begins, the column, and why."""

    line: int
    field: str
    detail: str


@dataclass(slots=True)
class Rows:
    """Rows of one book, `reports` or `alarms`, each with the line where it begins."""

    book: str
    items: list[Mapping[str, object]] = field(default_factory=list[Mapping[str, object]])
    lines: list[int] = field(default_factory=list[int])
    size: int = 0


def batches(lines: Iterable[str], secret: str, most_bytes: int) -> Iterator[Rows | Wrong]:
    """The rows in batches that the API takes, and each row that cannot be sent.

    `secret` makes the key of a row that has none, from all that it says. Raises BadTableError.
    """
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(lines, strict=True)
    names = _header(reader)
    open_ones = {book: Rows(book) for book in ("reports", "alarms")}
    for line, row in _rows(reader, names):
        made = row if isinstance(row, Wrong) else _item(line, row, secret)
        if isinstance(made, Wrong):
            yield made
            continue
        book, item = made
        size, rows = len(json.dumps(item)), open_ones[book]
        if size > most_bytes:
            yield Wrong(line, "row", f"more than {most_bytes} bytes")
            continue
        if len(rows.items) == MOST or rows.size + size > most_bytes:
            yield rows
            rows = open_ones[book] = Rows(book)
        rows.items.append(item)
        rows.lines.append(line)
        rows.size += size
    yield from (rows for rows in open_ones.values() if rows.items)


def _header(reader: Reader) -> list[str]:
    try:
        names = next(reader, None) or []
    except (csv.Error, UnicodeDecodeError) as problem:
        raise BadTableError("line 1: no header in UTF-8") from problem
    if missing := [name for name in NEEDED if name not in names]:
        raise BadTableError(f"line 1: the column {missing[0]} is missing")
    if unknown := [name for name in names if name not in COLUMNS]:
        raise BadTableError(f"line 1: there is no column {unknown[0][:60]!r}")
    if len(set(names)) < len(names):
        raise BadTableError("line 1: a column stands there twice")
    return names


def _rows(reader: Reader, names: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str] | Wrong]]:
    """Where a row cannot be told from the next one nothing more is read: what somebody wrote in a
    field must not become rows."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except (csv.Error, UnicodeDecodeError) as problem:
            kind = "not UTF-8" if isinstance(problem, UnicodeDecodeError) else str(problem)
            yield line, Wrong(line, "row", f"{kind}; nothing from here on was read")
            return
        if cells is None:
            return
        if cells:
            yield line, _whole(line, names, cells)


def _whole(line: int, names: Sequence[str], cells: Sequence[str]) -> Mapping[str, str] | Wrong:
    """A row with as many fields as there are columns, of which the empty ones say nothing."""
    if len(cells) > len(names):
        return Wrong(line, "row", "more fields than columns")
    if len(cells) < len(names):
        return Wrong(line, names[len(cells)], "the row ends before this column")
    return {name: cell for name, cell in zip(names, cells, strict=True) if cell}


def _item(
    line: int, row: Mapping[str, str], secret: str
) -> tuple[str, Mapping[str, object]] | Wrong:
    for name in NEEDED:
        if name not in row:
            return Wrong(line, name, "a value is needed")
    item: dict[str, object] = {name: row[name] for name in _PLAIN if name in row}
    item["subject"] = {"connector": row["connector"], "kind": row["kind"], "id": row["id"]}
    item["key"] = row.get("key") or _key(row, secret)
    try:
        if "evidence" in row:
            item["evidence"] = json.loads(row["evidence"])
    except (ValueError, RecursionError):
        return Wrong(line, "evidence", "a JSON list is needed")
    if "score" not in row:
        return "reports", item
    try:
        item["score"] = float(row["score"])
    except ValueError:
        return Wrong(line, "score", "a number from 0 to 1 is needed")
    return "alarms", item


def _key(row: Mapping[str, str], secret: str) -> str:
    """The same for the same row, and telling nothing of it to whoever lacks the token."""
    said = json.dumps(row, sort_keys=True).encode()
    return hashlib.blake2b(said, key=secret.encode()[:64], digest_size=32).hexdigest()
