"""Pictures of reports are fetched, hashed and compared with the banks, beside the reports' queue.

One at a time and no more than five a second, so that neither the effector, which has the platform's
token, nor anybody who files waits for it. Nothing of a picture is kept: its bytes and its hash pass
through memory. Killed at any instant, a worker leaves the report where it was until its lease is
over; the alarm, the count and the end of the wait stand in one transaction.
"""

import asyncio
from asyncio import sleep
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Final, TypeAlias

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.database.bell import Bell, Rest
from quorate.database.rounds import patient_round
from quorate.intake.actions import AfterFiling
from quorate.signals import bank_store, media_store, reading
from quorate.signals.alarms import bank_alarm
from quorate.signals.filing import file_alarms
from quorate.signals.hasher import Hasher
from quorate.signals.hashes import Hash
from quorate.signals.media import LEASE, MOST_TRIES, Outcome, address_of, again_after
from quorate.signals.media_store import Turn
from quorate.signals.reading import Read
from quorate.signals.store import Connection
from quorate.vocabulary import times
from quorate.vocabulary.identifiers import REPORT, edge
from quorate.vocabulary.problems import Refusal

Fetch: TypeAlias = Callable[[str], Awaitable[bytes | Refusal]]
"""The bytes of reported media, as the effector's door gives them."""
Found: TypeAlias = list[Hash] | Outcome
"""Of a picture: its hash, none for one of a single colour; or why there is none."""
PACE_SECONDS: Final = 0.2
PAUSE_SECONDS: Final = 0.5
LONGEST_SECONDS: Final = 2.0
"""The longest rest of a look that nobody woke; what was put off is due by the clock."""
MOST_KNOWN: Final = 64
IDLE_SECONDS: Final = 60.0
"""After which the child ends, so that what it imported takes no memory."""
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Pictures:
    """One worker's part; several may run, a lease keeps them apart."""

    def __init__(
        self,
        pool: AsyncConnectionPool,
        fetch: Fetch,
        hasher: Hasher,
        after: AfterFiling,
        bell: Bell,
        clock: Callable[[], datetime] = times.now,
    ) -> None:
        self._pool, self._fetch, self._hasher = pool, fetch, hasher
        self._after, self._clock = after, clock
        self._rest = Rest(bell, PAUSE_SECONDS, LONGEST_SECONDS)
        # What many report at once is fetched once; forgotten as soon as nothing is due.
        self._known: dict[str, Found] = {}
        self._next = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set, which ends it as a kill would. While the database is away or no
        child can be started, it tries again."""
        tasks = {asyncio.create_task(self._go(stop)), asyncio.create_task(stop.wait())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._hasher.close()

    async def _go(self, stop: asyncio.Event) -> None:
        last = monotonic()
        while not stop.is_set():  # a connection that breaks as it is cancelled swallows that
            with patient_round("pictures", "pictures_try_again", OSError):
                while await self.compare():
                    last = monotonic()
            if monotonic() - last > IDLE_SECONDS:
                await self._hasher.close()
            await self._rest.take(stop)

    async def compare(self) -> bool:
        """The next picture that is due; whether there was one."""
        now = self._clock()
        async with self._pool.connection() as conn:
            turn = await media_store.lease(conn, now, now + LEASE)
            address = await _address(conn, turn) if turn else None
        if turn is None:
            self._known.clear()
            return False
        found = await self._look(turn, address) if address else None
        if isinstance(found, Refusal):
            found = again_after(turn.tries, found)
        async with self._pool.connection() as conn:
            if isinstance(found, timedelta):
                await media_store.put_off(conn, turn.report, self._clock() + found)
            elif await media_store.take_off(conn, turn.report) and found is not None:
                await self._tell(conn, turn, found)
        return True

    async def _look(self, turn: Turn, address: str) -> Found | Refusal:
        """What its hash is; a turn that ended all those who took it is taken no more."""
        if turn.tries > MOST_TRIES:
            return Outcome.UNREACHABLE
        if address not in self._known:
            await sleep(max(0.0, self._next - monotonic()))
            self._next = monotonic() + PACE_SECONDS
            data = await self._fetch(address)
            if isinstance(data, Refusal):
                return data
            while len(self._known) >= MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[address] = await self._hasher.hash(data)
        return self._known[address]

    async def _tell(self, conn: Connection, turn: Turn, found: Found) -> None:
        """What is near makes alarms; what could not be compared is counted, and logged once."""
        if isinstance(found, Outcome):
            await media_store.count(conn, found)
            _log.warning("picture_not_compared", report=edge(REPORT, turn.report), why=found)
            return
        await media_store.count(conn, Outcome.COMPARED)
        row = await _still(conn, turn)
        if row is None:
            return
        near = await bank_store.matches(conn, found)
        alarms = [bank_alarm(row, match) for match in near]
        await file_alarms(conn, alarms, self._clock(), self._after)
        await bank_store.count_hits(conn, [match.bank for match in near])


async def _still(conn: Connection, turn: Turn) -> Read | None:
    """The report, unless it or its subject's name was erased."""
    row = await reading.one(conn, turn.report)
    return None if row is None or row.nameless else row


async def _address(conn: Connection, turn: Turn) -> str | None:
    """Where its picture is; None where nobody asks for its hash any more."""
    row = await _still(conn, turn)
    if row is None or not await media_store.is_asked(conn):
        return None
    return address_of(row.source, row.connector, row.evidence)
