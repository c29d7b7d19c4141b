"""How PostgreSQL goes about every statement of the hot paths.

`1m.txt` holds the plans with a million open cases, and a test has the same made on fewer, so that
no path begins to read or sort a whole table unseen.
"""

import asyncio
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, LiteralString, cast

import psycopg
from psycopg import AsyncConnection, AsyncCursor

from benchmarks.filling import fill
from benchmarks.hot import FILLING, PATHS, Backlog, backlog
from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.demo.setting import new_database

CASES: Final = 1_000_000
FILE: Final = Path(__file__).parent / "1m.txt"
_PLANNED: Final = ("SELECT", "INSERT", "UPDATE", "WITH")
_UNPLANNED: Final = ("set_config", "pg_advisory_xact_lock")
_READS: Final = re.compile(r"(Seq Scan|Index(?: Only)? Scan|Bitmap Heap Scan)\b.*? on (\w+)")
_BY: Final = re.compile(r"(?:using|Bitmap Index Scan on) (\w+)")
_VALUES: Final = re.compile(
    r"'[^']*'(?=::(?:timestamp with time zone|uuid|bigint|tsquery|text\[\]))"
)
"""Of one run, which would make each writing of the file another one."""
_SORTS: Final = re.compile(r"^\s*(?:->\s*)?((?:Incremental )?Sort)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement of a path, with its values."""

    query: str
    values: object


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan reads whole, which indexes it goes by, and how often it sorts."""

    whole: frozenset[str]
    indexes: frozenset[str]
    sorts: int


def shape(text: str) -> Plan:
    """Of a plan as EXPLAIN writes it."""
    reads = cast("list[tuple[str, str]]", _READS.findall(text))
    whole = frozenset(table for how, table in reads if how == "Seq Scan")
    return Plan(whole, frozenset(_BY.findall(text)), len(_SORTS.findall(text)))


async def _asked(url: str, known: Backlog, path: str) -> list[Asked]:
    """The statements of one path, carried out and taken back."""
    told: list[Asked] = []

    class Telling(AsyncCursor[Any]):
        async def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            told.append(Asked(str(query), params))
            return await super().execute(query, params, **more)

    async with await AsyncConnection.connect(url) as conn:
        conn.cursor_factory = Telling
        async with conn.transaction(force_rollback=True):
            await PATHS[path](conn, known)
    return told


def _explained(conn: psycopg.Connection, asked: Asked) -> str:
    query = cast("LiteralString", f"EXPLAIN (COSTS OFF) {asked.query}")
    rows = conn.execute(query, cast("Sequence[object]", asked.values)).fetchall()
    return _VALUES.sub("…", "\n".join(str(row[0]) for row in rows))


def plans(url: str, cases: int) -> dict[str, tuple[str, str]]:
    """Statement and plan by the path and the statement's number in it."""
    known, found = backlog(url, cases), dict[str, tuple[str, str]]()
    with psycopg.connect(url) as conn:
        for path in PATHS:
            told = asyncio.run(_asked(url, known, path))
            planned = (
                one
                for one in told
                if one.query.startswith(_PLANNED) and not any(u in one.query for u in _UNPLANNED)
            )
            for number, one in enumerate(planned, 1):
                found[f"{path} {number}"] = (one.query, _explained(conn, one))
    return found


def written(found: Mapping[str, tuple[str, str]]) -> str:
    """The file."""
    parts = (f"## {name}\n{query}\n\n{plan}\n" for name, (query, plan) in found.items())
    return "\n".join(parts)


def read(text: str) -> Iterator[tuple[str, Plan]]:
    """The names and shapes in a file."""
    for part in text.split("## ")[1:]:
        head, _, plan = part.partition("\n\n")
        yield head.partition("\n")[0], shape(plan)


def main() -> None:
    """Writes the file anew, with a million cases."""
    with tempfile.TemporaryDirectory() as name:
        cluster = embedded.start(Path(name) / "postgres")
        try:
            url = new_database(cluster.url, keep=True)
            migrate(url)
            fill(url, FILLING, 0, CASES)
            FILE.write_text(written(plans(url, CASES)))
        finally:
            embedded.destroy(cluster)
