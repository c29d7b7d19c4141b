"""The erasing job: once a day and kind, batch by batch, with one entry that says how many."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from psycopg_pool import AsyncConnectionPool

from quorate.database.rounds import patient_round
from quorate.ledger.append import append
from quorate.retention import store
from quorate.retention.actions import erased_entry
from quorate.retention.erasers import Needed
from quorate.retention.erasing import END, START, Due, erase_batch
from quorate.retention.model import DataKind, boundary
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

PAUSE_SECONDS: Final = 600.0
_BETWEEN: Final = 0.05  # seconds between batches, which leaves the database to people


async def erase_day(
    pool: AsyncConnectionPool, days: Mapping[DataKind, int], needed: Needed, now: datetime
) -> dict[DataKind, int]:
    """Erases what is due, of each kind that is not done with this day; how many rows of each.

    The count stands in the transaction of each batch, the entry in the one that closes the day: a
    kill in between loses neither, and a second worker takes other rows.
    """
    done: dict[DataKind, int] = {}
    for kind in DataKind:
        due = Due(kind, boundary(days[kind], now), now, needed)
        async with pool.connection() as conn:
            if await store.is_done(conn, kind, now):
                continue
        done[kind] = await _batches(pool, due)
        async with pool.connection() as conn, conn.transaction():
            for before, rows in await store.close(conn, kind, due.before, now):
                await append(conn, erased_entry(kind, rows, before, now))
    return done


async def _batches(pool: AsyncConnectionPool, due: Due) -> int:
    total, floor = 0, START
    while floor is not END:
        async with pool.connection() as conn, conn.transaction():
            batch = await erase_batch(conn, due, floor)
            await store.count(conn, due, batch.rows)
        total, floor = total + batch.rows, batch.floor
        await asyncio.sleep(_BETWEEN if batch.rows else 0)
    return total


async def run_retention(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    days: Mapping[DataKind, int],
    needed: Needed,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Looks every ten minutes until `stop` is set; when the database goes away it tries again."""
    while not stop.is_set():
        with patient_round("retention", "retention_tries_again"):
            await erase_day(pool, days, needed, clock())
        await pause(stop, PAUSE_SECONDS)
