"""Freeing the subject of an accepted restore, until nothing can silence it again."""

from datetime import timedelta
from typing import Final

from quorate.decisions.docket import Proposal
from quorate.effects.executor import Executor
from quorate.effects.outstanding import What
from quorate.telemetry import traces
from quorate.telemetry.metrics.effects import RESTORE_SECONDS
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.problems import Refusal

# How long a platform may work on a call after nobody waits for its answer any more.
LANDS_WITHIN: Final = timedelta(minutes=1)


class Undoing:
    """Restores of one effector; each is tried until it is done (I12)."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self._freed: set[str] = set()

    async def free(self, proposal: Proposal) -> bool:
        """True when the platform shows the subject free."""
        said = proposal.statement
        subject = self._executor.subject_of(proposal)
        if subject is None:
            return False
        async with self._executor.locks[self._executor.owner_of(proposal)]:
            means = self._executor.means(proposal, subject)
            shown = means if isinstance(means, Refusal) else await means.free()
        if isinstance(shown, Refusal):
            self._executor.unheard(What.RESTORE, proposal, shown)
        if shown is not False:
            return False
        self._count(proposal)
        if not self._may_land(said.proposal):
            self._chronicle.memory.restore_done(said.proposal)
            self._freed.discard(said.proposal)
        return True

    def _count(self, proposal: Proposal) -> None:
        """The first time that the platform shows it free."""
        said = proposal.statement
        at, case = self._chronicle.memory.restored_at(said.proposal), uuid_of(CASE, said.case.id)
        if at is None or case is None or said.proposal in self._freed:
            return
        self._freed.add(said.proposal)
        seconds = max(0.0, (self._chronicle.clock() - at).total_seconds())
        RESTORE_SECONDS.labels(self._executor.connector.instance).observe(seconds)
        traces.done("restore", case, traces.began() - int(seconds * 1e9))

    def _may_land(self, name: str) -> bool:
        """A call that nobody answered may reach the platform after the restore. Until it no longer
        can, the restore is not done, and frees again."""
        at = self._chronicle.memory.restored_at(name)
        recent = at is not None and self._chronicle.clock() - at < LANDS_WITHIN
        return recent and name in self._executor.unanswered
