"""Waiting is never neglect: past its deadline a protected subject's proposal is told to on-call.

Nothing acts by itself. The entry sends the case to the leads (`cases.jobs`), the page says which
hands are missing; each stage once, remembered over restarts.
"""

from quorate.decisions.docket import Proposal
from quorate.decisions.waiting import severity_of
from quorate.effects.executor import Executor
from quorate.vocabulary.deadlines import DEADLINES, Lateness, lateness
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Refusal


class Waiting:
    """Looks at one proposal after the other; a page that the sink does not take is tried again."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self._told: set[tuple[str, Lateness]] = set()

    async def look(self, proposal: Proposal, verdict: Refusal) -> None:
        """`verdict` is why nothing happens yet."""
        severity = severity_of(proposal, self._chronicle.view.catalogue)
        age = self._chronicle.expires() - proposal.opened.seen
        for stage in lateness(age, severity):
            name = proposal.statement.proposal
            if (name, stage) not in self._told and await self._tell(proposal, stage, verdict):
                self._told.add((name, stage))

    async def _tell(self, proposal: Proposal, stage: Lateness, verdict: Refusal) -> bool:
        memory, said = self._chronicle.memory, proposal.statement
        severity = severity_of(proposal, self._chronicle.view.catalogue)
        logged, at = f"{stage} logged", self._chronicle.clock()
        if not memory.page_taken(said.proposal, logged):
            data = {"proposal": said.proposal, "stage": stage, "severity": severity}
            self._chronicle.write(
                Event.PROPOSAL_OVERDUE,
                data,
                beside=lambda: memory.keep_page(said.proposal, logged, at),
            )
        if memory.page_taken(said.proposal, f"{stage} told"):
            return True
        taken = await self._executor.pager.page(
            f"Quorate: {said.action} waits too long ({stage}), tier {said.tier}",
            f"Proposal {said.proposal}, case {said.case.id}: severity {severity} may wait "
            f"{DEADLINES[severity]}, and this waits since {proposal.opened.seen.isoformat()}. "
            f"{verdict}. The case goes to the leads.",
        )
        if taken:
            memory.keep_page(said.proposal, f"{stage} told", self._chronicle.clock())
        return taken
