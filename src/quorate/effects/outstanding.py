"""What the platform has not taken yet: each effect, undo, end and notice with its last answer.

That it waits stands in log and memory, and is tried again by whoever waits; the answers are kept
here while the effector runs, for the operator to see.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from quorate.decisions.docket import Docket, Proposal
from quorate.effects.memory import Memory
from quorate.vocabulary.problems import Refusal

MOST: Final = 200
_LONGEST: Final = 200


class What(StrEnum):
    """What waits."""

    EFFECT = "effect"
    END = "end"
    NOTICE = "notice"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Since when, how often tried, and what the platform said last: a status, never its text."""

    what: What
    proposal: str
    since: datetime
    tries: int
    answer: str


class Outstanding:
    """The answers of one effector's platform."""

    def __init__(self) -> None:
        self._found: dict[tuple[What, str], Unanswered] = {}

    def note(self, what: What, proposal: str, refused: Refusal, now: datetime) -> None:
        """Tried, and not taken."""
        answer = f"{refused.problem}: {refused.detail}"[:_LONGEST]
        known = self._found.get((what, proposal), Unanswered(what, proposal, now, 0, ""))
        self._found[what, proposal] = replace(known, tries=known.tries + 1, answer=answer)

    def over(self, what: What, proposal: str) -> None:
        """Taken, or nobody wants it any more."""
        self._found.pop((what, proposal), None)

    def waiting(self, docket: Docket, memory: Memory, now: datetime) -> list[Unanswered]:
        """What is still wanted, the oldest first."""
        wanted = {
            What.END: set(memory.endings_waiting()),
            What.NOTICE: {untold.proposal for untold in memory.untold()},
            What.RESTORE: set(memory.restores_waiting()),
        }
        for what, name in list(self._found):
            if what is What.EFFECT:
                proposal = docket.proposals.get(name)
                wants = proposal is not None and _wanted(proposal, now)
            else:
                wants = name in wanted[what]
            if not wants:
                self.over(what, name)
        return sorted(self._found.values(), key=lambda one: one.since)[:MOST]


def _wanted(proposal: Proposal, now: datetime) -> bool:
    """Begun, or still in time to be."""
    return proposal.begun or (not proposal.settled and now <= proposal.statement.execute_until)
