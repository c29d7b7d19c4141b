"""Freeing the subject of an accepted restore, until nothing can silence it again."""

from datetime import timedelta
from typing import Final

from quorate.decisions.docket import Proposal
from quorate.effects.connectors.base import INVERSES
from quorate.effects.executor import Executor

# How long a platform may work on a call after nobody waits for its answer any more.
LANDS_WITHIN: Final = timedelta(minutes=1)


class Undoing:
    """Restores of one effector; each is tried until it is done (I12)."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle

    async def free(self, proposal: Proposal) -> bool:
        """True when the platform shows the subject free."""
        said, connector = proposal.statement, self._executor.connector
        subject = self._executor.subject_of(proposal)
        if subject is None:
            return False
        async with self._executor.locks[said.target.ref]:
            refused = await connector.free(INVERSES[said.action], subject)
            shown = refused or await connector.in_force(said.action, subject)
        if shown is not False:
            return False
        if not self._may_land(said.proposal):
            self._chronicle.memory.restore_done(said.proposal)
        return True

    def _may_land(self, name: str) -> bool:
        """A call that nobody answered may reach the platform after the restore. Until it no longer
        can, the restore is not done, and frees again."""
        at = self._chronicle.memory.restored_at(name)
        recent = at is not None and self._chronicle.clock() - at < LANDS_WITHIN
        return recent and name in self._executor.unanswered
