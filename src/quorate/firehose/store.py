"""SQL of the firehose: who holds which partition. A lock of the session that also files, so that
whoever loses the connection loses both at once, and no table outlives a kill."""

from typing import Any, Final, TypeAlias

from psycopg import AsyncConnection

from quorate.firehose.model import Partition

Connection: TypeAlias = "AsyncConnection[Any]"
# 0x71666872 is ours alone among the locks of two numbers.
BE_PRESENT: Final = "SELECT pg_advisory_lock_shared(1902536818, 0)"
PRESENT: Final = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1902536818"
    " AND objsubid = 2 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""How many share."""


async def be_present(conn: Connection) -> None:
    """Counted among those who share, as long as the connection lives."""
    await conn.execute(BE_PRESENT)


async def present(conn: Connection) -> int:
    """How many share, this one among them."""
    cursor = await conn.execute(PRESENT)
    row = await cursor.fetchone()
    return int(row[0]) if row else 1


async def take(conn: Connection, partition: Partition) -> bool:
    """Whether it is this session's now, until it is given back or the connection ends."""
    cursor = await conn.execute(
        "SELECT pg_try_advisory_lock(hashtextextended('firehose partition ' || %s, 0))",
        (str(partition),),
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def give_back(conn: Connection, partition: Partition) -> None:
    """Anybody else's to take."""
    await conn.execute(
        "SELECT pg_advisory_unlock(hashtextextended('firehose partition ' || %s, 0))",
        (str(partition),),
    )
