"""How long queues wait, and what came in and was decided: counted by the worker, read by leads.

Counting goes over every open case once, by one index and nothing else; pages read the few rows that
it leaves. So a page costs the same however long the backlog is, and tells how old its figures are.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final, LiteralString

from psycopg.rows import class_row
from psycopg_pool import AsyncConnectionPool

from quorate.authority.gate import Warrant
from quorate.cases.queries import ALL_CASES
from quorate.cases.store import Connection
from quorate.database.rounds import patient_round
from quorate.telemetry.metrics.casework import (
    QUEUE_CASES,
    QUEUE_COUNTED,
    QUEUE_LATE,
    QUEUE_OLDEST,
)
from quorate.vocabulary import times
from quorate.vocabulary.deadlines import TARGETS
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.times import pause

EVERY_SECONDS: Final = 15.0
RESTS: Final = 20
"""Counting takes at most a twentieth of one processor, however long it takes."""
SHOWN: Final = timedelta(days=7)
ROWS_SHOWN: Final = 200
_HOUR: Final = timedelta(hours=1)
_LOCK: Final = 0x6C656164

# An age of 95 % of the cases is the age of the case at 95 % from the youngest on.
_COUNT: LiteralString = (
    "INSERT INTO queue_figures (kind, name, waiting, late, half_since, most_since, oldest_since,"
    " looked_at) SELECT kind, name, waiting, late, coalesce(ages[1], %(now)s),"
    " coalesce(ages[2], %(now)s), coalesce(oldest, %(now)s), %(now)s FROM ("
    " SELECT CASE GROUPING(area, language, tier) WHEN 7 THEN 'all' WHEN 3 THEN 'area'"
    " WHEN 5 THEN 'language' ELSE 'tier' END AS kind,"
    " coalesce(area, language, tier::text, '') AS name, count(*) AS waiting,"
    " count(*) FILTER (WHERE waiting_since < (%(late)s::timestamptz[])[severity]) AS late,"
    " percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY waiting_since DESC) AS ages,"
    " min(waiting_since) AS oldest FROM cases WHERE state = 'open'"
    " GROUP BY GROUPING SETS ((), (area), (language), (tier))) AS counted"
    " WHERE waiting > 0 OR kind = 'all'"
    " ON CONFLICT DO NOTHING"
)
_HOURS: LiteralString = (
    "INSERT INTO case_hours AS h (hour, area, opened, closed)"
    " SELECT hour, area, sum(opened), sum(closed) FROM ("
    " SELECT date_trunc('hour', opened_at, 'UTC') AS hour, area, count(*) AS opened, 0 AS closed"
    " FROM cases WHERE opened_at >= %(since)s GROUP BY 1, 2"
    " UNION ALL SELECT date_trunc('hour', closed_at, 'UTC'), area, 0, count(*)"
    " FROM cases WHERE closed_at >= %(since)s GROUP BY 1, 2) AS found GROUP BY 1, 2"
    # A case that was opened again was decided nevertheless.
    " ON CONFLICT (hour, area) DO UPDATE SET opened = greatest(h.opened, EXCLUDED.opened),"
    " closed = greatest(h.closed, EXCLUDED.closed)"
)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the open cases of one queue wait: half and 95 % came after these instants.

    `kind` is all, area, language or tier, `late` how many are past the target of their severity.
    """

    kind: str
    name: str
    waiting: int
    late: int
    half_since: datetime
    most_since: datetime
    oldest_since: datetime
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class Hour:
    """Cases opened and decided in the hour that begins then; one area's, or '' for all."""

    hour: datetime
    area: str
    opened: int
    closed: int


async def count(pool: AsyncConnectionPool, now: datetime) -> bool:
    """Counts anew; False where another worker is at it."""
    late = [now - TARGETS[severity] for severity in sorted(TARGETS)]
    async with pool.connection() as conn, conn.transaction():
        got = await conn.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,))
        row = await got.fetchone()
        if row is None or not row[0]:
            return False
        await conn.execute("DELETE FROM queue_figures")
        await conn.execute(_COUNT, {"now": now, "late": late})
        found = await conn.execute("SELECT max(hour) FROM case_hours")
        last = await found.fetchone()
        since = last[0] - _HOUR if last and last[0] else now - SHOWN
        since = max(since, now - SHOWN).replace(minute=0, second=0, microsecond=0)
        await conn.execute(_HOURS, {"since": since})
        await conn.execute("DELETE FROM case_hours WHERE hour < %s", (now - SHOWN - _HOUR,))
    return True


async def run_figures(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Counts until `stop` is set; when the database goes away it tries again."""
    while not stop.is_set():
        began = monotonic()
        with patient_round("figures", "figures_try_again"):
            await count(pool, clock())
        rest = max(EVERY_SECONDS, RESTS * (monotonic() - began))
        await pause(stop, rest)


async def show(pool: AsyncConnectionPool, areas: Callable[[], Collection[str]]) -> None:
    """Sets the metrics of the queues to what was counted last. An area that is none of `areas` was
    named by a source as it liked, so it has no name here."""
    async with pool.connection() as conn:
        rows = await conn.execute(
            "SELECT kind, name, waiting, late, oldest_since, looked_at FROM queue_figures"
            " WHERE kind IN ('all', 'area', 'tier')"
        )
        found = await rows.fetchall()
    known, sums = areas(), dict[tuple[str, str], tuple[int, int, float]]()
    for kind, name, waiting, late, oldest, looked in found:
        key = kind, name if kind != "area" or name in known else "other"
        before = sums.get(key, (0, 0, oldest.timestamp()))
        since = min(before[2], oldest.timestamp())
        sums[key] = before[0] + waiting, before[1] + late, since
        QUEUE_COUNTED.set(looked.timestamp())
    for shown in (QUEUE_CASES, QUEUE_LATE, QUEUE_OLDEST):
        shown.clear()
    for key, (waiting, late, since) in sums.items():
        QUEUE_CASES.labels(*key).set(waiting)
        QUEUE_LATE.labels(*key).set(late)
        if waiting:
            QUEUE_OLDEST.labels(*key).set(since)


async def waits(conn: Connection, warrant: Warrant) -> list[Waits]:
    """Every queue's, the longest waiting first within its kind."""
    _require(warrant)
    cursor = conn.cursor(row_factory=class_row(Waits))
    await cursor.execute(
        "SELECT kind, name, waiting, late, half_since, most_since, oldest_since, looked_at"
        " FROM queue_figures ORDER BY kind, most_since, name LIMIT %s",
        (ROWS_SHOWN,),
    )
    return await cursor.fetchall()


async def hours(conn: Connection, warrant: Warrant, now: datetime) -> list[Hour]:
    """The last seven days, hour by hour, all areas together; empty hours are left out."""
    _require(warrant)
    cursor = conn.cursor(row_factory=class_row(Hour))
    await cursor.execute(
        "SELECT hour, '' AS area, sum(opened)::bigint AS opened, sum(closed)::bigint AS closed"
        " FROM case_hours WHERE hour > %s GROUP BY hour ORDER BY hour",
        (now - SHOWN,),
    )
    return await cursor.fetchall()


async def reopened(conn: Connection, warrant: Warrant, since: datetime) -> dict[str, int]:
    """Decided cases that were opened again since then, by area."""
    _require(warrant)
    found = await conn.execute(
        "SELECT area, count(*) FROM cases WHERE reopened_by IS NOT NULL AND waiting_since > %s"
        " GROUP BY area ORDER BY area LIMIT %s",
        (since, ROWS_SHOWN),
    )
    return {area: number for area, number in await found.fetchall()}


def _require(warrant: Warrant) -> None:
    """Who gives work to colleagues sees how it goes."""
    if (warrant.permission, warrant.resource) != (Permission.CASE_ASSIGN, ALL_CASES):
        raise ValueError("the leads' figures need leave to assign cases")
