"""SQL of the pictures that wait to be compared, and of what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from quorate.signals.hashes import Algorithm
from quorate.signals.media import Outcome
from quorate.signals.store import Connection


@dataclass(frozen=True, slots=True)
class Turn:
    """A report whose picture somebody works on, for the time of a lease; the `tries`th turn."""

    report: UUID
    tries: int


async def is_asked(conn: Connection) -> bool:
    """Whether anything is compared with what is hashed here."""
    rows = await conn.execute(
        "SELECT EXISTS (SELECT FROM signal_banks WHERE state = 'live' AND algorithm = %s)",
        (Algorithm.PHASH,),
    )
    row = await rows.fetchone()
    return bool(row and row[0])


async def waiting(conn: Connection, most: int) -> int:
    """How many wait, counted no further than `most`."""
    rows = await conn.execute(
        "SELECT count(*) FROM (SELECT FROM signal_media_queue LIMIT %s) q", (most,)
    )
    row = await rows.fetchone()
    return row[0] if row else 0


async def put(conn: Connection, reports: Sequence[UUID], now: datetime) -> None:
    """These wait from now on; one that waits already stays where it is."""
    await conn.execute(
        "INSERT INTO signal_media_queue (report_id, due_at) SELECT unnest(%s::uuid[]), %s"
        " ON CONFLICT DO NOTHING",
        (list(reports), now),
    )


async def lease(conn: Connection, now: datetime, until: datetime) -> Turn | None:
    """The one that is due the longest, for nobody else until then."""
    cursor = conn.cursor(row_factory=class_row(Turn))
    await cursor.execute(
        "UPDATE signal_media_queue SET due_at = %s, tries = tries + 1 WHERE report_id ="
        " (SELECT report_id FROM signal_media_queue WHERE due_at <= %s ORDER BY due_at LIMIT 1"
        "  FOR UPDATE SKIP LOCKED) RETURNING report_id AS report, tries",
        (until, now),
    )
    return await cursor.fetchone()


async def put_off(conn: Connection, report: UUID, then: datetime) -> None:
    """It is tried again then."""
    await conn.execute(
        "UPDATE signal_media_queue SET due_at = %s WHERE report_id = %s", (then, report)
    )


async def take_off(conn: Connection, report: UUID) -> bool:
    """It waits no more. False where somebody took it off before, who told what came of it, or the
    report is gone; of two at once one waits for the other's transaction."""
    rows = await conn.execute(
        "DELETE FROM signal_media_queue WHERE report_id = %s RETURNING true", (report,)
    )
    return await rows.fetchone() is not None


async def count(conn: Connection, outcome: Outcome, reports: int = 1) -> None:
    """So many more reports' pictures had this outcome."""
    await conn.execute(
        "INSERT INTO signal_media_counts AS c VALUES (%s, %s)"
        " ON CONFLICT (outcome) DO UPDATE SET reports = c.reports + EXCLUDED.reports",
        (outcome, reports),
    )


async def counts(conn: Connection) -> dict[Outcome, int]:
    """How many reports' pictures had each outcome."""
    rows = await conn.execute("SELECT outcome, reports FROM signal_media_counts")
    known = {row[0]: row[1] for row in await rows.fetchall()}
    return {outcome: known.get(outcome, 0) for outcome in Outcome}
