"""Which calls went out to the platform, and which of them may reach it still."""

from datetime import timedelta
from typing import Final

from quorate.effects.chronicle import Chronicle
from quorate.effects.passing import TRANSIENT
from quorate.vocabulary.problems import Refusal

LANDS_WITHIN: Final = timedelta(minutes=1)
"""How long a platform may work on a call after nobody waits for its answer any more."""


class Calls:
    """Of one effector. They are kept on the disk before they go out: a killed process leaves a call
    on its way that only its memory can tell of."""

    def __init__(self, chronicle: Chronicle) -> None:
        self._chronicle, self._memory = chronicle, chronicle.memory
        self._answered: set[str] = set()

    def begin(self, proposal: str) -> None:
        """It goes out next. An earlier one that nobody heard of stays unheard of."""
        if not self.may_land(proposal):
            self._answered.add(proposal)
        self._memory.keep_call(proposal, self._chronicle.clock())

    def heard(self, proposal: str, refused: Refusal | None) -> None:
        """What came of it; a platform that did not answer may carry it out all the same."""
        if refused and refused.problem in TRANSIENT:
            self._answered.discard(proposal)
            self._memory.keep_call(proposal, self._chronicle.clock())

    def went_out(self, proposal: str) -> bool:
        """Whether the platform was ever called for it."""
        return self._memory.called_at(proposal) is not None

    def may_land(self, proposal: str) -> bool:
        """Whether a call that nobody answered may be carried out still."""
        at = self._memory.called_at(proposal)
        if at is None or proposal in self._answered:
            return False
        return self._chronicle.clock() - at < LANDS_WITHIN
