"""The actions a decision may take, each with its power and its declared inverse."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Action(StrEnum):
    """What a decision does to its subject."""

    DEACTIVATE = "deactivate"
    LIMIT = "limit"
    LOCK = "lock"
    NO_VIOLATION = "no_violation"
    REMOVE_CONTENT = "remove_content"
    RESTORE = "restore"
    SUSPEND = "suspend"
    WARN = "warn"


class Power(StrEnum):
    """Every call to a platform is one of these; an unclassed call does not exist."""

    FREEING = "freeing"
    NEUTRAL = "neutral"
    SILENCING = "silencing"


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """An action's power, and whether its effect can be undone by its inverse."""

    power: Power
    reversible: bool
    says: str

    @property
    def silencing(self) -> bool:
        """Whether quorum, caps and cooling-off apply."""
        return self.power is Power.SILENCING


# What a policy may name for the time in which a protected subject's proposal waits for hands.
INTERIM: Final = frozenset({Action.WARN})
FACTS: dict[Action, ActionFacts] = {
    Action.DEACTIVATE: ActionFacts(
        Power.SILENCING, False, "closes the account for good: its rooms, devices and keys are lost"
    ),
    Action.LIMIT: ActionFacts(Power.SILENCING, True, "makes what the account writes seen by fewer"),
    Action.LOCK: ActionFacts(Power.SILENCING, True, "signs the account out until it is unlocked"),
    Action.NO_VIOLATION: ActionFacts(Power.NEUTRAL, True, "closes the case and changes nothing"),
    Action.REMOVE_CONTENT: ActionFacts(
        Power.SILENCING, False, "removes the message for everybody, for good"
    ),
    Action.RESTORE: ActionFacts(Power.FREEING, True, "gives the account back what was taken"),
    Action.SUSPEND: ActionFacts(Power.SILENCING, True, "makes the account read-only"),
    Action.WARN: ActionFacts(Power.NEUTRAL, False, "sends the account a server notice"),
}
