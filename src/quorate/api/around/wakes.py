"""Wakes what waits for a change of people, sessions, one case or one's own proposals. Who wakes
looks."""

import asyncio
import contextlib
from typing import Final

from quorate.database.bell import noticed
from quorate.effects.onlooker import Onlooker
from quorate.ledger.watching import Watch

LOOK_SECONDS = 0.25
"""Between looks at the ledger, where nothing tells that it grew."""
CASES: Final = "cases"
PEOPLE: Final = "people"


class Wakes:
    """Woken by NOTIFY people, and by a published entry that changed the roster; what waits for a
    case, by NOTIFY cases with its id, too; for a person's proposals, by an entry about one."""

    def __init__(self, onlooker: Onlooker) -> None:
        self._onlooker = onlooker
        self._known = onlooker.view.roster
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
        """Listens and follows until `stop`; then whoever waits is told that it is over."""
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(self._listen(url, stop)),
                tasks.create_task(self._follow()),
            ]
            await stop.wait()
            for task in running:
                task.cancel()
        self.over = True
        self.wake()

    async def _listen(self, url: str, stop: asyncio.Event) -> None:
        async with contextlib.aclosing(noticed(url, (PEOPLE, CASES), stop)) as notices:
            async for notice in notices:
                self._look()
                if notice is not None and notice.channel == CASES:
                    self.wake_one(notice.payload)
                else:
                    self.wake()

    async def _follow(self) -> None:
        watch = Watch(self._onlooker.ledger)
        try:
            while True:
                self._look()
                await watch.wait(LOOK_SECONDS)
        finally:
            watch.close()

    def _look(self) -> None:
        """Wakes those whom the newly published entries are about."""
        self._onlooker.catch_up()
        for person in self._onlooker.moved():
            self.wake_one(person)
        if self._onlooker.view.roster is not self._known:
            self._known = self._onlooker.view.roster
            self.wake()
