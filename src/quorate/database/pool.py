"""The connections that a process shares."""

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

OPEN_SECONDS = 10.0


async def open_pool(url: str, max_size: int = 8) -> AsyncConnectionPool:
    """Open a pool whose connections speak UTC; the caller closes it.

    A connection cut by a restart of the server is replaced, not handed out. Raises
    psycopg_pool.PoolTimeout when the database gives no connection within 10 s.
    """
    pool: AsyncConnectionPool[AsyncConnection[TupleRow]] = AsyncConnectionPool(
        url,
        min_size=1,
        max_size=max_size,
        kwargs={"options": "-c timezone=UTC"},
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
    await pool.open(wait=True, timeout=OPEN_SECONDS)
    return pool
