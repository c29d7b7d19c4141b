import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import NOW, entries, filed, leave, report, rows, source_leave, web_pool
from uuid_utils.compat import uuid7

from quorate.cases import actions
from quorate.cases.deciding import Said
from quorate.cases.model import LEASE, Claimed, Closed, Hold, Released
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

pytestmark = pytest.mark.both_postgres
SAID = Said("0" * 16, "00" * 64)


async def opened(pool: AsyncConnectionPool) -> UUID:
    (found,) = await filed(pool, report(str(uuid7())))
    return found.case


async def claim(
    pool: AsyncConnectionPool, who: str, case: UUID, version: int = 1, now: datetime = NOW
) -> Claimed | Refusal:
    warrant = leave(who, Permission.CASE_CLAIM, case)
    async with pool.connection() as conn:
        return await actions.claim(conn, warrant, case, version, now)


async def release(
    pool: AsyncConnectionPool, who: str, case: UUID, hold: Hold, now: datetime = NOW
) -> Released | Refusal:
    warrant = leave(who, Permission.CASE_RELEASE, case)
    async with pool.connection() as conn:
        return await actions.release(conn, warrant, case, hold, now)


async def close(pool: AsyncConnectionPool, who: str, case: UUID, hold: Hold) -> Closed | Refusal:
    warrant = leave(who, Permission.CASE_RELEASE, case)
    async with pool.connection() as conn:
        return await actions.close_case(
            conn, warrant, case, hold, NOW, outcome=Outcome.NO_VIOLATION, said=SAID, owners=()
        )


async def test_of_20_concurrent_claims_exactly_one_wins(database_url: str) -> None:
    async with web_pool(database_url, max_size=16) as pool:
        case = await opened(pool)
        found = await asyncio.gather(*(claim(pool, f"p{n}", case) for n in range(20)))
    won = [one for one in found if isinstance(one, Claimed)]
    lost = {one.problem for one in found if isinstance(one, Refusal)}
    assert len(won) == 1
    assert lost == {Problem.LEASE_LOST}
    found = rows(database_url, "SELECT claimed_by, fence, version FROM cases")
    assert found == [(won[0].case.claimed_by, 1, 2)]
    claims = [entry for entry in entries(database_url) if entry["event"] == "case:claimed"]
    assert [entry["data"] for entry in claims] == [
        {
            "case": edge(CASE, case),
            "by": won[0].case.claimed_by,
            "fence": 1,
            "version": 2,
            "assigner": won[0].case.claimed_by,
            "until": stamp(NOW + LEASE),
        }
    ]


async def test_of_20_concurrent_claims_by_one_person_exactly_one_wins(database_url: str) -> None:
    async with web_pool(database_url, max_size=16) as pool:
        case = await opened(pool)
        found = await asyncio.gather(*(claim(pool, "ada", case) for _ in range(20)))
    assert sum(isinstance(one, Claimed) for one in found) == 1
    assert {one.problem for one in found if isinstance(one, Refusal)} == {Problem.VERSION_STALE}


async def test_an_expired_lease_goes_to_another_and_the_first_has_lost_it(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool:
        case = await opened(pool)
        assert isinstance(await claim(pool, "ada", case), Claimed)
        late = NOW + LEASE
        taken = await claim(pool, "bo", case, version=2, now=late)
        assert isinstance(taken, Claimed)
        assert taken.case.fence == 2
        for hold in (Hold(1, 2), Hold(2, 3)):
            lost = await release(pool, "ada", case, hold, late)
            assert isinstance(lost, Refusal)
            assert lost.problem is Problem.LEASE_LOST
        assert isinstance(await release(pool, "bo", case, Hold(2, 3), late), Released)


async def test_closing_makes_room_for_a_new_case_of_the_subject(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await opened(pool)
        assert isinstance(await claim(pool, "ada", case), Claimed)
        wrong = await close(pool, "bo", case, Hold(1, 2))
        assert isinstance(wrong, Refusal)
        assert isinstance(await close(pool, "ada", case, Hold(1, 2)), Closed)
        assert await opened(pool) != case
    events = [entry["event"] for entry in entries(database_url)]
    assert events == ["case:opened", "case:claimed", "case:closed", "case:opened"]


async def test_reports_and_closings_at_once_never_make_two_open_cases(database_url: str) -> None:
    async def reopen(n: int) -> None:
        (found,) = await filed(pool, report(f"r{n}"))
        got = await claim(pool, f"p{n}", found.case)
        if isinstance(got, Claimed):
            await close(pool, f"p{n}", found.case, Hold(got.case.fence, got.case.version))

    async with web_pool(database_url, max_size=16) as pool:
        await asyncio.gather(*(reopen(n) for n in range(60)))
    opened_entries = sum(entry["event"] == "case:opened" for entry in entries(database_url))
    ((cases, reports, open_ones),) = rows(
        database_url,
        "SELECT count(*), sum(reports), count(*) FILTER (WHERE state='open') FROM cases",
    )
    assert (opened_entries, reports) == (cases, 60)
    assert open_ones <= 1


async def test_a_refused_claim_writes_nothing(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await opened(pool)
        stale = await claim(pool, "ada", case, version=9)
        missing = await claim(pool, "ada", uuid7())
    assert isinstance(stale, Refusal)
    assert stale.problem is Problem.VERSION_STALE
    assert isinstance(missing, Refusal)
    assert missing.problem is Problem.NOT_FOUND
    assert len(entries(database_url)) == 1
    assert rows(database_url, "SELECT version, fence FROM cases") == [(1, 0)]


async def test_the_entry_and_the_change_stand_or_fall_together(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await opened(pool)
        warrant = leave("ada", Permission.CASE_CLAIM, case)
        with pytest.raises(ZeroDivisionError):
            async with pool.connection() as conn:
                await actions.claim(conn, warrant, case, 1, NOW + timedelta(seconds=1))
                raise ZeroDivisionError
    assert len(entries(database_url)) == 1
    assert rows(database_url, "SELECT claimed_by FROM cases") == [(None,)]


async def test_a_warrant_for_something_else_is_a_defect(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case, now = await opened(pool), NOW
        other = leave("ada", Permission.CASE_CLAIM, uuid7())
        reads = leave("ada", Permission.CASE_READ, case)
        async with pool.connection() as conn:
            for warrant in (other, reads, source_leave()):
                with pytest.raises(ValueError, match="needs a warrant"):
                    await actions.claim(conn, warrant, case, 1, now)
                with pytest.raises(ValueError, match="needs a warrant"):
                    await actions.release(conn, warrant, case, Hold(1, 1), now)
                with pytest.raises(ValueError, match="needs a warrant"):
                    await actions.close_case(
                        conn,
                        warrant,
                        case,
                        Hold(1, 1),
                        now,
                        outcome=Outcome.ACTIONED,
                        said=SAID,
                        owners=(),
                    )
            with pytest.raises(ValueError, match="joins no case"):
                await actions.join_case(conn, reads, [], dict[str, int], now)
