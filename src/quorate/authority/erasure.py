"""Erasing a value that an entry commits to: what a person orders, and who may (I12).

The entry stays and its receipt verifies; value and salt go, so that nobody can tell what it was.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from quorate.ledger.fields import is_digest
from quorate.people.model import Person, standing
from quorate.people.orders import Order
from quorate.vocabulary.kinds import Ground, Role, ValueKind
from quorate.vocabulary.problems import Problem, Refusal

ERASE: Final = "erase-value"


@dataclass(frozen=True, slots=True)
class Erasure:
    """Which value goes, and on which ground."""

    commitment: str
    ground: Ground

    @property
    def about(self) -> str:
        """How the signed order says it."""
        return f"{self.ground}:{self.commitment}"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is kept. `given_by` wrote it; of a sign-in it is the person it stands for."""

    kind: ValueKind
    commitment: str
    given_by: str


def read_erasure(order: Order) -> Erasure:
    """What a signed order erases. Raises ValueError naming the field."""
    if order.order != ERASE:
        raise ValueError(f"order: {ERASE}")
    ground, _, commitment = order.about.partition(":")
    if ground not in set(Ground) or not is_digest(commitment):
        raise ValueError(f"about: one of {', '.join(Ground)}, a colon and a commitment")
    return Erasure(commitment, Ground(ground))


def may_erase(person: Person, given_by: str, now: datetime) -> Refusal | None:
    """An owner on shift, who has no hand in casework; and nobody their own words."""
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    if Role.OWNER not in person.roles:
        return Refusal(Problem.NOT_ELIGIBLE, "owners erase", "signer")
    if person.id == given_by:
        return Refusal(Problem.SELF_EXCLUDED, "another owner erases your own", "signer", "I2")
    return None
