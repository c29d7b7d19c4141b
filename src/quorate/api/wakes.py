"""Wakes what waits for a change of people, sessions, one case or one's own proposals. Who wakes
looks."""

import asyncio
import contextlib
from typing import Final

import psycopg
from psycopg import AsyncConnection

from quorate.database.reaching import within_seconds
from quorate.effects.onlooker import Onlooker

LOOK_SECONDS = 0.25
CASES: Final = "cases"
_AGAIN_SECONDS = 1.0


class Wakes:
    """Woken by NOTIFY people, and by a published entry that changed the roster; what waits for a
    case, by NOTIFY cases with its id, too; for a person's proposals, by an entry about one."""

    def __init__(self, onlooker: Onlooker) -> None:
        self._onlooker = onlooker
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self.over = False

    async def wait(self, seconds: float, *names: str) -> None:
        """Until the next wake of everybody, or of who waits for one of these cases or people, or
        that long."""
        news = asyncio.Event()
        for name in ("", *names):
            self._waiting.setdefault(name, set()).add(news)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), seconds)
        finally:
            for name in ("", *names):
                self._waiting[name].discard(news)
                if not self._waiting[name]:
                    del self._waiting[name]

    def wake(self) -> None:
        """Everybody who waits looks now."""
        for waiting in self._waiting.values():
            for news in waiting:
                news.set()

    def wake_one(self, name: str) -> None:
        """Who waits for this case, or this person's proposals, looks now."""
        for news in self._waiting.get(name, ()):
            news.set()

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
        async with await AsyncConnection.connect(within_seconds(url), autocommit=True) as conn:
            await conn.execute("LISTEN people")
            await conn.execute("LISTEN cases")
            known = self._onlooker.view.roster
            while not stop.is_set():
                noticed = [n async for n in conn.notifies(timeout=LOOK_SECONDS, stop_after=1)]
                for notice in noticed:
                    if notice.channel == CASES:
                        self.wake_one(notice.payload)
                self._onlooker.catch_up()
                for person in self._onlooker.moved():
                    self.wake_one(person)
                people = any(notice.channel != CASES for notice in noticed)
                if people or self._onlooker.view.roster is not known:
                    known = self._onlooker.view.roster
                    self.wake()
