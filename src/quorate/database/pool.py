"""The connections that a process shares."""

import asyncio
import select
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

from anyio import CancelScope
from anyio.lowlevel import checkpoint_if_cancelled
from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from quorate.database.reaching import within_seconds
from quorate.telemetry.metrics.database import POOLS

_Connection: TypeAlias = AsyncConnection[TupleRow]
OPEN_SECONDS = 10.0
_BEGUN: Final = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
# The pool doubles its pause after each failed try. Given up early and begun anew, work goes on
# within seconds of the server's return, however long it was away.
RECONNECT_SECONDS = 5.0
# Each holds a process of the server, and 5 MB of it.
IDLE_SECONDS = 60.0


class Pool(AsyncConnectionPool[_Connection]):
    """Lets whoever has a connection finish, and takes it back whatever becomes of them.

    The web's framework sends away the stream of a page that was closed at every wait anew, and a
    timeout sends away whoever it meets. A query that is broken off twice costs its connection; one
    that is broken off while it is given back is lost to everybody, with whoever waits for it.
    """

    @asynccontextmanager
    async def connection(self, timeout: float | None = None) -> AsyncGenerator[_Connection]:
        """As the library's. A task that is sent away in it ends behind it, or before the next."""
        await checkpoint_if_cancelled()
        with CancelScope(shield=True):
            async with super().connection(timeout) as conn:
                yield conn

    async def putconn(self, conn: _Connection) -> None:
        """As the library's, to its end: in a task that nobody else sends away."""
        await asyncio.shield(asyncio.create_task(super().putconn(conn)))


async def open_pool(url: str, max_size: int = 8, *, wait: bool = True) -> Pool:
    """Open a pool whose connections speak UTC; the caller closes it.

    A connection cut by a restart of the server is replaced, not handed out; of a URL that names
    several servers and `target_session_attrs=read-write` the leader is found anew. Raises
    psycopg_pool.PoolTimeout when the database gives no connection within 10 s; without `wait` it
    is opened all the same, for whoever has work to do that needs no database.
    """
    pool = Pool(
        within_seconds(url),
        min_size=1,
        max_size=max_size,
        kwargs={"options": "-c timezone=UTC"},
        check=_check,
        max_idle=IDLE_SECONDS,
        reconnect_timeout=RECONNECT_SECONDS,
        reconnect_failed=_anew_for_those_who_wait,
        open=False,
    )
    POOLS.add(pool)
    await pool.open(wait=wait, timeout=OPEN_SECONDS)
    return pool


async def _anew_for_those_who_wait(pool: AsyncConnectionPool[Any]) -> None:
    """The pool itself would try again for the next asker only, and whoever waits asks no more."""
    if pool.get_stats().get("requests_waiting"):
        await pool.check()


async def _check(conn: _Connection) -> None:
    """Raises psycopg.OperationalError for one that was cut. A server that ends, or is killed, hangs
    up, which can be read; so can what it said unasked. Only then is it asked, which would cost
    every use of a connection a way to the server and back."""
    unread = select.poll()
    unread.register(conn.fileno(), select.POLLIN)
    if unread.poll(0):
        await AsyncConnectionPool.check_connection(conn)


@asynccontextmanager
async def each_by_itself(pool: AsyncConnectionPool) -> AsyncGenerator[AsyncConnection[Any]]:
    """A connection on which each statement is a transaction of its own: one way to the server and
    back, where a transaction around it takes three."""
    async with pool.connection() as conn, _beginning_nothing(conn):
        yield conn


@asynccontextmanager
async def in_one_go(conn: AsyncConnection[Any]) -> AsyncGenerator[None]:
    """All statements inside are one transaction in a pipeline: its end is on its way with the last
    of them, where the library's own transaction goes to the server and back three times more.

    The connection is idle before, and afterwards as it was. Raises what any of the statements did,
    those that nobody waited for, too; then nothing of it stands.
    """
    async with _beginning_nothing(conn), conn.pipeline():
        await conn.execute("BEGIN")  # the library would wait for its own
        yield
        await conn.execute("COMMIT")


@asynccontextmanager
async def _beginning_nothing(conn: AsyncConnection[Any]) -> AsyncGenerator[None]:
    """The library begins no transaction on it; what is open at the end is rolled back."""
    before = conn.autocommit
    await conn.set_autocommit(True)
    try:
        yield
    finally:
        if conn.info.transaction_status in _BEGUN:
            await conn.rollback()
        # One that is cut, or busy still, is not given to anybody else.
        if conn.info.transaction_status is TransactionStatus.IDLE:
            await conn.set_autocommit(before)
