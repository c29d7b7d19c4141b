"""Records in Parquet files, written and read through DuckDB.

A file has the month it belongs to in `month`, then the fields of its kind; an instant is UTC. Rows
are sorted, so that the same records make the same bytes in any order.
"""

import csv
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from quorate.transparency.months import Month
from quorate.transparency.records import TYPES, Kind, Record

_NONE: Final = "\\N"
_TYPES: Final[Mapping[object, str]] = {
    **dict.fromkeys((datetime, datetime | None), "TIMESTAMP"),
    **dict.fromkeys((bool, bool | None), "BOOLEAN"),
    **dict.fromkeys((int, int | None), "INTEGER"),
}
# Nothing is guessed: the same fields are read as were written.
_WRITE: Final = r"""
COPY (
  SELECT CAST($month AS TIMESTAMP) AS month, *
  FROM read_csv($rows, auto_detect = false, header = false, columns = $columns, delim = ',',
    quote = '"', escape = '"', new_line = '\n', nullstr = '\N')
  ORDER BY ALL
) TO $file (FORMAT parquet, COMPRESSION zstd)
"""


def columns(kind: Kind) -> dict[str, str]:
    """The fields of a kind with their SQL types."""
    return {f.name: _TYPES.get(f.type, "VARCHAR") for f in fields(TYPES[kind])}


@contextmanager
def database(threads: int | None = None) -> Generator[duckdb.DuckDBPyConnection]:
    """One in memory; what does not fit there goes to a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="quorate-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": spill,
        }
        with duckdb.connect(config=config | ({"threads": threads} if threads else {})) as opened:
            yield opened


def write(
    opened: duckdb.DuckDBPyConnection,
    kind: Kind,
    records: Iterable[Record],
    month: Month,
    file: Path,
) -> int:
    """Writes them as one file and returns how many; for a while they stand beside it as text.

    The bytes are the same each time where the database has one thread: several would cut the row
    groups as they come.
    """
    rows = file.with_suffix(".csv")
    count = _write_rows(kind, records, rows)
    values = {
        "month": month.start.replace(tzinfo=None),
        "rows": str(rows),
        "columns": columns(kind),
        "file": str(file),
    }
    opened.execute(_WRITE, values)
    rows.unlink()
    return count


def _write_rows(kind: Kind, records: Iterable[Record], path: Path) -> int:
    row_of = attrgetter(*columns(kind))
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        for record in records:
            writer.writerow([_cell(value) for value in row_of(record)])
            count += 1
    return count


def _cell(value: object) -> str:
    match value:
        case None:
            return _NONE
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
        case _:
            return str(value)


def read(opened: duckdb.DuckDBPyConnection, kind: Kind, files: Sequence[Path]) -> None:
    """Makes the files of a kind one table of its name; without a file, an empty one."""
    if files:
        opened.read_parquet([str(file) for file in files]).create_view(kind)
        return
    nothing = ", ".join(f"NULL::{sql} AS {name}" for name, sql in columns(kind).items())
    opened.sql(f"SELECT NULL::TIMESTAMP AS month, {nothing} WHERE false").create_view(kind)
