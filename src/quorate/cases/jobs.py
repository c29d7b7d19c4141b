"""What keeps queues in order: each case is looked up on its platform once, and ranked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from psycopg_pool import AsyncConnectionPool

from quorate.authority.gate import service_warrant
from quorate.cases import actions, ranking
from quorate.cases.placing import Severities
from quorate.cases.priority import (
    UNKNOWN_SEVERITY,
    Facts,
    Record,
    due_from,
    hours_between,
    weight_of,
)
from quorate.cases.ranking import Ranked, ToLook, Unranked
from quorate.database.bell import Bell, Rest
from quorate.database.rounds import patient_round
from quorate.vocabulary import times
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import pause

PAUSE_SECONDS = 0.25
LONGEST_SECONDS = 2.0
"""The longest rest of a desk that nobody woke."""
RANKED_AT_ONCE = 200
LOOKED_AT_ONCE = 16
CALM = 80
"""With so many new cases in the last second the platform is asked about few of them meanwhile."""
LATELY = timedelta(seconds=1)
SOON = timedelta(minutes=1)
LATE = timedelta(minutes=30)
BY_DEADLINE = "service:deadline"


@dataclass(frozen=True, slots=True)
class Known:
    """What a platform says about a subject: its tier 0 to 3, and how many people it reaches."""

    tier: int
    reach: int


@dataclass(frozen=True, slots=True)
class Late:
    """Cases whose proposals wait too long, by their names; whether there is a lead to take them."""

    cases: frozenset[str]
    leads: bool


FindLate: TypeAlias = Callable[[], Late]
Ask: TypeAlias = Callable[[ToLook], Awaitable[Known | Refusal]]


async def rank(pool: AsyncConnectionPool, severities: Severities) -> int:
    """Ranks up to 200 cases of which something new is known; returns how many."""
    async with pool.connection() as conn, conn.transaction():
        found = await ranking.unranked(conn, RANKED_AT_ONCE)
        if found:
            by_area = severities()
            ranked = [_ranked(c, by_area.get(c.area, UNKNOWN_SEVERITY)) for c in found]
            await ranking.save_ranked(conn, ranked)
    return len(found)


def _ranked(case: Unranked, severity: int) -> Ranked:
    records = [Record(*pair) for pair in zip(case.upheld, case.dismissed, strict=True)]
    weight = weight_of(records, case.score)
    known = (case.tier, case.reach, case.escalated, case.flagged)
    within = hours_between(case.waiting_since, case.ordered_by)
    due = due_from(case.waiting_since, Facts(severity, weight, *known, within))
    return Ranked(case.id, severity, weight, due, case.flagged, case.ordered_by)


async def look(
    pool: AsyncConnectionPool, ask: Ask, now: datetime, most: int = LOOKED_AT_ONCE
) -> int:
    """Asks about up to `most` new subjects, outside any transaction; returns how many."""
    async with pool.connection() as conn:
        found = await ranking.to_look(conn, now, SOON, most)
    answers = await asyncio.gather(*(ask(case) for case in found))
    for case, answer in zip(found, answers, strict=True):
        async with pool.connection() as conn:
            if isinstance(answer, Known):
                await ranking.save_look(conn, case.id, answer.tier, answer.reach)
            elif answer.problem is not Problem.PLATFORM_UNAVAILABLE:
                await ranking.look_later(conn, case.id, now + LATE)
    return len(found)


async def is_calm(pool: AsyncConnectionPool, now: datetime) -> bool:
    """Whether no flood of new cases comes in."""
    async with pool.connection() as conn:
        return await ranking.opened_since(conn, now - LATELY, CALM) < CALM


async def escalate_late(pool: AsyncConnectionPool, late: Late, now: datetime) -> None:
    """Gives them to the leads; what is closed or theirs already stays as it is."""
    for name in sorted(late.cases):
        case = uuid_of(CASE, name)
        leave = service_warrant(BY_DEADLINE, Permission.CASE_ESCALATE, name)
        if case is None or isinstance(leave, Refusal):
            continue
        async with pool.connection() as conn:
            await actions.escalate_overdue(conn, leave, case, now, leads=late.leads)


async def run_desk(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    severities: Severities,
    ask: Ask,
    bell: Bell,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Looks and ranks until `stop` is set; when the database goes away it tries again."""
    rest = Rest(bell, PAUSE_SECONDS, LONGEST_SECONDS)
    while not stop.is_set():
        busy = False
        with patient_round("desk", "desk_tries_again"):
            busy = await rank(pool, severities) == RANKED_AT_ONCE
            # In a flood the platform is spared; order without tier and reach holds.
            if not busy:
                now = clock()
                await look(pool, ask, now, LOOKED_AT_ONCE if await is_calm(pool, now) else 1)
        if not busy:
            await rest.take(stop)


async def run_deadlines(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    find_late: FindLate,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Gives to the leads what waits too long, until `stop` is set; each set of cases once."""
    done = Late(frozenset(), leads=False)
    while not stop.is_set():
        found = find_late()
        if found != done:
            with patient_round("deadlines", "deadlines_try_again"):
                await escalate_late(pool, found, clock())
                done = found
        await pause(stop, 2 * PAUSE_SECONDS)
