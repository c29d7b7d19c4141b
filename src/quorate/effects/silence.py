"""What stops all silencing is told to on-call once: people's facts that are stale, or a ledger that
is not the one we have seen."""

from quorate.effects.executor import Executor
from quorate.people.chain import stale


class Silence:
    """Remembers over restarts which silence on-call has taken."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle

    async def tell(self) -> None:
        """Tells why nothing is silenced now; tried again until the sink takes it."""
        view, chronicle = self._chronicle.view, self._chronicle
        most = self._executor.limits.people_stale
        why = stale(view.roster.sources, view.chains, chronicle.expires(), most)
        if why:
            told = "Nothing is silenced until it speaks again; restores go on."
            await self._page("people", "people's facts are stale", why, told)
        if chronicle.disbelieved:
            told = "Nothing is silenced under it. Was an older backup brought back? See back-up.md."
            await self._page("ledger", "the ledger went back", chronicle.disbelieved, told)

    async def _page(self, about: str, title: str, why: str, told: str) -> None:
        memory, mark = self._chronicle.memory, f"{about}: {why}"
        if memory.page_taken(mark, "told"):
            return
        if await self._executor.pager.page(f"Quorate: {title}", f"{why}. {told}"):
            memory.keep_page(mark, "told", self._chronicle.clock())
