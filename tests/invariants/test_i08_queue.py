"""I8: a case that somebody cut out of the queue is their own pick, by whatever way they take it."""

from datetime import timedelta
from typing import Final

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import LAW, NOW, actor, filed, granted, report, web_pool

from quorate.authority.gate import Warrant, warrant
from quorate.cases import actions
from quorate.cases.ahead import Seen, look_ahead, take_ahead
from quorate.cases.model import QUEUE, Case, Queue
from quorate.cases.queries import ALL_CASES
from quorate.vocabulary.permissions import Permission

ALL: Final = Queue()
NARROW: Final = Queue(area="rare")
CLAIMS: Final = granted(warrant(LAW, actor("ann"), Permission.CASE_CLAIM, ALL_CASES, NOW))


async def waiting(pool: AsyncConnectionPool, *, rare: int) -> None:
    """Cases that came before those of the rare area."""
    usual = [report(f"u{n}", f"@u{n}:example.org") for n in range(3)]
    cut = [report(f"r{n}", f"@r{n}:example.org", category="rare") for n in range(rare)]
    await filed(pool, *usual, now=NOW - timedelta(hours=1))
    await filed(pool, *cut)


async def taken(pool: AsyncConnectionPool, look: Queue, take: Queue, leave: Warrant) -> Case:
    async with pool.connection() as conn:
        found = await look_ahead(conn, leave, look, NOW)
        assert found is not None
        seen = Seen(found.id, found.version, found.reports + found.alarms)
        done = await take_ahead(conn, leave, take, seen, "prop_1", NOW)
    assert done is not None
    assert done.case.id == found.id
    return done.case


@pytest.mark.parametrize("take", [NARROW, ALL])
async def test_i8_whoever_looks_ahead_in_a_queue_of_one_case_has_picked_it(
    database_url: str, take: Queue
) -> None:
    async with web_pool(database_url) as pool:
        await waiting(pool, rare=1)
        case = await taken(pool, NARROW, take, CLAIMS)
    assert (case.area, case.assigned_by) == ("rare", "ann")


@pytest.mark.parametrize("look", [NARROW, ALL])
async def test_i8_what_the_queue_chose_among_several_is_given_by_it(
    database_url: str, look: Queue
) -> None:
    async with web_pool(database_url) as pool:
        await waiting(pool, rare=2)
        case = await taken(pool, look, ALL, CLAIMS)
    assert case.assigned_by == QUEUE


async def test_i8_who_looks_again_without_a_filter_has_picked_nothing(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await waiting(pool, rare=1)
        async with pool.connection() as conn:
            await look_ahead(conn, CLAIMS, NARROW, NOW)
        case = await taken(pool, ALL, ALL, CLAIMS)
    assert (case.area, case.assigned_by) == ("spam", QUEUE)


async def test_i8_a_queue_of_one_case_taken_at_once_is_a_pick(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await waiting(pool, rare=1)
        async with pool.connection() as conn:
            done = await actions.claim_next(conn, CLAIMS, NARROW, NOW)
    assert done is not None
    assert done.case.assigned_by == "ann"
