"""A change that was made on the platform and not by Quorate, and what one person may say to it."""

from dataclasses import dataclass
from datetime import datetime

from quorate.authority.glass import LOCKERS
from quorate.people.model import Person, employed, standing
from quorate.vocabulary.actions import Action
from quorate.vocabulary.problems import Problem, Refusal


@dataclass(slots=True)
class Change:
    """An account that does not stand as the ledger says, told by the effector `by` at `at`.

    `in_force` is what the platform shows of `action`; `proposal` is the effect that the ledger has
    in force there, empty for none. Where both agree again, nothing is left of the change.
    """

    id: str
    ref: str
    tier: int
    action: Action
    in_force: bool
    proposal: str
    by: str
    at: datetime
    acknowledged_by: str = ""
    freed_by: str = ""

    @property
    def differs(self) -> bool:
        """Silenced without a decision, or decided and no longer silenced."""
        return self.in_force is not bool(self.proposal)


def may_acknowledge(person: Person, now: datetime) -> Refusal | None:
    """On-call and leads on shift: who says so takes it on, and nothing on the platform changes."""
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    if not person.roles & LOCKERS:
        return Refusal(Problem.NOT_ELIGIBLE, "neither on-call nor lead", "signer")
    return None


def may_free(person: Person, change: Change, now: datetime, *, glass: bool) -> Refusal | None:
    """Whoever may restore, and whoever broke the glass; never one's own account (I2)."""
    if change.ref in person.accounts:
        return Refusal(Problem.SELF_EXCLUDED, "one's own account", "signer", "I2")
    if glass and employed(person, now):
        return None
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    if not person.powers.restore:
        return Refusal(Problem.NOT_ELIGIBLE, "none of the roles has this power", "signer")
    return None
