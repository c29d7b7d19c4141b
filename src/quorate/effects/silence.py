"""A source of people's facts that is silent or lost a word: on-call is told, once a silence."""

from quorate.effects.executor import Executor
from quorate.people.chain import stale


class Silence:
    """Remembers over restarts which silence on-call has taken."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle

    async def tell(self) -> None:
        """Tells why nothing is silenced now; tried again until the sink takes it."""
        view, memory = self._chronicle.view, self._chronicle.memory
        most = self._executor.limits.people_stale
        why = stale(view.roster.sources, view.chains, self._chronicle.expires(), most)
        if not why or memory.page_taken(f"people: {why}", "told"):
            return
        taken = await self._executor.pager.page(
            "Quorate: people's facts are stale",
            f"{why}. Nothing is silenced until it speaks again; restores go on.",
        )
        if taken:
            memory.keep_page(f"people: {why}", "told", self._chronicle.clock())
