"""One sequencer writes, any number stand by: who holds the database's advisory lock leads.

The lock ends with its connection, so a killed leader is followed within a tenth of a second. A
leader that only lost its database may still be writing: the folder's own lock keeps the next one
out until it has stopped.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog
from psycopg import AsyncConnection, OperationalError

from quorate.database.reaching import within_seconds
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.sequencer import GROUP, Sequencer
from quorate.telemetry.jobs import kept
from quorate.telemetry.metrics.ledger import LEADS
from quorate.vocabulary.times import pause

LOCK: Final = 0x51_55_4F_53
NAME: Final = "quorate sequencer"
"""How leader and standby are called among the database's connections."""
ASK_SECONDS: Final = 0.1
RESIGN_SECONDS: Final = 1.0
# Entries that come at once share one checkpoint: each costs signatures and a sync of the disk, and
# has to be verified by all who follow. In a flood, as of reports, more of them share one.
GATHER_SECONDS: Final = 0.03
FLOOD: Final = 32
FLOOD_SECONDS: Final = 0.1
LET_GO: Final = (
    "SELECT set_config('tcp_keepalives_idle', '2', false),"
    " set_config('tcp_keepalives_interval', '1', false),"
    " set_config('tcp_keepalives_count', '3', false)"
)
Errand = Callable[[], Coroutine[Any, Any, None]]
_log = structlog.get_logger()


async def _nothing() -> None:
    """No errand."""


async def stand_by(
    url: str,
    opened: Callable[[], Sequencer],
    stop: asyncio.Event,
    errand: Errand = _nothing,
    meanwhile: Errand = _nothing,
) -> None:
    """Leads whenever it can, until `stop`; begins anew after a lost database or a failed disk.

    `opened` opens the folder as it stands then; `errand` runs beside, as long as it leads;
    `meanwhile` before each time it asks again. Raises
    LedgerError when folder and database do not fit together: what to do is a person's decision.
    """
    while not stop.is_set():
        try:
            async with await _connected(url) as conn:
                if await _chosen(conn, stop, meanwhile):
                    await _lead(conn, opened, stop, errand)
        except (OperationalError, OSError) as problem:
            _log.warning("sequencer:interrupted", problem=type(problem).__name__)
            await pause(stop, ASK_SECONDS)


async def _connected(url: str) -> AsyncConnection[Any]:
    """A connection whose ends both notice within seconds that the other is gone without a word:
    the leader, to stop, and the database, to give the lock to the next."""
    conn = await AsyncConnection.connect(
        within_seconds(url), autocommit=True, application_name=NAME
    )
    await conn.execute(LET_GO)
    return conn


async def _chosen(conn: AsyncConnection[Any], stop: asyncio.Event, meanwhile: Errand) -> bool:
    while not stop.is_set():
        row = await (await conn.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,))).fetchone()
        if row and row[0]:
            return True
        await meanwhile()
        await pause(stop, ASK_SECONDS)
    return False


async def _lead(
    conn: AsyncConnection[Any],
    opened: Callable[[], Sequencer],
    stop: asyncio.Event,
    errand: Errand,
) -> None:
    """Sequences on every notice and signs the time anew at least each second."""
    sequencer = await _folder_free(opened, stop)
    if sequencer is None:
        return
    _log.info("sequencer:leads", size=sequencer.size)
    LEADS.set(1)
    running = asyncio.create_task(kept("errand", errand, stop))
    try:
        await conn.execute("LISTEN ledger_queue")
        signed = 0.0
        while not stop.is_set():
            if taken := await sequencer.sequence(conn):
                signed = time.monotonic()
                await pause(stop, _gathering(taken))
                continue
            if time.monotonic() - signed >= RESIGN_SECONDS:
                await sequencer.publish_beside([])
                signed = time.monotonic()
            rest = max(0.0, signed + RESIGN_SECONDS - time.monotonic())
            await _noticed(conn, stop, rest)
    finally:
        LEADS.set(0)
        try:
            await _ended(running)
        finally:
            sequencer.close()


def _gathering(taken: int) -> float:
    """How long to wait for more, after a group; not where more waits than one group can be."""
    if taken == GROUP:
        return 0.0
    return FLOOD_SECONDS if taken >= FLOOD else GATHER_SECONDS


async def _ended(errand: asyncio.Task[None]) -> None:
    """An errand that does not end when it is told to keeps the folder from nobody for long."""
    errand.cancel()
    await asyncio.wait({errand}, timeout=RESIGN_SECONDS)


async def _folder_free(opened: Callable[[], Sequencer], stop: asyncio.Event) -> Sequencer | None:
    while not stop.is_set():
        try:
            return await asyncio.to_thread(opened)
        except LedgerError as problem:
            if problem.reason is not LedgerReason.LOCKED:
                raise
            await pause(stop, ASK_SECONDS)
    return None


async def _noticed(conn: AsyncConnection[Any], stop: asyncio.Event, seconds: float) -> None:
    """Until a notice, the end, or that long."""
    waiting = {
        asyncio.ensure_future(_notice(conn, seconds)),
        asyncio.ensure_future(stop.wait()),
    }
    done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.wait(waiting)
    for task in done:
        task.result()


async def _notice(conn: AsyncConnection[Any], seconds: float) -> None:
    with contextlib.suppress(StopAsyncIteration):
        await anext(aiter(conn.notifies(timeout=seconds, stop_after=1)))
