"""How long people had grave things open, when they rest, and what the queue gives them then."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import LAW, NOW, actor, filed, granted, report, web_pool

from quorate.authority.gate import Warrant, warrant
from quorate.cases import actions, exposure
from quorate.cases.care import Limits, Load, Rest, Why, decide_rest, grave_areas
from quorate.cases.model import Queue
from quorate.cases.queries import ALL_CASES
from quorate.people.model import Person
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

LIMITS = Limits(minutes_a_day=240, minutes_until_break=60, minutes_of_break=10)
ANN = actor("ann").person
FAR = replace(ANN, id="far", zone="Pacific/Kiritimati")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
async def pool(database_url: str) -> AsyncGenerator[AsyncConnectionPool]:
    async with web_pool(database_url) as made:
        yield made


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def leave_to_assign(who: str = "lea") -> Warrant:
    asked = warrant(LAW, actor(who, Role.LEAD), Permission.CASE_ASSIGN, ALL_CASES, NOW)
    return granted(asked)


async def counted(
    pool: AsyncConnectionPool, *looks: tuple[float, float], person: Person = ANN, area: str = "gore"
) -> Load:
    """Each look as the seconds from when to when; what the person then had."""
    async with pool.connection() as conn:
        for since, now in looks:
            await exposure.count(conn, person, area, at(since), at(now), LIMITS)
        return await exposure.load_of(conn, person, at(looks[-1][1]))


@pytest.mark.both_postgres
async def test_two_pages_at_once_count_once(pool: AsyncConnectionPool) -> None:
    load = await counted(pool, (0, 10), (5, 12), (10, 20), (12, 22))
    assert (load.today, load.unbroken, load.counted_at) == (22, 22, at(22))


@pytest.mark.both_postgres
async def test_a_look_late_or_backwards_adds_no_more_than_a_look(pool: AsyncConnectionPool) -> None:
    assert (await counted(pool, (0, 3600))).today == 30
    assert (await counted(pool, (3600, 3590))).today == 30


@pytest.mark.both_postgres
async def test_a_pause_as_long_as_a_break_is_one(pool: AsyncConnectionPool) -> None:
    assert (await counted(pool, (0, 10), (599, 609))).unbroken == 20
    load = await counted(pool, (609 + 600, 609 + 610))
    assert (load.unbroken, load.today) == (10, 30)


@pytest.mark.both_postgres
async def test_leads_read_hours_by_person_day_and_area(pool: AsyncConnectionPool) -> None:
    await counted(pool, (0, 10))
    await counted(pool, (10, 14), area="abuse")
    await counted(pool, (0, 20), person=FAR)
    today, there = NOW.date(), NOW.date() + timedelta(days=1)
    async with pool.connection() as conn:
        found = await exposure.hours(conn, leave_to_assign(), today, there)
        assert await exposure.hours(conn, leave_to_assign(), there, there) == found[2:]
        with pytest.raises(ValueError, match="give cases"):
            asked = warrant(LAW, actor("ann"), Permission.CASE_CLAIM, ALL_CASES, NOW)
            await exposure.hours(conn, granted(asked), today, there)
    assert [(e.person, e.day, e.area, e.seconds) for e in found] == [
        ("ann", today, "abuse", 4),
        ("ann", today, "gore", 10),
        ("far", there, "gore", 20),
    ]


@pytest.mark.both_postgres
async def test_a_lead_lifts_for_a_day_but_not_their_own(pool: AsyncConnectionPool) -> None:
    async with pool.connection() as conn:
        own = await exposure.lift(conn, leave_to_assign("ann"), ANN, NOW)
        assert isinstance(own, Refusal)
        assert own.problem is Problem.SELF_EXCLUDED
        assert (await exposure.load_of(conn, ANN, NOW)).lifted_by is None
        assert await exposure.lift(conn, leave_to_assign(), ANN, NOW) is None
        assert (await exposure.load_of(conn, ANN, NOW)).lifted_by == "lea"
        assert (await exposure.load_of(conn, ANN, NOW + 24 * HOUR)).lifted_by is None


@pytest.mark.both_postgres
async def test_the_queue_gives_no_case_of_a_spared_area(pool: AsyncConnectionPool) -> None:
    for number, area in enumerate(("gore", "gore", "spam", "hate", "spam")):
        await filed(pool, report(str(number), f"@{number}:example.org", category=area))
    may = granted(warrant(LAW, actor("ann"), Permission.CASE_CLAIM, ALL_CASES, NOW))

    async def takes(queue: Queue, *spared: str) -> str:
        async with pool.connection() as conn:
            found = await actions.claim_next(conn, may, queue, NOW, spared)
        return found.case.area if found else ""

    assert await takes(Queue(area="gore"), "gore") == ""
    taken = [await takes(Queue(), "gore", "unheard-of") for _ in range(4)]
    assert sorted(taken) == ["", "hate", "spam", "spam"]
    assert await takes(Queue()) == "gore"
    assert await takes(Queue(area="gore"), "spam") == "gore"


def test_areas_are_grave_by_their_gravest_policy() -> None:
    policies = [("gore", 5), ("hate", 3), ("gore", 1), ("abuse", 4)]
    assert grave_areas(policies, LIMITS) == {"gore", "abuse"}


@pytest.mark.parametrize(
    ("load", "rest"),
    [
        (Load(), None),
        (Load(240 * 60 - 1, 0, NOW), None),
        (Load(240 * 60, 0, NOW), Rest(datetime(2026, 11, 25, tzinfo=UTC), Why.DAY)),
        (Load(240 * 60, 3600, NOW, "lea"), None),
        (Load(3600, 3599, NOW), None),
        (Load(3600, 3600, NOW), Rest(NOW + timedelta(minutes=10), Why.BREAK)),
        (Load(3600, 3600, NOW - timedelta(minutes=10)), None),
        (Load(3600, 3600, NOW - timedelta(minutes=10) + SECOND), Rest(NOW + SECOND, Why.BREAK)),
    ],
)
def test_when_somebody_rests(load: Load, rest: Rest | None) -> None:
    assert decide_rest(load, LIMITS, ANN, NOW) == rest
