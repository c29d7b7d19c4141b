"""SQL of statements on their way to the Transparency Database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from psycopg import AsyncConnection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

Connection: TypeAlias = "AsyncConnection[Any]"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A statement to be sent, and how often it was tried."""

    puid: str
    statement: dict[str, object]
    tries: int


async def add(
    conn: Connection, statements: Mapping[str, Mapping[str, object]], now: datetime
) -> None:
    """Puts them in the outbox by their puid; one that is there already stays as it is."""
    await conn.execute(
        "INSERT INTO filings (puid, statement, queued_at, due_at)"
        " SELECT e->>0, e->1, %(now)s, %(now)s FROM jsonb_array_elements(%(all)s) AS e"
        " ON CONFLICT DO NOTHING",
        {"now": now, "all": Jsonb([[puid, dict(one)] for puid, one in statements.items()])},
    )


async def unqueued(conn: Connection, most: int) -> Sequence[dict[str, object]]:
    """The contents of statements of reasons that are not in the outbox; they count as queued when
    this transaction commits."""
    cursor = await conn.execute(
        "UPDATE statements_of_reasons SET queued = true WHERE proposal_id IN"
        " (SELECT proposal_id FROM statements_of_reasons WHERE NOT queued"
        " ORDER BY made_at, proposal_id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING content",
        (most,),
    )
    return [content for (content,) in await cursor.fetchall()]


async def lease(conn: Connection, now: datetime, until: datetime, most: int) -> Sequence[Waiting]:
    """Those that are due; nobody else takes them before `until`."""
    cursor = conn.cursor(row_factory=class_row(Waiting))
    await cursor.execute(
        "UPDATE filings SET due_at = %s, tries = tries + 1 WHERE puid IN"
        " (SELECT puid FROM filings WHERE state = 'waiting' AND due_at <= %s"
        " ORDER BY due_at, puid LIMIT %s FOR UPDATE SKIP LOCKED)"
        " RETURNING puid, statement, tries",
        (until, now, most),
    )
    return await cursor.fetchall()


async def filed(conn: Connection, uuids: Mapping[str, str], now: datetime) -> None:
    """The Database has them."""
    await conn.execute(
        "UPDATE filings f SET state = 'filed', answered_at = %s, uuid = nullif(n.uuid, '')"
        " FROM unnest(%s::text[], %s::text[]) AS n (puid, uuid)"
        " WHERE f.puid = n.puid AND f.state = 'waiting'",
        (now, list(uuids), list(uuids.values())),
    )


async def refused(
    conn: Connection, errors: Mapping[str, Mapping[str, object]], now: datetime
) -> None:
    """The Database will not take them as they are; a person has to look."""
    await conn.execute(
        "UPDATE filings f SET state = 'refused', answered_at = %s, errors = n.errors"
        " FROM unnest(%s::text[], %s::jsonb[]) AS n (puid, errors)"
        " WHERE f.puid = n.puid AND f.state = 'waiting'",
        (now, list(errors), [Jsonb(dict(one)) for one in errors.values()]),
    )


async def again(conn: Connection, puids: Collection[str], at: datetime) -> None:
    """They are tried again then."""
    await conn.execute(
        "UPDATE filings SET due_at = %s WHERE puid = ANY(%s) AND state = 'waiting'",
        (at, list(puids)),
    )


async def rehearse(conn: Connection, now: datetime, most: int) -> Sequence[Waiting]:
    """The next ones that were not written to the file yet, locked for this transaction."""
    cursor = conn.cursor(row_factory=class_row(Waiting))
    await cursor.execute(
        "UPDATE filings SET rehearsed_at = %s WHERE puid IN"
        " (SELECT puid FROM filings WHERE rehearsed_at IS NULL ORDER BY queued_at, puid"
        " LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING puid, statement, tries",
        (now, most),
    )
    return await cursor.fetchall()


@dataclass(frozen=True, slots=True)
class Figures:
    """How many are still to be filed, since when the oldest waits, and how many were refused."""

    waiting: int
    since: datetime | None
    refused: int


async def figures(conn: Connection) -> Figures:
    """Of what is not filed; it costs nothing for what is."""
    cursor = conn.cursor(row_factory=class_row(Figures))
    await cursor.execute(
        "SELECT count(*) AS waiting, min(queued_at) AS since,"
        " (SELECT count(*) FROM filings WHERE state = 'refused') AS refused"
        " FROM filings WHERE state = 'waiting'"
    )
    found = await cursor.fetchone()
    if found is None:
        raise LookupError("count found no row")
    return found
