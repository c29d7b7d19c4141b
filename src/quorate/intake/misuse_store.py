"""SQL of notifiers who misuse notices: what counts against them, and what was decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quorate.intake.misuse import LOOKED_BACK, Counts, Decided, Step
from quorate.intake.notice_store import Connection

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """Where a notifier is written to, and in which language; None where no address is known."""

    email: str
    language: str


async def steps(conn: Connection, notifiers: Collection[UUID]) -> dict[UUID, list[Decided]]:
    """What was decided about each of these notifiers, in order."""
    rows = await conn.execute(
        "SELECT notifier_id, number, step, decided_by, decided_at, until, reason"
        " FROM notifier_steps WHERE notifier_id = ANY(%s) ORDER BY notifier_id, number",
        (list(notifiers),),
    )
    found: dict[UUID, list[Decided]] = {notifier: [] for notifier in notifiers}
    for row in await rows.fetchall():
        found[row[0]].append(Decided(row[0], row[1], Step(row[2]), *row[3:]))
    return found


async def lock(conn: Connection, notifier: UUID) -> bool:
    """Whether there is such a notifier; until the transaction ends nobody else decides about it."""
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (notifier.hex,))
    found = await conn.execute("SELECT FROM notifiers WHERE id = %s", (notifier,))
    return await found.fetchone() is not None


async def add_step(conn: Connection, decided: Decided) -> None:
    """One row, which is one entry."""
    await conn.execute(
        "INSERT INTO notifier_steps (notifier_id, number, step, decided_by, decided_at, until,"
        " reason) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            *(decided.notifier, decided.number, decided.step, decided.by, decided.at),
            *(decided.until, decided.reason),
        ),
    )


async def counts(conn: Connection, notifiers: list[UUID], now: datetime) -> dict[UUID, Counts]:
    """Their last 12 months. A mark counts while its case stands closed as no violation: one that is
    opened again, or decided otherwise, takes it back."""
    rows = await conn.execute(
        "SELECT n.notifier_id, count(*), count(*) FILTER (WHERE wrong), count(*) FILTER (WHERE"
        " wrong AND n.unfounded_at > coalesce((SELECT max(decided_at) FROM notifier_steps s"
        " WHERE s.notifier_id = n.notifier_id AND step <> 'restored'), '-infinity')),"
        " count(*) FILTER (WHERE n.confirmed_at IS NOT NULL OR n.source <> 'notice:form')"
        " FROM notices n LEFT JOIN cases c ON c.id = n.case_id,"
        " LATERAL (SELECT n.unfounded_at IS NOT NULL"
        "  AND c.outcome IS NOT DISTINCT FROM 'no_violation' AS wrong) w"
        " WHERE n.notifier_id = ANY(%s) AND n.received_at > %s GROUP BY n.notifier_id",
        (notifiers, now - LOOKED_BACK),
    )
    found = {row[0]: Counts(*row[1:]) for row in await rows.fetchall()}
    return {one: found.get(one, Counts(0, 0, 0, 0)) for one in notifiers}


async def to_look_at(conn: Connection, now: datetime) -> list[UUID]:
    """Whoever has a notice that is marked within 12 months, or a step, the newest first."""
    rows = await conn.execute(
        "SELECT notifier_id FROM (SELECT notifier_id, max(unfounded_at) AS at FROM notices"
        " WHERE unfounded_at > %(since)s AND notifier_id IS NOT NULL GROUP BY notifier_id"
        " UNION ALL SELECT notifier_id, max(decided_at) FROM notifier_steps"
        " WHERE decided_at > %(since)s GROUP BY notifier_id) AS found"
        " GROUP BY notifier_id ORDER BY max(at) DESC LIMIT %(most)s",
        {"since": now - LOOKED_BACK, "most": SHOWN},
    )
    return [row[0] for row in await rows.fetchall()]


async def mail_of(conn: Connection, notifier: UUID) -> Mail | None:
    """Where the newest notice of theirs says that they are."""
    rows = await conn.execute(
        "SELECT email, language FROM notices WHERE notifier_id = %s AND email IS NOT NULL"
        " ORDER BY received_at DESC LIMIT 1",
        (notifier,),
    )
    row = await rows.fetchone()
    return Mail(*row) if row else None
