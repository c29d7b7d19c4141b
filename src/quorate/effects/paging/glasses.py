"""Broken glasses are told to everybody, and once a day until another person has reviewed them."""

from datetime import timedelta

from quorate.authority.glass import Glass
from quorate.effects.executor import Executor

_DAY = timedelta(days=1)


class Glasses:
    """Remembers over restarts what was told, and tries again what was not taken."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle

    async def tell(self) -> None:
        """One look at every glass that is not reviewed."""
        now = self._chronicle.clock()
        for glass in list(self._chronicle.view.glasses.values()):
            ends = glass.until.isoformat(timespec="minutes")
            told = f"{glass.person} broke the glass ({glass.id}) and may, until {ends}, restore "
            told += "accounts and lock staff out, nothing else."
            await self._page(glass, "broken", "Quorate: the glass is broken", told)
            if glass.reviewed_by or now < glass.until:
                continue
            days = (now - glass.until) // _DAY
            told = f"What {glass.person} did under {glass.id} waits for somebody else's review."
            await self._page(glass, f"unreviewed {days}", "Quorate: a review is missing", told)

    async def _page(self, glass: Glass, stage: str, title: str, told: str) -> None:
        memory = self._chronicle.memory
        if memory.page_taken(glass.id, stage):
            return
        if await self._executor.pager.page(title, told):
            memory.keep_page(glass.id, stage, self._chronicle.clock())
