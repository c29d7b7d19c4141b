"""Group commit: few transactions for many reports, and nobody answered before the commit."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import cast
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import JOIN, NOW, report, rows, source_leave, web_pool

from quorate.authority.gate import Warrant
from quorate.database import grouping
from quorate.intake.grouping import Groups
from quorate.intake.model import Filed, Report
from quorate.intake.store import Connection
from quorate.vocabulary.problems import Problem, Refusal

pytestmark = pytest.mark.both_postgres
TRANSACTIONS = "SELECT count(DISTINCT xmin::text) FROM reports"


class Broken(Exception):
    """The step after filing fails."""


def groups(pool: AsyncConnectionPool) -> Groups:
    return Groups(pool, JOIN, lambda: NOW)


def one(number: int, **changes: object) -> Report:
    return report(f"k{number}", f"@u{number}:example.org", **changes)


async def test_many_at_once_share_few_commits_and_each_gets_its_own_answer(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool:
        into = groups(pool)
        found = await asyncio.gather(*(into.file(source_leave(), one(n)) for n in range(250)))
    filed = [f.report for f in found if isinstance(f, Filed)]
    stored = rows(database_url, "SELECT id, key FROM reports")
    assert {key: identifier for identifier, key in stored} == {
        f"k{n}": identifier for n, identifier in enumerate(filed)
    }
    ((commits,),) = rows(database_url, TRANSACTIONS)
    assert 3 <= commits <= 6


async def test_a_lone_report_does_not_wait_for_others(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "PAUSE_SECONDS", 60.0)
    async with web_pool(database_url) as pool:
        into = groups(pool)
        for n in range(3):
            found = await asyncio.wait_for(into.file(source_leave(), one(n)), 2)
            assert isinstance(found, Filed)
            assert rows(database_url, "SELECT count(*) FROM reports") == [(n + 1,)]


async def test_who_asks_without_a_break_shares_one_commit_with_all_who_do(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "PAUSES", 400)  # a busy machine may be slow to ask again

    async def asks(into: Groups, who: int) -> None:
        for n in range(10):
            assert isinstance(await into.file(source_leave(), one(10 * who + n)), Filed)

    async with web_pool(database_url) as pool:
        into = groups(pool)
        first = [asyncio.create_task(asks(into, who)) for who in range(3)]
        await asyncio.sleep(0.001)  # some are under way before the others come
        await asyncio.gather(*first, *(asks(into, who) for who in range(3, 6)))
    ((commits,),) = rows(database_url, TRANSACTIONS)
    assert commits <= 13


async def test_who_files_again_in_the_instant_of_the_answer_is_not_forgotten(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool, asyncio.timeout(20):
        into = groups(pool)
        for n in range(20):
            assert isinstance(await into.file(source_leave(), one(n)), Filed)


async def test_the_same_key_at_once_is_one_report(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        into = groups(pool)
        same = [into.file(source_leave(), one(1)) for _ in range(20)]
        other = into.file(source_leave(), report("k1", "@u1:example.org", body="other words"))
        found = await asyncio.gather(*same, other)
    assert len({f.report for f in found if isinstance(f, Filed)}) == 1
    (refused,) = [f for f in found if isinstance(f, Refusal)]
    assert refused.problem is Problem.IDEMPOTENCY_CONFLICT
    assert rows(database_url, "SELECT count(*) FROM reports") == [(1,)]


async def test_sources_never_share_a_group(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        into = groups(pool)
        waits = [
            into.file(source_leave(source), one(n, source=source))
            for n in range(40)
            for source in ("app", "partner")
        ]
        found = await asyncio.gather(*waits)
    assert all(isinstance(f, Filed) for f in found)
    counts = rows(database_url, "SELECT source, count(*) FROM reports GROUP BY 1 ORDER BY 1")
    assert counts == [("app", 40), ("partner", 40)]


async def test_a_group_that_fails_fails_for_each_and_leaves_nothing(database_url: str) -> None:
    async def breaks(
        conn: Connection, leave: Warrant, filed: Sequence[tuple[UUID, Report]], now: datetime
    ) -> Mapping[UUID, UUID]:
        await JOIN(conn, leave, filed, now)
        raise Broken

    async with web_pool(database_url) as pool:
        into = Groups(pool, breaks, lambda: NOW)
        waits = (into.file(source_leave(), one(n)) for n in range(30))
        found = await asyncio.gather(*waits, return_exceptions=True)
        assert all(isinstance(f, Broken) for f in found)
        assert rows(database_url, "SELECT count(*) FROM cases") == [(0,)]
        assert isinstance(await groups(pool).file(source_leave(), one(1)), Filed)


async def test_who_goes_away_takes_nobody_along(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        into = groups(pool)
        tasks = [asyncio.create_task(into.file(source_leave(), one(n))) for n in range(30)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(f, Filed) for f in found) == 15
    assert sum(isinstance(f, asyncio.CancelledError) for f in found) == 15


async def test_who_goes_away_from_a_failing_group_leaves_nobody_waiting(
    database_url: str,
) -> None:
    async def breaks(
        conn: Connection, leave: Warrant, filed: Sequence[tuple[UUID, Report]], now: datetime
    ) -> Mapping[UUID, UUID]:
        await JOIN(conn, leave, filed, now)
        raise Broken

    async with web_pool(database_url) as pool:
        into = Groups(pool, breaks, lambda: NOW)
        tasks = [asyncio.create_task(into.file(source_leave(), one(n))) for n in range(30)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        waits = asyncio.gather(*tasks, return_exceptions=True)
        found = await asyncio.wait_for(waits, 10)
    assert sum(isinstance(f, Broken) for f in found) == 29


class SlowToCommit:
    """A pool whose transactions stay open for a while before they commit."""

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        async with self._pool.connection() as conn:
            yield conn
            await asyncio.sleep(0.2)


async def test_nobody_is_answered_before_the_commit(database_url: str) -> None:
    seen: list[list[tuple[int]]] = []

    async def asks(into: Groups, number: int) -> None:
        await into.file(source_leave(), one(number))
        key = f"k{number}"
        seen.append(rows(database_url, "SELECT count(*) FROM reports WHERE key = %s", key))

    async with web_pool(database_url) as pool:
        slow = cast("AsyncConnectionPool", SlowToCommit(pool))
        into = Groups(slow, JOIN, lambda: NOW)
        await asyncio.gather(*(asks(into, n) for n in range(10)))
    assert seen == [[(1,)]] * 10
