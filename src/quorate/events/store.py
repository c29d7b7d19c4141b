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


async def forget(conn: Connection, own: Collection[str], before: datetime) -> None:
    """Places that nobody has asked for since `before` and that are not one's `own`. Another worker
    may have other settings, newer ones: what one does not know is no reason."""
    await conn.execute(
        "DELETE FROM event_cursors WHERE endpoint <> ALL(%s) AND asked_at < %s",
        (list(own), before),
    )


async def take(
    conn: Connection, endpoint: str, start: int, now: datetime, until: datetime
) -> Cursor | None:
    """The endpoint's place, where it may be tried now; nobody else tries it `until` then. One that
    has none is told what happens from `start` on."""
    cursor = conn.cursor(row_factory=class_row(Cursor))
    await cursor.execute(
        "INSERT INTO event_cursors (endpoint, next_entry, asked_at, try_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (endpoint) DO UPDATE"
        " SET asked_at = excluded.asked_at, try_at = excluded.try_at"
        " WHERE event_cursors.try_at <= excluded.asked_at"
        " RETURNING endpoint, next_entry, tries, failing_since, answer",
        (endpoint, start, now, until),
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
    """The endpoints that take nothing now, the longest first. One that was not asked for in a day
    is configured no more."""
    cursor = conn.cursor(row_factory=class_row(Cursor))
    await cursor.execute(
        "SELECT endpoint, next_entry, tries, failing_since, answer FROM event_cursors"
        " WHERE failing_since IS NOT NULL AND asked_at > now() - interval '1 day'"
        " ORDER BY failing_since LIMIT 100"
    )
    return await cursor.fetchall()
