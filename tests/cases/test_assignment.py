"""Who gave a case to its holder: the queue, a lead, or the holder who picked it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.cases.test_model import a_case, claimed, problem
from tests.casework import LAW, NOW, actor, entries, filed, granted, leave, report, rows, web_pool

from quorate.authority.gate import warrant
from quorate.cases import actions
from quorate.cases.deciding import Said
from quorate.cases.model import (
    ASSIGNED_FOR,
    LEASE,
    QUEUE,
    Assigned,
    Claimed,
    Queue,
    decide_assign,
    decide_claim,
    decide_reopen,
)
from quorate.cases.queries import ALL_CASES
from quorate.people.model import Person
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

pytestmark = pytest.mark.both_postgres
LEAD = actor("lea", Role.LEAD)
SAID = Said("0" * 16, "00" * 64)


async def one(pool: AsyncConnectionPool, key: str, **changes: Any) -> UUID:
    (found,) = await filed(pool, report(key, f"@{key}:example.org", **changes))
    return found.case


async def assign(
    pool: AsyncConnectionPool, case: UUID, to: Person, version: int = 1
) -> Assigned | Refusal:
    may = granted(warrant(LAW, LEAD, Permission.CASE_ASSIGN, edge(CASE, case), NOW))
    async with pool.connection() as conn:
        return await actions.assign(conn, may, LAW, case, to, version, NOW, said=SAID)


async def take(pool: AsyncConnectionPool, who: str, queue: Queue) -> Claimed | None:
    may = granted(warrant(LAW, actor(who), Permission.CASE_CLAIM, ALL_CASES, NOW))
    async with pool.connection() as conn:
        return await actions.claim_next(conn, may, queue, NOW)


async def pick(pool: AsyncConnectionPool, who: str, case: UUID, version: int = 1) -> Claimed:
    async with pool.connection() as conn:
        may = leave(who, Permission.CASE_CLAIM, case)
        done = await actions.claim(conn, may, case, version, NOW)
    assert isinstance(done, Claimed), done
    return done


async def test_the_queue_a_pick_and_a_lead_are_told_apart(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        first, second, third = [await one(pool, key) for key in ("a", "b", "c")]
        queued = await take(pool, "ada", Queue())
        picked = await pick(pool, "bo", second)
        given = await assign(pool, third, actor("cy").person)
    assert queued is not None
    assert isinstance(given, Assigned), given
    assert (queued.case.id, queued.case.assigned_by) == (first, QUEUE)
    assert picked.case.assigned_by == "bo"
    assert (given.case.claimed_by, given.case.assigned_by) == ("cy", "lea")
    assert given.case.lease_until == NOW + ASSIGNED_FOR
    kept = rows(database_url, "SELECT assigned_by FROM cases ORDER BY opened_at, id")
    assert sorted(name for (name,) in kept) == ["bo", "lea", QUEUE]
    told = entries(database_url)[-1]
    assert (told["event"], told["data"]) == (
        "case:assigned",
        {
            "case": edge(CASE, third),
            "by": "lea",
            "fence": 1,
            "version": 2,
            "to": "cy",
            "until": stamp(NOW + ASSIGNED_FOR),
            **SAID.fields(),
        },
    )


@pytest.mark.parametrize(("others", "by"), [(0, "ada"), (1, QUEUE)])
async def test_a_queue_narrowed_to_one_case_is_a_pick(
    database_url: str, others: int, by: str
) -> None:
    async with web_pool(database_url) as pool:
        await one(pool, "a", category="rare")
        await one(pool, "b", category="usual")
        for number in range(others):
            await one(pool, f"c{number}", category="rare")
        taken = await take(pool, "ada", Queue(area="rare"))
    assert taken is not None
    assert taken.case.assigned_by == by


async def test_a_case_taken_anew_stays_given_by_whoever_gave_it(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await one(pool, "a")
        assert await take(pool, "ada", Queue())
        again = await pick(pool, "ada", case, version=2)
    assert again.case.assigned_by == QUEUE


@pytest.mark.parametrize(
    ("colleague", "why"),
    [
        (actor("oli", Role.OWNER), Problem.NOT_ELIGIBLE),
        (LEAD, Problem.SELF_EXCLUDED),
    ],
)
async def test_a_lead_gives_cases_to_colleagues_who_may_hold_them(
    database_url: str, colleague: Any, why: Problem
) -> None:
    async with web_pool(database_url) as pool:
        case = await one(pool, "a")
        refused = await assign(pool, case, colleague.person)
    assert problem(refused) is why


def test_only_a_lead_assigns() -> None:
    refused = warrant(LAW, actor("ada"), Permission.CASE_ASSIGN, "case_x", NOW)
    assert problem(refused) is Problem.NOT_ELIGIBLE


def test_a_held_case_is_not_given_away_and_an_own_one_is() -> None:
    held = claimed(a_case(), "bo")
    assert problem(decide_assign(held, "lea", "cy", 2, NOW)) is Problem.LEASE_LOST
    assert isinstance(decide_assign(held, "bo", "cy", 2, NOW), Assigned)
    assert isinstance(decide_assign(held, "lea", "cy", 2, NOW + LEASE), Assigned)
    assert problem(decide_assign(held, "bo", "cy", 1, NOW)) is Problem.VERSION_STALE
    closed = a_case(state="closed")
    assert problem(decide_assign(closed, "lea", "cy", 1, NOW)) is Problem.ALREADY_DECIDED


def test_an_assigned_case_taken_anew_is_not_held_shorter() -> None:
    given = decide_assign(a_case(), "lea", "cy", 1, NOW)
    assert isinstance(given, Assigned)

    def again(now: datetime) -> datetime | None:
        found = decide_claim(given.case, "cy", "cy", 2, now)
        assert isinstance(found, Claimed)
        assert found.case.assigned_by == "lea"
        return found.case.lease_until

    assert again(NOW) == NOW + ASSIGNED_FOR
    assert again(NOW + timedelta(minutes=50)) == NOW + timedelta(minutes=65)
    late = decide_claim(given.case, "cy", "cy", 2, NOW + ASSIGNED_FOR)
    assert isinstance(late, Claimed)
    assert late.case.assigned_by == "cy"


def test_a_reopened_case_names_who_opened_it_again() -> None:
    found = decide_reopen(a_case(state="closed"), "bo", 1, NOW, None)
    assert not isinstance(found, Refusal)
    assert found.case.reopened_by == "bo"


@pytest.mark.parametrize(
    ("by", "told"), [(None, QUEUE), (QUEUE, QUEUE), ("ada", QUEUE), ("lea", "lea")]
)
def test_i2_only_another_person_who_gave_the_case_is_its_assigner_in_a_proposal(
    by: str | None, told: str
) -> None:
    assert a_case(assigned_by=by).given_to("ada") == told
