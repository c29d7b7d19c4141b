"""Looking ahead keeps nobody from a case and gives nobody two; on the database."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import LAW, NOW, actor, entries, filed, granted, report, web_pool

from quorate.authority.gate import Warrant, warrant
from quorate.cases import actions
from quorate.cases.ahead import STAYS, Seen, Taken, look_ahead, look_away, take_ahead
from quorate.cases.model import QUEUE, Case, Queue
from quorate.cases.queries import ALL_CASES
from quorate.vocabulary.permissions import Permission

pytestmark = pytest.mark.both_postgres
EVERY = Queue()


async def cases(pool: AsyncConnectionPool, number: int) -> list[UUID]:
    found = await filed(pool, *(report(f"k{n}", f"@u{n}:example.org") for n in range(number)))
    return [one.case for one in found]


def claims(who: str) -> Warrant:
    return granted(warrant(LAW, actor(who), Permission.CASE_CLAIM, ALL_CASES, NOW))


async def ahead(pool: AsyncConnectionPool, who: str, now: datetime = NOW) -> Case | None:
    async with pool.connection() as conn:
        return await look_ahead(conn, claims(who), EVERY, now)


async def taken(
    pool: AsyncConnectionPool, who: str, seen: Case | None, after: str = "prop_1"
) -> Taken | None:
    shown = Seen(seen.id, seen.version, seen.reports + seen.alarms) if seen else None
    async with pool.connection() as conn:
        return await take_ahead(conn, claims(who), EVERY, shown, after, NOW)


async def claimed(pool: AsyncConnectionPool, who: str, now: datetime = NOW) -> UUID | None:
    async with pool.connection() as conn:
        done = await actions.claim_next(conn, claims(who), EVERY, now)
    return done.case.id if done else None


async def test_what_was_looked_ahead_to_is_claimed_from_the_queue(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        first, _ = await cases(pool, 2)
        seen = await ahead(pool, "ann")
        assert seen is not None and (seen.id, seen.claimed_by) == (first, None)
        got = await taken(pool, "ann", seen)
    assert got is not None and got.as_seen
    assert (got.case.id, got.case.claimed_by, got.case.assigned_by) == (first, "ann", QUEUE)
    assert entries(database_url)[-1]["event"] == "case:claimed"


async def test_each_looks_ahead_to_another_case_and_to_one_at_a_time(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        made = await cases(pool, 3)
        found = await asyncio.gather(*(ahead(pool, who) for who in ("ann", "bob", "cem", "dan")))
        again = await ahead(pool, "ann")
    looked = [one.id for one in found if one]
    assert sorted(looked) == sorted(made)
    assert again is None or again.id not in looked[1:]


async def test_one_who_takes_the_next_leaves_what_others_load_until_nothing_else_is_free(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool:
        first, second = await cases(pool, 2)
        await ahead(pool, "ann")
        assert await claimed(pool, "bob") == second
        assert await claimed(pool, "bob") == first


async def test_whose_case_went_to_somebody_else_gets_another_one(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        first, second = await cases(pool, 2)
        seen = await ahead(pool, "ann")
        async with pool.connection() as conn:
            own = granted(
                warrant(LAW, actor("bob"), Permission.CASE_CLAIM, f"case_{first.hex}", NOW)
            )
            await actions.claim(conn, own, first, 1, NOW)
        got = await taken(pool, "ann", seen)
    assert got is not None and not got.as_seen
    assert got.case.id == second


async def test_two_who_saw_one_case_get_one_each(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        made = await cases(pool, 2)
        seen = await ahead(pool, "ann")
        got = await asyncio.gather(taken(pool, "ann", seen), taken(pool, "bob", seen))
    assert sorted(one.case.id for one in got if one) == sorted(made)


async def test_only_what_the_queue_named_counts_as_given_by_it(database_url: str) -> None:
    """A browser that names another case gets the queue's next (I8)."""
    async with web_pool(database_url) as pool:
        first, second = await cases(pool, 2)
        seen = await ahead(pool, "ann")
        assert seen is not None
        async with pool.connection() as conn:
            wished = Seen(second, 1, 1)
            got = await take_ahead(conn, claims("ann"), EVERY, wished, "prop_1", NOW)
    assert got is not None and not got.as_seen
    assert got.case.id == first


@pytest.mark.parametrize("later", [STAYS, STAYS + timedelta(hours=1)])
async def test_who_went_away_keeps_nothing(database_url: str, later: timedelta) -> None:
    async with web_pool(database_url) as pool:
        (only,) = await cases(pool, 1)
        await ahead(pool, "ann")
        assert await ahead(pool, "bob") is None
        found: Any = await ahead(pool, "bob", NOW + later)
        assert found.id == only
        async with pool.connection() as conn:
            await look_away(conn, claims("bob"))
        assert (await ahead(pool, "cem", NOW + later)) is not None


async def test_what_came_in_meanwhile_is_loaded_anew(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await cases(pool, 1)
        seen = await ahead(pool, "ann")
        await filed(pool, report("more", "@u0:example.org"))
        got = await taken(pool, "ann", seen)
    assert got is not None and not got.as_seen


async def test_asked_again_after_the_same_decision_it_is_the_same_case(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        made = await cases(pool, 3)
        seen = await ahead(pool, "ann")
        got = await asyncio.gather(*(taken(pool, "ann", seen) for _ in range(4)))
        other = await taken(pool, "ann", None, "prop_2")
    assert {one.case.id for one in got if one} == {made[0]}
    assert other is not None and other.case.id == made[1]
