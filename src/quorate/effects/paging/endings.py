"""How intents end is told to on-call, whatever kills the effector in between (I11, I14)."""

from datetime import timedelta

from quorate.decisions.docket import Proposal
from quorate.effects.executor import Executor

UNCLEAR = timedelta(minutes=1)


class Endings:
    """Remembers over restarts what was told, and tries again what the sink has not taken."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle

    async def tell(self, proposal: Proposal) -> bool:
        """The outcome of an intent of ours, where that is told; True when nothing is left."""
        if not proposal.outcome or not self._executor.is_own(proposal):
            return True
        if proposal.outcome == "abandoned":
            told = "it was begun and is not valid any more. The ledger says why"
            return await self._page(proposal, "abandoned", "abandoned", told)
        if max(proposal.statement.tier, proposal.intended_tier) < 2:
            return True
        return await self._executor.tell(proposal, "executed")

    async def look(self, proposal: Proposal) -> None:
        """An intent without an outcome for a minute is told, whosever it is: the platform or the
        effector that wrote it may be away, and nobody else sees that."""
        leaf, now = proposal.intents[0], self._chronicle.expires()
        seen = next(iter(self._chronicle.memory.first_seen(range(leaf, leaf + 1))), now)
        if now - seen < UNCLEAR:
            return
        told = "look at the platform, and whether every effector runs"
        await self._page(
            proposal, "unclear", "begun a minute ago, and not known to have ended", told
        )

    async def _page(self, proposal: Proposal, mark: str, title: str, told: str) -> bool:
        memory, said = self._chronicle.memory, proposal.statement
        if memory.page_taken(said.proposal, mark):
            return True
        taken = await self._executor.pager.page(
            f"Quorate: {said.action} {title}",
            f"Proposal {said.proposal}, case {said.case.id}: {told}.",
        )
        if taken:
            memory.keep_page(said.proposal, mark, self._chronicle.clock())
        return taken
