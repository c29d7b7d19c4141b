"""Next, skip, escalate, reopen: on the database, with their entries."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import (
    LAW,
    NOW,
    actor,
    entries,
    filed,
    granted,
    leave,
    report,
    rows,
    web_pool,
)

from quorate.authority.gate import Warrant, warrant
from quorate.cases import actions
from quorate.cases.deciding import Said
from quorate.cases.model import (
    SKIPPED_FOR,
    Claimed,
    Closed,
    Escalated,
    Hold,
    Queue,
    Reopened,
    Skipped,
)
from quorate.cases.queries import ALL_CASES
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import EscalateReason, Outcome, ReopenReason, Role, SkipReason
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

pytestmark = pytest.mark.both_postgres
EVERY = Queue()
SAID = Said("0" * 16, "00" * 64)


async def one(pool: AsyncConnectionPool, key: str, **changes: Any) -> UUID:
    (found,) = await filed(pool, report(key, f"@{key}:example.org", **changes))
    return found.case


def lead_leave(permission: Permission, case: UUID) -> Warrant:
    return granted(warrant(LAW, actor("lea", Role.LEAD), permission, edge(CASE, case), NOW))


async def take(
    pool: AsyncConnectionPool, who: str, queue: Queue = EVERY, now: Any = NOW, *roles: Role
) -> Claimed | None:
    may = granted(warrant(LAW, actor(who, *roles), Permission.CASE_CLAIM, ALL_CASES, now))
    async with pool.connection() as conn:
        return await actions.claim_next(conn, may, queue, now)


async def took(pool: AsyncConnectionPool, who: str, queue: Queue = EVERY) -> Claimed:
    found = await take(pool, who, queue)
    assert found is not None
    return found


async def close(pool: AsyncConnectionPool, held: Claimed, who: str, outcome: Outcome) -> None:
    case = held.case
    async with pool.connection() as conn:
        may = leave(who, Permission.CASE_RELEASE, case.id)
        hold = Hold(case.fence, case.version)
        done = await actions.close_case(
            conn, may, case.id, hold, NOW, outcome=outcome, said=SAID, owners=()
        )
    assert isinstance(done, Closed)


async def reopen(pool: AsyncConnectionPool, case: UUID, version: int) -> Reopened | Refusal:
    async with pool.connection() as conn:
        may = leave("bo", Permission.CASE_REOPEN, case)
        return await actions.reopen(conn, may, case, version, ReopenReason.MISTAKE, NOW, said=SAID)


async def test_20_people_at_once_get_20_different_cases(database_url: str) -> None:
    async with web_pool(database_url, max_size=16) as pool:
        made = {await one(pool, f"k{n}") for n in range(20)}
        found = await asyncio.gather(*(take(pool, f"p{n}") for n in range(21)))
    got = [f.case.id for f in found if f is not None]
    assert len(got) == 20
    assert set(got) == made


async def test_next_is_the_most_urgent_of_the_queue(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        spam = await one(pool, "spam", language="en")
        abuse = await one(pool, "abuse", category="harassment", language="de")
        rows(database_url, "UPDATE cases SET tier = 0 RETURNING id")
        rows(
            database_url,
            "UPDATE cases SET due_at = due_at - interval '1 h', tier = 2 WHERE id = %s"
            " RETURNING id",
            abuse,
        )
        assert await take(pool, "ada", Queue(language="fr")) is None
        assert (await took(pool, "ada", Queue(tier=0))).case.id == spam
        assert (await took(pool, "bo")).case.id == abuse
        assert await take(pool, "cy", Queue(area="harassment", language="de", tier=2)) is None


async def test_nobody_waits_for_whoever_is_taking_the_first_one(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        first, second = await one(pool, "a"), await one(pool, "b")
        async with pool.connection() as other:
            await other.execute("SELECT FROM cases WHERE id = %s FOR UPDATE", (first,))
            found = await asyncio.wait_for(took(pool, "ada"), 5)
    assert found.case.id == second


async def test_a_lease_that_ran_out_is_free_again(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await one(pool, "k")
        await took(pool, "ada")
        assert await take(pool, "bo") is None
        again = await take(pool, "bo", EVERY, NOW + timedelta(minutes=15))
    assert again is not None
    assert (again.case.id, again.case.fence) == (case, 2)


async def test_a_skipped_case_goes_to_somebody_else_for_8_hours(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await one(pool, "k")
        await took(pool, "ada")
        async with pool.connection() as conn:
            may = leave("ada", Permission.CASE_RELEASE, case)
            done = await actions.skip(conn, may, case, SkipReason.REST, NOW)
        assert isinstance(done, Skipped)
        assert done.was_held
        assert await take(pool, "ada") is None
        assert await take(pool, "ada", EVERY, NOW + SKIPPED_FOR) is not None
        assert await take(pool, "bo", EVERY, NOW + SKIPPED_FOR + timedelta(minutes=15)) is not None
    told = [e["data"] for e in entries(database_url) if e["event"] == "case:skipped"]
    until = stamp(NOW + SKIPPED_FOR)
    assert told == [
        {
            "case": edge(CASE, case),
            "by": "ada",
            "fence": 1,
            "version": 3,
            "reason": "rest",
            "until": until,
        }
    ]


async def test_skipping_another_s_case_leaves_it_with_them(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await one(pool, "k")
        await took(pool, "ada")
        async with pool.connection() as conn:
            may = leave("bo", Permission.CASE_RELEASE, case)
            await actions.skip(conn, may, case, SkipReason.LANGUAGE, NOW)
    assert rows(database_url, "SELECT claimed_by FROM cases") == [("ada",)]


async def escalate(
    pool: AsyncConnectionPool, held: Claimed, *, leads: bool = True
) -> Escalated | Refusal:
    async with pool.connection() as conn:
        may = leave("ada", Permission.CASE_RELEASE, held.case.id)
        hold = Hold(held.case.fence, held.case.version)
        return await actions.escalate(
            conn, may, held.case.id, hold, EscalateReason.LEGAL, NOW, leads=leads, said=SAID
        )


async def test_an_escalated_case_goes_to_leads_only(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await one(pool, "k")
        done = await escalate(pool, await took(pool, "ada"))
        assert isinstance(done, Escalated)
        assert await take(pool, "bo") is None
        async with pool.connection() as conn:
            may = leave("bo", Permission.CASE_CLAIM, case)
            refused = await actions.claim(conn, may, case, done.case.version, NOW)
        assert isinstance(refused, Refusal)
        assert refused.problem is Problem.NOT_ELIGIBLE
        got = await take(pool, "lea", EVERY, NOW, Role.LEAD)
    assert got is not None
    assert got.case.id == case
    told = [e["data"]["reason"] for e in entries(database_url) if e["event"] == "case:escalated"]
    assert told == ["legal"]


async def test_where_nobody_is_a_lead_a_case_is_not_lost_to_them(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await one(pool, "k")
        refused = await escalate(pool, await took(pool, "ada"), leads=False)
    assert isinstance(refused, Refusal)
    assert refused.problem is Problem.NOT_ELIGIBLE
    assert rows(database_url, "SELECT escalated, claimed_by FROM cases") == [(False, "ada")]


RECORDS = "SELECT reporter, upheld, dismissed FROM reporters ORDER BY reporter"


@pytest.mark.parametrize(
    ("outcome", "record"),
    [(Outcome.ACTIONED, (1, 0)), (Outcome.NO_VIOLATION, (0, 1)), (Outcome.DUPLICATE, (0, 0))],
)
async def test_an_outcome_counts_once_for_each_reporter_and_reopening_takes_it_back(
    database_url: str, outcome: Outcome, record: tuple[int, int]
) -> None:
    async with web_pool(database_url) as pool:
        for n, who in enumerate(("@a:x", "@a:x", "@b:x", None)):
            await filed(pool, report(f"k{n}", reporter=who))
        held = await took(pool, "ada")
        await close(pool, held, "ada", outcome)
        assert rows(database_url, RECORDS) == [("@a:x", *record), ("@b:x", *record)]
        done = await reopen(pool, held.case.id, held.case.version + 1)
        assert isinstance(done, Reopened)
        assert rows(database_url, RECORDS) == [("@a:x", 0, 0), ("@b:x", 0, 0)]
        await filed(pool, report("late"))
    found = rows(database_url, "SELECT state, outcome, reports, unranked FROM cases")
    assert found == [("open", None, 5, True)]
    assert [e["event"] for e in entries(database_url)][-1] == "case:reopened"


async def test_a_case_is_not_reopened_beside_another_open_one(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await one(pool, "k")
        held = await took(pool, "ada")
        await close(pool, held, "ada", Outcome.DUPLICATE)
        stale = await reopen(pool, case, 1)
        await filed(pool, report("again", "@k:example.org"))
        refused = await reopen(pool, case, held.case.version + 1)
        other = (await took(pool, "cy")).case.id
        twice = await reopen(pool, other, 2)
    assert [r.problem for r in (stale, refused, twice) if isinstance(r, Refusal)] == [
        Problem.VERSION_STALE,
        Problem.CASE_IS_OPEN,
        Problem.CASE_IS_OPEN,
    ]

    assert isinstance(refused, Refusal)
    assert edge(CASE, other) in refused.detail


async def test_a_case_opened_at_the_very_moment_of_reopening_stays_the_only_one(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_yet(*_: object) -> None:
        return None

    monkeypatch.setattr(actions.store, "other_open", not_yet)
    async with web_pool(database_url) as pool:
        case = await one(pool, "k")
        held = await took(pool, "ada")
        await close(pool, held, "ada", Outcome.DUPLICATE)
        await filed(pool, report("again", "@k:example.org"))
        refused = await reopen(pool, case, held.case.version + 1)
    assert isinstance(refused, Refusal)
    assert refused.problem is Problem.CASE_IS_OPEN
    assert rows(database_url, "SELECT count(*) FROM cases WHERE state = 'open'") == [(1,)]


async def test_reopening_and_reporting_at_once_leave_one_open_case(database_url: str) -> None:
    async with web_pool(database_url, max_size=16) as pool:
        case = await one(pool, "k")
        held = await took(pool, "ada")
        await close(pool, held, "ada", Outcome.DUPLICATE)
        again = [filed(pool, report(f"r{n}", "@k:example.org")) for n in range(8)]
        opens = [reopen(pool, case, held.case.version + 1) for _ in range(8)]
        found = await asyncio.gather(*opens, *again)
    won = [f for f in found if isinstance(f, Reopened)]
    assert len(won) <= 1
    assert rows(database_url, "SELECT count(*) FROM cases WHERE state = 'open'") == [(1,)]
