"""Read models of exports: what waits, what was given out, and what an account asked before."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final, LiteralString, cast

from psycopg.rows import dict_row

from quorate.authority.gate import Warrant
from quorate.database.streaming import Row, streamed
from quorate.exports.actions import EXPORTS
from quorate.exports.model import Export
from quorate.exports.store import Connection
from quorate.vocabulary.permissions import Permission

SHOWN: Final = 200
_COLUMNS: LiteralString = cast("LiteralString", ", ".join(f"e.{f.name}" for f in fields(Export)))


@dataclass(frozen=True, slots=True)
class Line:
    """One export in the list; `native` and `email` are None once it is over, `openings` is how
    often it was read, with the newest time."""

    export: Export
    native: str | None
    email: str | None
    openings: int
    opened_at: datetime | None


async def listed(conn: Connection, warrant: Warrant) -> list[Line]:
    """Those that wait, the most urgent first; then the newest others; up to 200."""
    warrant.require(Permission.CASE_READ, EXPORTS)
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {_COLUMNS}, a.native, a.email, o.openings, o.newest FROM exports e"  # noqa: S608
        " LEFT JOIN export_accounts a ON a.export_id = e.id"
        " CROSS JOIN LATERAL (SELECT count(*) AS openings, max(opened_at) AS newest"
        "  FROM export_openings WHERE export_id = e.id) o"
        " ORDER BY (num_nulls(e.given_at, e.ended_at) = 2) DESC,"
        " CASE WHEN num_nulls(e.given_at, e.ended_at) = 2 THEN e.received_at END,"
        " e.asked_at DESC, e.id DESC LIMIT %s",
        (SHOWN,),
    )
    found: list[Line] = []
    for row in await cursor.fetchall():
        names = ("native", "email", "openings", "newest")
        native, email, openings, newest = (row.pop(name) for name in names)
        found.append(Line(Export(**row), native, email, openings, newest))
    return found


def exports_of(conn: Connection, ref: str) -> AsyncGenerator[Row]:
    """When the account asked before, and how often what it was given was read."""
    return streamed(
        conn,
        "SELECT (e.received_at AT TIME ZONE 'UTC')::date AS received_on, e.given_at, e.until,"
        " e.ended_at,"
        " (SELECT count(*) FROM export_openings o WHERE o.export_id = e.id) AS openings"
        " FROM exports e WHERE e.ref = %(ref)s ORDER BY e.asked_at DESC, e.id DESC",
        {"ref": ref},
    )
