"""NOTIFY wakes those who wait for work. It carries nothing: who is woken looks, and who is not
looks all the same, some seconds later."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing, suppress
from typing import Final

import psycopg
import structlog
from psycopg import AsyncConnection, Notify, sql

from quorate.database.reaching import within_seconds
from quorate.vocabulary.times import pause

CHANNELS: Final = ("inbox", "ledger_queue", "reports")
"""The effector took something from the platform; an entry was committed; something about a report,
or where its subject stands, was."""
GATHER_SECONDS: Final = 0.05
AGAIN_SECONDS: Final = 1.0
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def noticed(
    url: str, channels: Collection[str], stop: asyncio.Event
) -> AsyncGenerator[Notify | None]:
    """What is said in the channels, until `stop`; None each time it begins to listen, since what
    was said meanwhile went past us. When the database goes away it tries again."""
    reached = within_seconds(url)
    while not stop.is_set():  # a connection that breaks as it is cancelled swallows that
        try:
            async with await AsyncConnection.connect(reached, autocommit=True) as conn:
                for channel in channels:
                    await conn.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                yield None
                async for notice in conn.notifies():
                    yield notice
        except psycopg.Error as error:
            _log.warning("bell_tries_again", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)


class Bell:
    """One connection that listens for all who rest in a process."""

    def __init__(self) -> None:
        self.rung = 0
        self._news = asyncio.Event()

    def ring(self) -> None:
        """Who rests looks now."""
        self.rung += 1
        self._news.set()
        self._news = asyncio.Event()

    async def next(self, seconds: float) -> None:
        """Until it rings, or that long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    async def run(self, url: str, stop: asyncio.Event) -> None:
        """Listens until `stop`, of which it tells those who rest; when the database goes away it
        tries again."""
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._listen(url, stop))
            await stop.wait()
            listening.cancel()
        self.ring()

    async def _listen(self, url: str, stop: asyncio.Event) -> None:
        async with aclosing(noticed(url, CHANNELS, stop)) as notices:
            async for _ in notices:
                self.ring()
                await asyncio.sleep(GATHER_SECONDS)


class Rest:
    """How one loop rests between looks: `least` seconds in any case, so that a flood is taken in
    batches, and `most` where nobody rings. What rang while the loop worked counts."""

    def __init__(self, bell: Bell, least: float, most: float) -> None:
        self._bell, self._least, self._most = bell, least, most
        self._heard = bell.rung

    async def take(self, stop: asyncio.Event) -> None:
        """Until it is time to look again, or `stop` is set."""
        await pause(stop, self._least)
        if self._bell.rung == self._heard and not stop.is_set():
            await self._bell.next(self._most - self._least)
        self._heard = self._bell.rung
