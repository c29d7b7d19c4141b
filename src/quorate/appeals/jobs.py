"""Watches reversed appeals until the ledger says that their effects are undone."""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.appeals import store
from quorate.database.rounds import patient_round
from quorate.vocabulary.times import pause

PAUSE_SECONDS: Final = 5.0
_log: structlog.stdlib.BoundLogger = structlog.get_logger()
# Of these proposals, those whose effect the ledger says is undone.
Undone = Callable[[Collection[str]], Collection[str]]


async def settle_restored(pool: AsyncConnectionPool, undone: Undone) -> int:
    """Notes what is undone by now; how many are reversed and still in force."""
    async with pool.connection() as conn:
        waiting = await store.unrestored(conn)
        if not waiting:
            return 0
        over = set(undone([proposal for _, proposal in waiting]))
        done = [appeal for appeal, proposal in waiting if proposal in over]
        await store.are_restored(conn, done)
    return len(waiting) - len(done)


async def run_restored(pool: AsyncConnectionPool, stop: asyncio.Event, undone: Undone) -> None:
    """Looks until `stop` is set, and raises the alarm in the log of the process when their number
    changes; when the database goes away it tries again."""
    known = 0
    while not stop.is_set():
        with patient_round("restored", "restored_tries_again"):
            left = await settle_restored(pool, undone)
            if left not in (0, known):
                _log.error("reversed_not_restored", appeals=left)
            known = left
        await pause(stop, PAUSE_SECONDS)
