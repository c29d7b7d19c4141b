"""SQL behind priority: what is to be ranked or looked at, and what was found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from quorate.cases.priority import Record
from quorate.cases.store import Connection

NEWEST_REPORTS = 200


@dataclass(frozen=True, slots=True)
class Unranked:
    """A case to rank. `upheld` and `dismissed` have one number for each of its reporters."""

    id: UUID
    area: str
    waiting_since: datetime
    tier: int | None
    reach: int | None
    escalated: bool
    upheld: list[int]
    dismissed: list[int]
    score: float | None
    flagged: bool
    ordered_by: datetime | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """What ranking found."""

    id: UUID
    severity: int
    weight: float
    due_at: datetime
    flagged: bool
    ordered_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToLook:
    """A case whose subject the platform has not been asked about."""

    id: UUID
    connector: str
    kind: str
    native: str


async def unranked(conn: Connection, most: int) -> list[Unranked]:
    """Cases to rank, locked for this transaction; each with the reporters of its newest reports.

    Only the newest 200 reports are read: a case that is reported a hundred times a second costs
    no more than another, and the weight of reporters is capped far below that.
    """
    cursor = conn.cursor(row_factory=class_row(Unranked))
    await cursor.execute(
        "WITH picked AS MATERIALIZED (SELECT id, area, waiting_since, tier, reach, escalated"
        " FROM cases WHERE state = 'open' AND unranked ORDER BY id LIMIT %(most)s"
        " FOR UPDATE SKIP LOCKED)"
        " SELECT p.*, coalesce(w.upheld, '{}') AS upheld, coalesce(w.dismissed, '{}') AS dismissed,"
        " w.score, EXISTS (SELECT FROM notices n JOIN trusted_flaggers f ON f.id = n.flagger_id"
        "  WHERE n.case_id = p.id AND n.trusted AND f.suspended IS NULL) AS flagged,"
        " (SELECT min(o.deadline) FROM legal_order_items i JOIN legal_orders o ON o.id = i.order_id"
        "  WHERE i.case_id = p.id AND o.outcome IS NULL) AS ordered_by"
        " FROM picked p CROSS JOIN LATERAL ("
        "  SELECT array_agg(coalesce(t.upheld, 0)) FILTER (WHERE d.reports > 0) AS upheld,"
        "  array_agg(coalesce(t.dismissed, 0)) FILTER (WHERE d.reports > 0) AS dismissed,"
        "  max(d.score) AS score FROM ("
        "   SELECT source, reporter, count(*) FILTER (WHERE kind = 'report') AS reports,"
        "   max(score) AS score FROM (SELECT source, reporter, kind, score FROM reports"
        "    WHERE case_id = p.id ORDER BY received_at DESC, id DESC LIMIT %(newest)s) n"
        "   GROUP BY source, reporter) d"
        "  LEFT JOIN reporters t ON t.source = d.source AND t.reporter = d.reporter) w",
        {"most": most, "newest": NEWEST_REPORTS},
    )
    return await cursor.fetchall()


async def records(
    conn: Connection, source: str, reporters: Collection[str]
) -> dict[str | None, Record]:
    """How earlier cases of these reporters ended; newcomers are missing, as who has no name is."""
    rows = await conn.execute(
        "SELECT reporter, upheld, dismissed FROM reporters"
        " WHERE source = %s AND reporter = ANY(%s)",
        (source, list(reporters)),
    )
    return {who: Record(upheld, dismissed) for who, upheld, dismissed in await rows.fetchall()}


async def save_ranked(conn: Connection, ranked: Sequence[Ranked]) -> None:
    """Writes where the cases stand in their queues."""
    await conn.execute(
        "UPDATE cases c SET severity = r.severity, weight = r.weight, due_at = r.due_at,"
        " flagged = r.flagged, ordered_by = r.ordered_by, unranked = false"
        " FROM unnest(%s::uuid[], %s::int[], %s::float8[], %s::timestamptz[], %s::bool[],"
        " %s::timestamptz[])"
        " AS r (id, severity, weight, due_at, flagged, ordered_by) WHERE c.id = r.id",
        (
            [r.id for r in ranked],
            [r.severity for r in ranked],
            [r.weight for r in ranked],
            [r.due_at for r in ranked],
            [r.flagged for r in ranked],
            [r.ordered_by for r in ranked],
        ),
    )


async def opened_since(conn: Connection, then: datetime, most: int) -> int:
    """How many cases were opened from then on, of which at most so many are counted."""
    rows = await conn.execute(
        "SELECT count(*) FROM (SELECT FROM cases WHERE opened_at >= %s LIMIT %s) AS lately",
        (then, most),
    )
    return (await rows.fetchone() or (0,))[0]


async def to_look(conn: Connection, now: datetime, again: timedelta, most: int) -> list[ToLook]:
    """Cases whose tier and reach are not known, most overdue first; not to be asked before
    `again` has passed, whatever becomes of whoever asks."""
    cursor = conn.cursor(row_factory=class_row(ToLook))
    await cursor.execute(
        "WITH picked AS MATERIALIZED (SELECT id FROM cases WHERE state = 'open' AND tier IS NULL"
        " AND look_at <= %(now)s ORDER BY look_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED)"
        " UPDATE cases c SET look_at = %(then)s FROM picked p, subjects s"
        " WHERE c.id = p.id AND s.id = c.subject_id"
        " RETURNING c.id, s.connector, s.kind, s.native",
        {"now": now, "then": now + again, "most": most},
    )
    return await cursor.fetchall()


async def save_look(conn: Connection, case: UUID, tier: int, reach: int) -> None:
    """What the platform says, and have it ranked anew; who waits to know it is woken."""
    await conn.execute(
        "UPDATE cases SET tier = %s, reach = %s, unranked = true WHERE id = %s",
        (tier, reach, case),
    )
    await conn.execute("NOTIFY reports")


async def look_later(conn: Connection, case: UUID, then: datetime) -> None:
    """The platform did not say."""
    await conn.execute("UPDATE cases SET look_at = %s WHERE id = %s", (then, case))
