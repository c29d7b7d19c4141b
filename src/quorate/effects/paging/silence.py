"""What stops silencing is told to on-call once: people's facts that are stale, a ledger that is not
the one we have seen, or witnesses who do not answer."""

from datetime import timedelta
from typing import Final

from quorate.effects.executor import Executor
from quorate.people.chain import stale
from quorate.vocabulary.problems import Refusal
from quorate.vocabulary.times import stamp

WITNESS_TOLD: Final = timedelta(seconds=30)
"""A witness that starts anew is nobody's alarm at night."""


class Silence:
    """Remembers over restarts which silence on-call has taken."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self._began = executor.chronicle.clock()

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

        await self._tell_witness()

    async def _tell_witness(self) -> None:
        chronicle = self._chronicle
        since = chronicle.witness_time or self._began
        late = isinstance(chronicle.witnessed(self._executor.limits), Refusal)
        if late and chronicle.clock() - since >= WITNESS_TOLD:
            why = f"no quorum of them cosigned the log since {stamp(since)}"
            told = "Nothing above tier 1 is silenced until they do; restores go on."
            await self._page("witness", "the witnesses are overdue", why, told)

    async def _page(self, about: str, title: str, why: str, told: str) -> None:
        memory, mark = self._chronicle.memory, f"{about}: {why}"
        if memory.page_taken(mark, "told"):
            return
        if await self._executor.pager.page(f"Quorate: {title}", f"{why}. {told}"):
            memory.keep_page(mark, "told", self._chronicle.clock())
