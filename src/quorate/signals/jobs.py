"""Rules read what was filed, beside filing: in order, once, and an alarm opens or joins a case.

All that a batch finds, and that it was read, stands in one transaction: killed at any instant, the
next look finds the batch as it was, and an alarm's key is the version and the report it is about.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.database.bell import Bell, Rest
from quorate.database.rounds import patient_round
from quorate.intake.actions import MOST, AfterFiling
from quorate.intake.model import Filed, Report, ReportKind
from quorate.signals import bank_store, media_store, reading, store
from quorate.signals.alarms import bank_alarm, rate_alarm, rule_alarm
from quorate.signals.banks import MOST_LIVE
from quorate.signals.filing import file_alarms
from quorate.signals.hashes import hashes_of
from quorate.signals.language import Asked, Program, read
from quorate.signals.media import MOST_WAITING, Outcome, address_of
from quorate.signals.rates import KEPT, PAST, Hours, is_rising, oldest
from quorate.signals.reading import Named, Read
from quorate.signals.store import Connection, Hit, Running
from quorate.vocabulary import times

PAUSE_SECONDS: Final = 0.5
LONGEST_SECONDS: Final = 5.0
"""The longest rest of a look that nobody woke."""
PATIENCE: Final = timedelta(seconds=30)
"""How long a report waits until the platform told tier and reach of its subject."""
FORGOTTEN_AT_ONCE: Final = 1_000
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(slots=True)
class _Found:
    """Of a batch: reports that were read, hits of each version, failures, reports whose picture is
    yet to be compared, and alarms to file, each with the hit that it is of."""

    read: list[UUID] = field(default_factory=list[UUID])
    hits: list[Hit] = field(default_factory=list[Hit])
    banks: list[str] = field(default_factory=list[str])
    pictures: list[UUID] = field(default_factory=list[UUID])
    failed: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    alarms: list[tuple[Report, Hit | None]] = field(
        default_factory=list[tuple[Report, "Hit | None"]]
    )


class Programs:
    """What runs, read once: a version never changes what it asks."""

    def __init__(self) -> None:
        self._known: dict[str, Program] = {}

    async def now(self, conn: Connection) -> list[tuple[Running, Program]]:
        """The versions that read reports, with their programs."""
        running = await store.running(conn)
        for one in running:
            if one.expression not in self._known:
                program = read(one.asks)
                if isinstance(program, Program):
                    self._known[one.expression] = program
        names = {one.expression for one in running}
        self._known = {name: p for name, p in self._known.items() if name in names}
        return [(r, self._known[r.expression]) for r in running if r.expression in self._known]


async def weigh(
    pool: AsyncConnectionPool, programs: Programs, now: datetime, after: AfterFiling
) -> int:
    """Lets every running version read up to 100 reports; returns how many. At most 100 alarms come
    of it, so that they are filed as one batch, with its order of locks."""
    async with pool.connection() as conn, conn.transaction():
        if not await reading.alone(conn):
            return 0
        rows = await reading.waiting(conn, now, PATIENCE, MOST)
        if not rows:
            return 0
        found = await _read(conn, rows, await programs.now(conn))
        await _keep(conn, found, now, after)
        await reading.done(conn, found.read)
        return len(found.read)


async def _read(
    conn: Connection, rows: Sequence[Read], running: Sequence[tuple[Running, Program]]
) -> _Found:
    hours = await reading.hours(conn, [r.account for r in rows], oldest(r.hour for r in rows))
    heard = await reading.heard(conn, [r.named for r in rows if r.named])
    found, fresh = _Found(), list[Named]()
    # The next report may have an alarm of each version and of each bank, and its account's rate.
    most = MOST - len(running) - MOST_LIVE - 1
    for row in rows:
        if len(found.alarms) > most:
            break
        new = row.named if row.named not in heard else None
        if new:
            heard.add(new)
            fresh.append(new)
        if row.kind == ReportKind.REPORT:
            hours.add(row.account, row.hour, new_reporter=new is not None)
        hour = hours.at(row.account, row.hour)
        day = hours.day(row.account, row.hour)
        asked = Asked(row.record(hour.reports, day, hour.reporters))
        for rule, program in running:
            holds = program.holds(asked)
            if holds is None:
                found.failed[rule.name, rule.version] += 1
            elif holds:
                hit = Hit(rule.name, rule.version, row.report)
                found.hits.append(hit)
                if rule.live and not row.nameless:
                    found.alarms.append((rule_alarm(row, rule), hit))
        await _compare(conn, row, found)
        if not row.nameless and address_of(row.source, row.connector, row.evidence):
            found.pictures.append(row.report)
        if await _rises(conn, row, hours):
            found.alarms.append((rate_alarm(row, hour.reporters), None))
        found.read.append(row.report)
    await reading.hear(conn, fresh)
    await reading.save_hours(conn, hours)
    return found


async def _rises(conn: Connection, row: Read, hours: Hours) -> bool:
    """Whether this report makes the account's one alarm of this hour."""
    hour = hours.at(row.account, row.hour)
    if (
        row.kind != ReportKind.REPORT
        or row.nameless
        or hour.alarmed
        or not is_rising(hour.reporters, 0)
    ):
        return False
    past = await reading.reporters_before(conn, row.account, row.hour - PAST, row.hour)
    hour.alarmed = is_rising(hour.reporters, past)
    return hour.alarmed


async def _compare(conn: Connection, row: Read, found: _Found) -> None:
    """With the banks, where the report's evidence names hashes of its media."""
    hashes = hashes_of(row.evidence)
    if not hashes or row.nameless:
        return
    for match in await bank_store.matches(conn, hashes):
        found.banks.append(match.bank)
        found.alarms.append((bank_alarm(row, match), None))


async def _keep(conn: Connection, found: _Found, now: datetime, after: AfterFiling) -> None:
    answers = await file_alarms(conn, [alarm for alarm, _ in found.alarms], now, after)
    cases = {
        hit: answer.case
        for (_, hit), answer in zip(found.alarms, answers, strict=True)
        if hit and isinstance(answer, Filed)
    }
    await store.add_hits(conn, found.hits, [cases.get(hit) for hit in found.hits], now)
    await bank_store.count_hits(conn, found.banks)
    await _put_pictures(conn, found.pictures, now)
    hits = Counter((hit.name, hit.version) for hit in found.hits)
    alarms = Counter((hit.name, hit.version) for hit in cases)
    for name, version in sorted(hits.keys() | found.failed.keys()):
        one = (name, version)
        await store.add_counts(conn, *one, hits[one], alarms[one], found.failed[one])


async def _put_pictures(conn: Connection, reports: Sequence[UUID], now: datetime) -> None:
    """They are compared by `media_jobs`, at a pace of its own; those beyond what may wait never."""
    if not reports or not await media_store.is_asked(conn):
        return
    room = MOST_WAITING - await media_store.waiting(conn, MOST_WAITING)
    await media_store.put(conn, reports[:room], now)
    await conn.execute("NOTIFY reports")
    if left_out := len(reports[room:]):
        await media_store.count(conn, Outcome.LEFT_OUT, left_out)
        _log.warning("pictures_left_out", reports=left_out)


async def forget(pool: AsyncConnectionPool, now: datetime) -> None:
    """Counts of hours that nothing asks for any more go."""
    async with pool.connection() as conn:
        await reading.forget_hours(conn, now - KEPT, FORGOTTEN_AT_ONCE)


async def run_signals(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    after: AfterFiling,
    bell: Bell,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Reads what comes in until `stop` is set; when the database goes away it tries again."""
    programs = Programs()
    rest = Rest(bell, PAUSE_SECONDS, LONGEST_SECONDS)
    while not stop.is_set():
        busy = False
        with patient_round("signals", "signals_try_again"):
            busy = await weigh(pool, programs, clock(), after) > 0
            if not busy:
                await forget(pool, clock())
        if not busy:
            await rest.take(stop)
