"""A shared connection that was cut is replaced, and one that works is handed out as it is."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack, closing, nullcontext
from typing import Any

import anyio
import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool
from tests.chaos.wire import Wire

from quorate.database import pool as shared
from quorate.database.pool import each_by_itself, in_one_go, open_pool
from quorate.demo.setting import free_ports


def cut(url: str) -> None:
    """As a restart of the server does, of all that others hold in this database."""
    with psycopg.connect(url) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def sent_away(asking: Coroutine[Any, Any, None]) -> None:
    """In the middle of what it asks for."""
    task = asyncio.create_task(asking)
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_connection_that_was_cut_is_not_handed_out(database_url: str) -> None:
    async with await open_pool(database_url, 2) as pool:
        async with pool.connection() as one, pool.connection() as other:
            old = {one.info.backend_pid, other.info.backend_pid}
        cut(database_url)
        for _ in range(3):
            async with pool.connection() as conn:
                assert conn.info.backend_pid not in old
                await conn.execute("SELECT 1")


async def test_whoever_waits_gets_one_as_soon_as_the_server_is_back(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it was away, and though nobody else asks meanwhile."""
    monkeypatch.setattr(shared, "RECONNECT_SECONDS", 0.5)
    server = conninfo_to_dict(database_url)
    wire = Wire(free_ports("nobody")["nobody"])
    away = make_conninfo("", **{**server, "port": wire.address})
    with closing(wire):
        async with await open_pool(away, 1, wait=False) as pool:
            asking = asyncio.create_task(pool.getconn(timeout=20))
            await asyncio.sleep(2.5)
            wire.port = int(server["port"] or 0)
            await pool.putconn(await asyncio.wait_for(asking, 5))


async def test_one_that_works_is_not_asked(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def asked(_: object) -> None:
        raise AssertionError("a way to the server and back for nothing")

    monkeypatch.setattr(AsyncConnectionPool, "check_connection", asked)
    async with await open_pool(database_url, 1) as pool:
        for _ in range(3):
            async with pool.connection() as conn:
                await conn.execute("SELECT 1")


async def test_what_the_server_says_unasked_spoils_nothing(database_url: str) -> None:
    async with await open_pool(database_url, 1) as pool:
        async with pool.connection() as conn:
            await conn.execute("LISTEN news")
            pid = conn.info.backend_pid
        with psycopg.connect(database_url) as other:
            other.execute("NOTIFY news")
        async with pool.connection() as conn:
            assert conn.info.backend_pid == pid
            await conn.execute("SELECT 1")


async def test_each_statement_by_itself_stands_at_once(database_url: str) -> None:
    async with await open_pool(database_url, 1) as pool:
        async with pool.connection() as conn:
            await conn.execute("CREATE TABLE said (n int)")
        with pytest.raises(psycopg.errors.DivisionByZero):
            async with each_by_itself(pool) as conn:
                await conn.execute("INSERT INTO said VALUES (1)")
                assert conn.info.transaction_status is TransactionStatus.IDLE
                await conn.execute("SELECT 1 / 0")
        async with pool.connection() as conn:
            assert not conn.autocommit
            found = await conn.execute("SELECT n FROM said")
            assert await found.fetchall() == [(1,)]


async def test_one_that_is_cut_meanwhile_says_what_happened(database_url: str) -> None:
    async with await open_pool(database_url, 1) as pool:
        with pytest.raises(psycopg.OperationalError):
            async with each_by_itself(pool) as conn:
                cut(database_url)
                await conn.execute("SELECT 1")
        async with pool.connection() as conn:
            assert not conn.autocommit


async def test_one_whose_asker_goes_away_is_nobody_s_half_done_work(database_url: str) -> None:
    async with await open_pool(database_url, 1) as pool:

        async def asks() -> None:
            async with each_by_itself(pool) as conn:
                await conn.execute("SELECT pg_sleep(30)")

        await sent_away(asks())
        async with pool.connection() as conn:
            assert not conn.autocommit
            await conn.execute("SELECT 1")


async def test_askers_who_are_sent_away_in_the_middle_take_no_connection_along(
    database_url: str,
) -> None:
    """As the web's framework sends away the stream of a page that was closed: at every wait anew,
    also while it gives back what it had."""
    most = 3
    async with await open_pool(database_url, most) as pool:

        async def asks() -> None:
            while True:
                async with pool.connection() as conn:
                    await conn.execute("SELECT pg_sleep(0.001)")

        for number in range(150):
            async with anyio.create_task_group() as streams:
                for _ in range(2 * most):
                    streams.start_soon(asks)
                await anyio.sleep(number % 10 / 2000)
                streams.cancel_scope.cancel()
        told = pool.get_stats()
        assert told["pool_size"] <= most
        assert "returns_bad" not in told
        async with AsyncExitStack() as all_of_them:
            for _ in range(most):
                await all_of_them.enter_async_context(pool.connection(timeout=2))


async def test_one_who_is_sent_away_while_giving_back_takes_nothing_along(
    database_url: str,
) -> None:
    """As by a timeout, while the pool is busy with somebody else."""
    async with await open_pool(database_url, 1) as pool:
        busy = pool._lock  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType, reportUnknownVariableType, reportAttributeAccessIssue]

        async def asks() -> None:
            async with pool.connection() as conn:
                await conn.execute("SELECT 1")
                await busy.acquire()

        asking = asyncio.create_task(asks())
        while not busy.locked():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        busy.release()
        async with pool.connection(timeout=2) as conn:
            await conn.execute("SELECT 1")


async def _said(conn: AsyncConnection[Any]) -> list[int]:
    assert not conn.autocommit
    found = await conn.execute("SELECT n FROM said ORDER BY n")
    return [row[0] for row in await found.fetchall()]


async def test_what_goes_in_one_go_stands_together_or_not_at_all(database_url: str) -> None:
    async with await open_pool(database_url, 1) as pool, pool.connection() as conn:
        await conn.execute("CREATE TABLE said (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        await conn.commit()
        async with in_one_go(conn):
            await conn.execute("INSERT INTO said VALUES (1)")
            await conn.execute("INSERT INTO said VALUES (2)")
        with pytest.raises(psycopg.errors.DivisionByZero):  # heard of at the end, if ever
            async with in_one_go(conn):
                await conn.execute("INSERT INTO said VALUES (3)")
                await conn.execute("SELECT 1 / 0")
                await conn.execute("INSERT INTO said VALUES (4)")
        with pytest.raises(LookupError):  # our own
            async with in_one_go(conn):
                cursor = await conn.execute("INSERT INTO said VALUES (5) RETURNING n")
                assert await cursor.fetchone() == (5,)
                raise LookupError
        with pytest.raises(psycopg.errors.UniqueViolation):  # at the commit
            async with in_one_go(conn):
                await conn.execute("INSERT INTO said VALUES (1)")
        assert await _said(conn) == [1, 2]


@pytest.mark.parametrize("autocommit", [True, False])
async def test_what_goes_in_one_go_leaves_a_connection_as_it_was(
    database_url: str, autocommit: bool
) -> None:
    """A session's that holds locks has no transaction open between two groups."""
    async with await open_pool(database_url, 1) as pool, pool.connection() as conn:
        await conn.set_autocommit(autocommit)
        for fails in (False, True, False):
            with pytest.raises(LookupError) if fails else nullcontext():
                async with in_one_go(conn):
                    await conn.execute("SELECT 1")
                    if fails:
                        raise LookupError
            assert conn.autocommit is autocommit
            await conn.execute("SELECT 1")
            if not autocommit:
                await conn.commit()
        await conn.set_autocommit(False)


async def test_whoever_is_cut_in_one_go_leaves_nothing_half_done(database_url: str) -> None:
    async with await open_pool(database_url, 1) as pool:
        async with pool.connection() as conn:
            await conn.execute("CREATE TABLE said (n int)")
        with pytest.raises(psycopg.OperationalError):
            async with pool.connection() as conn, in_one_go(conn):
                await conn.execute("INSERT INTO said VALUES (1)")
                cut(database_url)
                await conn.execute("INSERT INTO said VALUES (2)")
        async with pool.connection() as conn:
            assert await _said(conn) == []


async def test_whoever_goes_away_in_one_go_leaves_nothing_half_done(database_url: str) -> None:
    async with await open_pool(database_url, 1) as pool:
        async with pool.connection() as conn:
            await conn.execute("CREATE TABLE said (n int)")

        async def asks() -> None:
            async with pool.connection() as conn, in_one_go(conn):
                await conn.execute("INSERT INTO said VALUES (1)")
                cursor = await conn.execute("SELECT pg_sleep(30)")
                await cursor.fetchall()

        await sent_away(asks())
        async with pool.connection() as conn:
            assert await _said(conn) == []
