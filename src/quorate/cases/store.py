"""SQL of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.cases.model import Case

Connection: TypeAlias = "AsyncConnection[Any]"
COLUMNS: LiteralString = (
    "id, subject_id, state, area, language, version, opened_at, opened_by, closed_at, outcome,"
    " claimed_by, lease_until, fence, reports, alarms"
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in about one subject: counts, and what a new case would be about."""

    subject: UUID
    area: str
    language: str | None
    reports: int
    alarms: int


@dataclass(frozen=True, slots=True)
class Joined:
    """The subject's open case, and whether it was opened just now."""

    case: UUID
    subject: UUID
    area: str
    opened: bool


async def join(
    conn: Connection, incoming: Sequence[Incoming], by: str, now: datetime
) -> list[Joined]:
    """Opens or joins the one open case of each subject; subjects must be distinct.

    One statement decides, so the partial unique index holds under any concurrency: who comes
    second waits for the first and joins. Locks are taken in the order of subjects, so two batches
    never wait for each other in a ring.
    """
    rows = sorted(incoming, key=lambda i: i.subject)
    ids = [uuid7() for _ in rows]
    cursor = conn.cursor(row_factory=class_row(Joined))
    await cursor.execute(
        "INSERT INTO cases AS c (id, subject_id, state, area, language, opened_at, opened_by,"
        " reports, alarms)"
        " SELECT i.id, i.subject, 'open', i.area, i.language, %(now)s, %(by)s, i.reports, i.alarms"
        " FROM unnest(%(ids)s::uuid[], %(subjects)s::uuid[], %(areas)s::text[],"
        " %(languages)s::text[], %(reports)s::int[], %(alarms)s::int[])"
        " AS i (id, subject, area, language, reports, alarms)"
        " ON CONFLICT (subject_id) WHERE state = 'open' DO UPDATE"
        " SET reports = c.reports + EXCLUDED.reports, alarms = c.alarms + EXCLUDED.alarms"
        " RETURNING c.id AS case, c.subject_id AS subject, c.area,"
        " c.id = ANY(%(ids)s::uuid[]) AS opened",
        {
            "now": now,
            "by": by,
            "ids": ids,
            "subjects": [r.subject for r in rows],
            "areas": [r.area for r in rows],
            "languages": [r.language for r in rows],
            "reports": [r.reports for r in rows],
            "alarms": [r.alarms for r in rows],
        },
    )
    return await cursor.fetchall()


async def load_for_change(conn: Connection, case: UUID) -> Case | None:
    """The case, locked until the transaction ends."""
    cursor = conn.cursor(row_factory=class_row(Case))
    await cursor.execute(f"SELECT {COLUMNS} FROM cases WHERE id = %s FOR UPDATE", (case,))  # noqa: S608
    return await cursor.fetchone()


async def save(conn: Connection, case: Case) -> None:
    """Writes what a transition may change. The counts are not among them: `join` owns those."""
    await conn.execute(
        "UPDATE cases SET state = %s, version = %s, closed_at = %s, outcome = %s,"
        " claimed_by = %s, lease_until = %s, fence = %s WHERE id = %s",
        (
            *(case.state, case.version, case.closed_at, case.outcome),
            *(case.claimed_by, case.lease_until, case.fence, case.id),
        ),
    )
