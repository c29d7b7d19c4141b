"""Breaking the glass (I22): for an hour one person may restore and lock staff out, nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from quorate.people.model import Person, employed, standing
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.problems import Problem, Refusal

EMERGENCY: Final = "emergency"
"""What the order to break it is about: the log keeps it, so it is no place for a story."""
OPEN_FOR: Final = timedelta(minutes=60)
REVIEWERS: Final = frozenset({Role.AUDITOR, Role.LEAD, Role.ON_CALL, Role.OWNER})
LOCKERS: Final = frozenset({Role.LEAD, Role.ON_CALL})


@dataclass(slots=True)
class Glass:
    """Broken by one person at `since`; `reviewed_by` is another one, afterwards."""

    id: str
    person: str
    since: datetime
    reviewed_by: str = ""

    @property
    def until(self) -> datetime:
        """After this nothing is left of it but the review."""
        return self.since + OPEN_FOR

    def open(self, now: datetime) -> bool:
        """Whether it still lasts."""
        return self.since <= now < self.until


def may_break(person: Person, now: datetime) -> Refusal | None:
    """Whoever is employed, on shift or off."""
    if employed(person, now):
        return None
    return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: not employed", "signer", "I22")


def may_lock(person: Person, about: Person, now: datetime, *, glass: bool) -> Refusal | None:
    """On-call and leads on shift, or whoever broke the glass; a colleague, not oneself."""
    if person.id == about.id:
        return Refusal(Problem.SELF_EXCLUDED, "lock a colleague, not yourself", "about", "I2")
    if glass:
        return may_break(person, now)
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    if not person.roles & LOCKERS:
        return Refusal(Problem.NOT_ELIGIBLE, "neither on-call nor lead", "signer")
    return None


def may_review(person: Person, glass: Glass, now: datetime) -> Refusal | None:
    """Another person than the one who broke it, once it has ended."""
    alive = standing(person, now)
    if person.id == glass.person:
        return Refusal(Problem.SELF_EXCLUDED, "somebody else reviews it", "signer", "I22")
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    if not person.roles & REVIEWERS:
        return Refusal(Problem.NOT_ELIGIBLE, "auditors, leads, owners, on-call", "signer")
    if now < glass.until:
        detail = f"it lasts until {glass.until.isoformat()}"
        return Refusal(Problem.COOLING_OFF, detail, "about", "I22")
    return None
