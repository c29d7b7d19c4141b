"""Freeing the subject of an accepted restore, until nothing can silence it again."""

import sqlite3
from contextlib import suppress

from quorate.decisions.docket import Proposal
from quorate.effects.calls import LANDS_WITHIN
from quorate.effects.executor import Executor
from quorate.effects.outstanding import What
from quorate.telemetry import traces
from quorate.telemetry.metrics.effects import RESTORE_SECONDS
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.problems import Refusal


class Undoing:
    """Restores of one effector; each is tried until it is done (I12)."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self._freed: set[str] = set()

    def follow(self, proposal: Proposal) -> None:
        """A restore that another effector took, of what we began: a call of ours may have gone out
        beside it, so it is freed here, too."""
        said, memory = proposal.statement, self._chronicle.memory
        at, executor = proposal.undone_at, self._executor
        if at is None or self._chronicle.clock() - at > LANDS_WITHIN:
            return
        if executor.is_own(proposal) and memory.restored_at(said.proposal) is None:
            with suppress(sqlite3.Error):  # on a full disk it is tried again
                memory.keep_restore(said.proposal, "", at)

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
        # A call that nobody answered may reach the platform after the restore: it frees again then.
        if not self._executor.calls.may_land(said.proposal):
            with suppress(sqlite3.Error):  # it is free, and tried again
                self._chronicle.memory.restore_done(said.proposal)
                self._freed.discard(said.proposal)
        return True

    async def is_free(self, proposal: Proposal) -> bool:
        """Whether the platform shows the subject free, and no call may silence it still."""
        subject = self._executor.subject_of(proposal)
        means = self._executor.means(proposal, subject) if subject else None
        if means is None or isinstance(means, Refusal):
            return False
        landing = self._executor.calls.may_land(proposal.statement.proposal)
        return not landing and await means.in_force() is False

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
