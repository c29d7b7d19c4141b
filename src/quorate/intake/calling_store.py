"""SQL of callbacks: what is due, what is on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.intake.callbacks import Call, Kind

Connection: TypeAlias = "AsyncConnection[Any]"


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that took effect; `item` is what the source reported in its case, if it did."""

    source: str
    proposal: str
    content: dict[str, object]
    item: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A decided appeal that a source handed over."""

    source: str
    ref: str
    asked: dict[str, object]
    appeal: UUID
    outcome: str


async def done(conn: Connection, sources: Sequence[str], since: datetime, most: int) -> list[Done]:
    """Decisions that were given their reasons since then, each with each source that was not looked
    at for it yet, and what that had reported."""
    cursor = conn.cursor(row_factory=class_row(Done))
    await cursor.execute(
        "SELECT k.source, s.proposal_id AS proposal, s.content, r.item"
        " FROM statements_of_reasons s CROSS JOIN unnest(%(sources)s::text[]) AS k (source)"
        " LEFT JOIN LATERAL (SELECT evidence->0->'coop'->'item' AS item FROM reports"
        " WHERE case_id = s.case_id AND source = k.source"
        " AND evidence->0->'coop'->'item' IS NOT NULL"
        " ORDER BY received_at, id LIMIT 1) r ON true"
        " WHERE s.made_at > %(since)s AND NOT EXISTS (SELECT FROM callbacks c"
        " WHERE c.source = k.source AND c.kind = 'action' AND c.about = s.proposal_id)"
        " ORDER BY s.made_at, s.proposal_id LIMIT %(most)s",
        {"since": since, "sources": list(sources), "most": most},
    )
    return await cursor.fetchall()


async def answered(conn: Connection, sources: Sequence[str], most: int) -> list[Answered]:
    """Decided appeals of which these sources were not told, locked."""
    cursor = conn.cursor(row_factory=class_row(Answered))
    await cursor.execute(
        "SELECT h.source, h.ref, h.asked, a.id AS appeal, a.outcome FROM handed_appeals h"
        " JOIN appeals a ON a.id = h.appeal_id WHERE h.asked IS NOT NULL"
        " AND a.decided_at IS NOT NULL AND h.source = ANY(%s)"
        " ORDER BY a.decided_at, h.source, h.ref LIMIT %s FOR UPDATE OF h SKIP LOCKED",
        (list(sources), most),
    )
    return await cursor.fetchall()


async def put(
    conn: Connection, source: str, kind: Kind, about: str, body: str | None, now: datetime
) -> None:
    """Puts one out, once a source and what it is about; without a body it is only noted that there
    is nothing to tell."""
    await conn.execute(
        "INSERT INTO callbacks (id, source, kind, about, body, made_at, send_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (source, kind, about) DO NOTHING",
        (uuid7(), source, kind, about, body, now, now),
    )


async def is_put(conn: Connection, one: Answered) -> None:
    """What the callback repeats is in the outbox now, and nowhere else."""
    await conn.execute(
        "UPDATE handed_appeals SET asked = NULL WHERE source = %s AND ref = %s",
        (one.source, one.ref),
    )


async def lease(conn: Connection, source: str, now: datetime, until: datetime) -> Call | None:
    """The source's one that has waited longest, for nobody else until then."""
    rows = await conn.execute(
        "UPDATE callbacks SET send_at = %(until)s, tries = tries + 1 WHERE id = (SELECT id"
        " FROM callbacks WHERE body IS NOT NULL AND send_at <= %(now)s"
        " AND source = %(source)s ORDER BY send_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING id, kind, body, made_at, tries",
        {"now": now, "until": until, "source": source},
    )
    row = await rows.fetchone()
    if row is None:
        return None
    id, kind, body, made_at, tries = row
    return Call(id, source, Kind(kind), body, made_at, tries)


async def is_over(conn: Connection, call: Call, sent_at: datetime | None) -> None:
    """It was taken, or is given up: what it said goes."""
    await conn.execute(
        "UPDATE callbacks SET body = NULL, sent_at = %s WHERE id = %s", (sent_at, call.id)
    )


async def put_off(conn: Connection, call: Call, then: datetime) -> None:
    """It is tried again then."""
    await conn.execute("UPDATE callbacks SET send_at = %s WHERE id = %s", (then, call.id))
