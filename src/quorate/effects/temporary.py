"""Effects that end by themselves, at the second that everybody signed."""

from datetime import datetime, timedelta
from typing import Final

from quorate.decisions.docket import Proposal
from quorate.effects.apart import Apart
from quorate.effects.executor import Executor
from quorate.effects.outstanding import What
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Refusal

STANDS_IN: Final = timedelta(seconds=5)
"""After which another effector ends what the one that began it has not."""
LATE: Final = timedelta(minutes=1)


class Temporary:
    """Ends of one effector's platform; each is tried until it is done, as a restore is (I12)."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle

    async def end(self) -> None:
        """One look: the entries of what ends now first, where the log takes them, then the calls.
        A platform that silences longer than was signed is told to on-call after a minute."""
        self._chronicle.catch_up()
        now = self._chronicle.ends()
        if now is None:
            return
        docket, memory = self._chronicle.view.docket, self._chronicle.memory
        due = docket.due(now)
        ours = [p for p in due if self._is_ours(p, now)]
        written = [self._write(p) for p in ours]
        if written and self._chronicle.doubt(self._executor.limits) is None:
            await self._executor.published(written[-1], 0.5)
        last, apart = [p for p in due if p not in ours], Apart()
        for name in memory.endings_waiting():
            proposal = docket.proposals.get(name)
            if proposal is not None and not await apart.tried(self._free(proposal, now)):
                last.append(proposal)
        for proposal in last:
            await self._tell_late(proposal, now)
        apart.tell()

    def _is_ours(self, proposal: Proposal, now: datetime) -> bool:
        """Whoever began it ends it; another effector that can name the account stands in."""
        executor = self._executor
        if executor.subject_of(proposal) is None:
            return False
        stands_in = now - _end_of(proposal) >= STANDS_IN
        return executor.is_own(proposal) or (
            stands_in and self._chronicle.doubt(executor.limits) is None
        )

    def _write(self, proposal: Proposal) -> str:
        name, memory = proposal.statement.proposal, self._chronicle.memory
        holder = next(iter(self._holders(proposal)), None)
        return self._chronicle.write(
            Event.EFFECT_ENDED,
            {"proposal": name, "held_by": holder.statement.proposal if holder else None},
            beside=lambda: memory.keep_ending(name, self._chronicle.clock()),
        )

    def _holders(self, proposal: Proposal) -> list[Proposal]:
        """The same effects in force on what this one reaches that last longer."""
        end, found = _end_of(proposal), self._executor.holders(proposal)
        return [p for p in found if p.statement.until is None or p.statement.until > end]

    async def _free(self, proposal: Proposal, now: datetime) -> bool:
        """True when nothing is left to do: the platform shows the account free, or another effect
        holds it. One that is being carried out is waited for, a minute at most."""
        executor, memory, said = self._executor, self._chronicle.memory, proposal.statement
        subject = executor.subject_of(proposal)
        if subject is None:
            return False
        async with executor.locks[executor.owner_of(proposal)]:
            if not self._holders(proposal):
                begun = any(p.begun for p in executor.same(proposal))
                if begun and now - _end_of(proposal) < LATE:
                    return False
                means = executor.means(proposal, subject)
                shown = means if isinstance(means, Refusal) else await means.free()
                if isinstance(shown, Refusal):
                    executor.unheard(What.END, proposal, shown)
                if shown is not False:
                    return False
                if executor.calls.may_land(said.proposal):
                    return False
        memory.ending_done(said.proposal)
        return True

    async def _tell_late(self, proposal: Proposal, now: datetime) -> None:
        said, memory = proposal.statement, self._chronicle.memory
        if now - _end_of(proposal) < LATE or memory.page_taken(said.proposal, "lasts too long"):
            return
        taken = await self._executor.pager.page(
            f"Quorate: {said.action} lasts too long",
            f"Proposal {said.proposal}, case {said.case.id}, was to end at {_end_of(proposal)}: "
            "look at the platform, and whether every effector runs. It is tried again.",
        )
        if taken:
            memory.keep_page(said.proposal, "lasts too long", self._chronicle.clock())


def _end_of(proposal: Proposal) -> datetime:
    until = proposal.statement.until
    if until is None:
        raise ValueError("it has no end")
    return until
