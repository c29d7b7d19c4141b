"""Wakes what waits for a change of people or sessions. A wake carries nothing: who wakes looks."""

import asyncio
import contextlib

import psycopg
from psycopg import AsyncConnection

from quorate.effects.onlooker import Onlooker

LOOK_SECONDS = 0.25
_AGAIN_SECONDS = 1.0


class Wakes:
    """Woken by NOTIFY people, and by a published entry that changed the roster."""

    def __init__(self, onlooker: Onlooker) -> None:
        self._onlooker = onlooker
        self._news = asyncio.Event()
        self.over = False

    async def wait(self, seconds: float) -> None:
        """Until the next wake, or that long."""
        news = self._news
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), seconds)

    def wake(self) -> None:
        """Everybody who waits looks now."""
        self._news.set()
        self._news = asyncio.Event()

    async def run(self, url: str, stop: asyncio.Event) -> None:
        """Listens until `stop`; then whoever waits is told that it is over."""
        while not stop.is_set():
            try:
                await self._listen(url, stop)
            except psycopg.Error:
                self.wake()  # what was said meanwhile went past us
                await asyncio.sleep(_AGAIN_SECONDS)
        self.over = True
        self.wake()

    async def _listen(self, url: str, stop: asyncio.Event) -> None:
        async with await AsyncConnection.connect(url, autocommit=True) as conn:
            await conn.execute("LISTEN people")
            known = self._onlooker.view.roster
            while not stop.is_set():
                noticed = [n async for n in conn.notifies(timeout=LOOK_SECONDS, stop_after=1)]
                self._onlooker.catch_up()
                if noticed or self._onlooker.view.roster is not known:
                    known = self._onlooker.view.roster
                    self.wake()
