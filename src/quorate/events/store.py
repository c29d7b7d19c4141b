"""SQL of how far each endpoint was told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from psycopg import AsyncConnection
from psycopg.rows import class_row

Connection: TypeAlias = "AsyncConnection[Any]"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Of one endpoint: the next entry to look at; and, while it takes nothing, since when, how
    often it was tried and what it answered last."""

    endpoint: str
    next_entry: int
    tries: int
    failing_since: datetime | None
    answer: str | None


async def begin(conn: Connection, endpoints: Collection[str], size: int) -> None:
    """A new endpoint is told what happens from now on; one that is configured no more is
    forgotten."""
    await conn.execute("DELETE FROM event_cursors WHERE endpoint <> ALL(%s)", (list(endpoints),))
    for endpoint in endpoints:
        await conn.execute(
            "INSERT INTO event_cursors (endpoint, next_entry) VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            (endpoint, size),
        )


async def take(conn: Connection, endpoint: str, now: datetime, until: datetime) -> Cursor | None:
    """The endpoint's place, where it may be tried now; nobody else tries it `until` then."""
    cursor = conn.cursor(row_factory=class_row(Cursor))
    await cursor.execute(
        "UPDATE event_cursors SET try_at = %s WHERE endpoint = %s AND try_at <= %s"
        " RETURNING endpoint, next_entry, tries, failing_since, answer",
        (until, endpoint, now),
    )
    return await cursor.fetchone()


async def told(conn: Connection, endpoint: str, next_entry: int) -> None:
    """Everything before that entry was taken, or is no event."""
    await conn.execute(
        "UPDATE event_cursors SET next_entry = %s, tries = 0, failing_since = NULL, answer = NULL,"
        " try_at = '-infinity' WHERE endpoint = %s",
        (next_entry, endpoint),
    )


async def passed(conn: Connection, endpoint: str, next_entry: int) -> None:
    """What was between is no event; how the endpoint fares stays as it is."""
    await conn.execute(
        "UPDATE event_cursors SET next_entry = %s, try_at = '-infinity' WHERE endpoint = %s",
        (next_entry, endpoint),
    )


async def failed(
    conn: Connection, endpoint: str, answer: str, now: datetime, again: datetime
) -> None:
    """It took nothing; it is tried again then."""
    await conn.execute(
        "UPDATE event_cursors SET tries = tries + 1, answer = %s, try_at = %s,"
        " failing_since = coalesce(failing_since, %s) WHERE endpoint = %s",
        (answer, again, now, endpoint),
    )


async def failing(conn: Connection) -> list[Cursor]:
    """The endpoints that take nothing now, the longest first."""
    cursor = conn.cursor(row_factory=class_row(Cursor))
    await cursor.execute(
        "SELECT endpoint, next_entry, tries, failing_since, answer FROM event_cursors"
        " WHERE failing_since IS NOT NULL ORDER BY failing_since LIMIT 100"
    )
    return await cursor.fetchall()
