"""SQL of cases."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from pydantic_core import to_json
from uuid_utils.compat import uuid7

from quorate.accounts.subject import Subject
from quorate.cases.model import Case, Queue
from quorate.vocabulary.kinds import SubjectKind

Connection: TypeAlias = "AsyncConnection[Any]"
COLUMNS: LiteralString = (
    "id, subject_id, state, area, language, version, opened_at, opened_by, closed_at, outcome,"
    " claimed_by, lease_until, fence, reports, alarms, waiting_since, due_at, severity, weight,"
    " tier, reach, escalated, assigned_by, reopened_by, flagged, ordered_by,"
    " givers"
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in about one subject: counts, what a new case would be about, the bands of the
    reported texts; whoever reported, each once, and the highest score of an alarm."""

    subject: UUID
    area: str
    language: str | None
    reports: int
    alarms: int
    bands: Collection[int] = ()
    reporters: Collection[str | None] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case would stand in its queue."""

    severity: int
    weight: float
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """The subject's open case, and whether it was opened just now."""

    case: UUID
    subject: UUID
    area: str
    language: str | None
    opened: bool


async def join(
    conn: Connection, placed: Sequence[tuple[Incoming, Place]], by: str, now: datetime
) -> list[Joined]:
    """Opens or joins the one open case of each subject; subjects must be distinct. A new one stands
    at its place, one that is joined is to be ranked anew.

    One statement decides, so the partial unique index holds under any concurrency: who comes
    second waits for the first and joins. Locks are taken in the order of subjects, so two batches
    never wait for each other in a ring.
    """
    rows = sorted(placed, key=lambda pair: pair[0].subject)
    ids = [uuid7() for _ in rows]
    cursor = conn.cursor(row_factory=class_row(Joined))
    await cursor.execute(
        "INSERT INTO cases AS c (id, subject_id, state, area, language, opened_at, opened_by,"
        " reports, alarms, waiting_since, look_at, severity, weight, due_at, unranked)"
        " SELECT i.id, i.subject, 'open', i.area, i.language, %(now)s, %(by)s, i.reports, i.alarms,"
        " %(now)s, %(now)s, i.severity, i.weight, i.due_at, false"
        " FROM json_to_recordset(%(told)s::json) AS i (id uuid, subject uuid, area text,"
        " language text, reports int, alarms int, severity int, weight float8, due_at timestamptz)"
        " ON CONFLICT (subject_id) WHERE state = 'open' DO UPDATE"
        " SET reports = c.reports + EXCLUDED.reports, alarms = c.alarms + EXCLUDED.alarms,"
        " unranked = true"
        " RETURNING c.id AS case, c.subject_id AS subject, c.area,"
        " c.language,"
        " c.id = ANY(%(ids)s::uuid[]) AS opened",
        {"now": now, "by": by, "ids": ids, "told": _told(rows, ids)},
    )
    return await cursor.fetchall()


def _told(rows: Sequence[tuple[Incoming, Place]], ids: Sequence[UUID]) -> str:
    return to_json(
        [
            {
                "id": id_,
                "subject": row.subject,
                "area": row.area,
                "language": row.language,
                "reports": row.reports,
                "alarms": row.alarms,
                "severity": place.severity,
                "weight": place.weight,
                "due_at": place.due_at,
            }
            for (row, place), id_ in zip(rows, ids, strict=True)
        ]
    ).decode()


async def load_for_change(conn: Connection, case: UUID) -> Case | None:
    """The case, locked until the transaction ends."""
    cursor = conn.cursor(row_factory=class_row(Case))
    await cursor.execute(f"SELECT {COLUMNS} FROM cases WHERE id = %s FOR UPDATE", (case,))  # noqa: S608
    return await cursor.fetchone()


async def subject_of(conn: Connection, case: UUID) -> Subject | None:
    """Whom or what the case is about."""
    cursor = await conn.execute(
        "SELECT s.connector, s.kind, s.native FROM cases c JOIN subjects s ON s.id = c.subject_id"
        " WHERE c.id = %s",
        (case,),
    )
    row = await cursor.fetchone()
    return None if row is None else Subject(row[0], SubjectKind(row[1]), row[2])


async def save(conn: Connection, case: Case) -> None:
    """Writes what a transition may change. Not the counts, which `join` owns, nor what ranks."""
    await conn.execute(
        "UPDATE cases SET state = %s, version = %s, closed_at = %s, outcome = %s,"
        " claimed_by = %s, lease_until = %s, fence = %s, assigned_by = %s, givers = %s"
        " WHERE id = %s",
        (
            *(case.state, case.version, case.closed_at, case.outcome),
            *(case.claimed_by, case.lease_until, case.fence, case.assigned_by),
            *(to_json(case.givers).decode(), case.id),
        ),
    )


async def save_moved(conn: Connection, case: Case) -> None:
    """Writes an escalation or a reopening too, and has the case ranked anew."""
    await save(conn, case)
    await conn.execute(
        "UPDATE cases SET escalated = %s, waiting_since = %s, reopened_by = %s, unranked = true"
        " WHERE id = %s",
        (case.escalated, case.waiting_since, case.reopened_by, case.id),
    )


async def keep_hands(conn: Connection, case: UUID, people: Sequence[str], now: datetime) -> None:
    """These people have had the case in their hands, each since the first time; no service has."""
    await conn.execute(
        "INSERT INTO case_hands (case_id, person, since) SELECT %s, person, %s"
        " FROM unnest(%s::text[]) AS had (person) WHERE person NOT LIKE 'service:%%'"
        " ON CONFLICT DO NOTHING",
        (case, now, list(people)),
    )


async def other_open(conn: Connection, case: Case) -> UUID | None:
    """The open case of the same subject, if it is another one."""
    cursor = await conn.execute(
        "SELECT id FROM cases WHERE subject_id = %s AND state = 'open' AND id <> %s",
        (case.subject_id, case.id),
    )
    row = await cursor.fetchone()
    return None if row is None else row[0]


_FREE: LiteralString = (
    " AND (lease_until IS NULL OR lease_until <= %(now)s) AND (NOT escalated OR %(lead)s)"
    " AND NOT EXISTS (SELECT FROM skips WHERE person = %(who)s AND case_id = c.id"
    " AND until > %(now)s)"
    # Nobody quiets what the leads or an authority wait for.
    " AND NOT EXISTS (SELECT FROM mutes WHERE case_id = c.id AND until > %(now)s"
    " AND NOT c.escalated AND c.ordered_by IS NULL)"
)


_UNSEEN: LiteralString = (
    " AND NOT EXISTS (SELECT FROM ahead WHERE case_id = c.id AND person <> %(who)s"
    " AND until > %(now)s)"
)


async def next_for(
    conn: Connection, who: str, queue: Queue, now: datetime, *, lead: bool
) -> Case | None:
    """The first case that nobody holds and `who` has not passed over, locked; others skip it.

    What somebody else looks ahead to is theirs soon, so it comes last.
    """
    where, values = in_queue(queue)
    cursor = conn.cursor(row_factory=class_row(Case))
    for unseen in (_UNSEEN, ""):
        await cursor.execute(
            f"SELECT {COLUMNS} FROM cases c WHERE state = 'open'{where}{_FREE}{unseen}"  # noqa: S608
            " ORDER BY due_at, id LIMIT 1 FOR UPDATE OF c SKIP LOCKED",
            {**values, "now": now, "who": who, "lead": lead},
        )
        if found := await cursor.fetchone():
            return found
    return None


async def first_free(
    conn: Connection, who: str, queue: Queue, now: datetime, *, lead: bool
) -> Case | None:
    """The first case that is free for `who` and that nobody else looks ahead to, not locked."""
    where, values = in_queue(queue)
    cursor = conn.cursor(row_factory=class_row(Case))
    await cursor.execute(
        f"SELECT {COLUMNS} FROM cases c WHERE state = 'open'{where}{_FREE}{_UNSEEN}"  # noqa: S608
        " ORDER BY due_at, id LIMIT 1",
        {**values, "now": now, "who": who, "lead": lead},
    )
    return await cursor.fetchone()


async def load_if_free(
    conn: Connection, who: str, case: UUID, now: datetime, *, lead: bool
) -> Case | None:
    """The case, locked, if it is open and free for this person still."""
    cursor = conn.cursor(row_factory=class_row(Case))
    await cursor.execute(
        f"SELECT {COLUMNS} FROM cases c WHERE id = %(case)s AND state = 'open'{_FREE}"  # noqa: S608
        " FOR UPDATE OF c",
        {"case": case, "now": now, "who": who, "lead": lead},
    )
    return await cursor.fetchone()


async def others_wait(
    conn: Connection, who: str, queue: Queue, case: UUID, now: datetime, *, lead: bool
) -> bool:
    """Whether the queue had another case free for this person.

    In the queue's own order: of any one the planner would think that it lies near the beginning
    of the table, and read all of it where it does not.
    """
    where, values = in_queue(queue)
    cursor = await conn.execute(
        f"SELECT FROM cases c WHERE state = 'open'{where}{_FREE} AND id <> %(case)s"
        " ORDER BY due_at, id LIMIT 1",
        {**values, "now": now, "who": who, "lead": lead, "case": case},
    )
    return await cursor.fetchone() is not None


def in_queue(queue: Queue) -> tuple[LiteralString, dict[str, object]]:
    """The queue as conditions; only the fields asked for, so that each finds its own index."""
    where: LiteralString = ""
    if queue.area is not None:
        where += " AND area = %(area)s"
    if queue.language is not None:
        where += " AND language = %(language)s"
    if queue.tier is not None:
        where += " AND tier = %(tier)s"
    return where, {"area": queue.area, "language": queue.language, "tier": queue.tier}


async def save_skip(conn: Connection, who: str, case: UUID, reason: str, until: datetime) -> None:
    """Passed over, until then."""
    await conn.execute(
        "INSERT INTO skips (person, case_id, reason, until) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (person, case_id) DO UPDATE"
        " SET reason = EXCLUDED.reason, until = EXCLUDED.until",
        (who, case, reason, until),
    )


async def count_outcome(conn: Connection, case: UUID, upheld: int, dismissed: int) -> None:
    """Adds to the track record of everybody who reported in the case, in one fixed order."""
    await conn.execute(
        "INSERT INTO reporters AS r (source, reporter, upheld, dismissed)"
        " SELECT source, reporter, %(upheld)s, %(dismissed)s FROM reports"
        " WHERE case_id = %(case)s AND reporter IS NOT NULL GROUP BY source, reporter"
        " ORDER BY source, reporter"
        " ON CONFLICT (source, reporter) DO UPDATE SET"
        " upheld = r.upheld + EXCLUDED.upheld, dismissed = r.dismissed + EXCLUDED.dismissed",
        {"case": case, "upheld": upheld, "dismissed": dismissed},
    )
