"""The actions a decision may take, each with its power and its declared inverse."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Action(StrEnum):
    """What a decision does to its subject."""

    DEACTIVATE = "deactivate"
    HIDE_CONTENT = "hide_content"
    LABEL = "label"
    LIMIT = "limit"
    LOCK = "lock"
    NO_VIOLATION = "no_violation"
    REMOVE_CONTENT = "remove_content"
    RESTORE = "restore"
    SUSPEND = "suspend"
    TAKE_DOWN = "take_down"
    WARN = "warn"


class Power(StrEnum):
    """Every call to a platform is one of these; an unclassed call does not exist."""

    FREEING = "freeing"
    NEUTRAL = "neutral"
    SILENCING = "silencing"


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """An action's power, and whether its effect can be undone by its inverse. One of `content`
    works on the one message, any other on its author's account. One that `marks` puts on the
    subject itself what can be taken off again."""

    power: Power
    reversible: bool
    says: str
    content: bool = False
    marks: bool = False

    @property
    def silencing(self) -> bool:
        """Whether quorum, caps and cooling-off apply."""
        return self.power is Power.SILENCING

    @property
    def may_end(self) -> bool:
        """Whether its effect can end: by one person's restore, or by itself when a proposal says
        so."""
        return (self.silencing or self.marks) and self.reversible


# What a policy may name for the time in which a protected subject's proposal waits for hands.
INTERIM: Final = frozenset({Action.WARN})
FACTS: dict[Action, ActionFacts] = {
    Action.DEACTIVATE: ActionFacts(
        Power.SILENCING, False, "closes the account for good: its rooms, devices and keys are lost"
    ),
    Action.HIDE_CONTENT: ActionFacts(
        Power.SILENCING, True, "hides the message from everybody until it is shown again", True
    ),
    Action.LABEL: ActionFacts(
        Power.NEUTRAL,
        True,
        "puts a label on the account or message that hides nothing, until it is taken off",
        marks=True,
    ),
    Action.LIMIT: ActionFacts(Power.SILENCING, True, "makes what the account writes seen by fewer"),
    Action.LOCK: ActionFacts(Power.SILENCING, True, "signs the account out until it is unlocked"),
    Action.NO_VIOLATION: ActionFacts(Power.NEUTRAL, True, "closes the case and changes nothing"),
    Action.REMOVE_CONTENT: ActionFacts(
        Power.SILENCING, False, "removes the message for everybody, for good", True
    ),
    Action.RESTORE: ActionFacts(Power.FREEING, True, "gives the account back what was taken"),
    Action.SUSPEND: ActionFacts(Power.SILENCING, True, "makes the account read-only"),
    Action.TAKE_DOWN: ActionFacts(
        Power.SILENCING, True, "takes the account and all it wrote away until it is given back"
    ),
    Action.WARN: ActionFacts(Power.NEUTRAL, False, "sends the account a server notice"),
}
