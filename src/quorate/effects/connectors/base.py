"""What a platform's connector offers the effector, and the types that keep calls in their class."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol, runtime_checkable

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects.outward import Outward
from quorate.effects.server_notices import ServerNotice
from quorate.vocabulary.actions import Action
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Refusal


class Freeing(StrEnum):
    """The only calls a restore admits."""

    GIVE_BACK = "give_back"
    SHOW_CONTENT = "show_content"
    TAKE_OFF = "take_off"
    UNLIMIT = "unlimit"
    UNLOCK = "unlock"
    UNSUSPEND = "unsuspend"


INVERSES: dict[Action, Freeing] = {
    Action.HIDE_CONTENT: Freeing.SHOW_CONTENT,
    Action.LABEL: Freeing.TAKE_OFF,
    Action.LIMIT: Freeing.UNLIMIT,
    Action.LOCK: Freeing.UNLOCK,
    Action.SUSPEND: Freeing.UNSUSPEND,
    Action.TAKE_DOWN: Freeing.GIVE_BACK,
}


UNDOES: dict[Freeing, Action] = {call: action for action, call in INVERSES.items()}


class Connector(Protocol):
    """Every method answers with a Refusal instead of raising when the platform does not.

    `instance` names the installation (`matrix:example.org`), `offered` what it can carry out,
    `private` the closed list of what `reveal` can read.
    """

    instance: str
    offered: frozenset[Action]
    private: frozenset[PrivateField]

    def account_of(self, subject: Subject) -> str:
        """The account itself, or the author of a message."""
        ...

    async def resolve(self, subject: Subject) -> Refusal | None:
        """None when the platform knows the subject and echoes its id byte for byte."""
        ...

    async def read(self, subject: Subject) -> Reading | Refusal:
        """The facts that make a tier, read now."""
        ...

    async def state(self, account: str) -> Mapping[Action, bool] | Refusal:
        """Of each silencing of a whole account that the platform has, whether it shows it now."""
        ...

    async def in_force(self, action: Action, subject: Subject) -> bool | Refusal:
        """Whether the platform shows the action's effect now."""
        ...

    async def act(self, order: Outward, subject: Subject) -> Refusal | None:
        """Carries out what was certified, idempotent by the proposal's id."""
        ...

    async def notify(self, notice: ServerNotice, subject: Subject) -> Refusal | None:
        """Sends the account a notice; the same one twice arrives once. It changes nothing else."""
        ...

    async def reveal(self, field: PrivateField, subject: Subject) -> list[str] | Refusal:
        """One private field, read now and kept nowhere: a line each, empty when there is none."""
        ...

    async def media(self, address: str) -> bytes | Refusal:
        """The bytes of one piece of media, kept nowhere; MEDIA_NOT_SHOWN when there is none or too
        much of it."""
        ...

    async def free(self, call: Freeing, subject: Subject) -> Refusal | None:
        """Undoes; it can do nothing else."""
        ...


@runtime_checkable
class Counting(Protocol):
    """A connector that can say what hangs on an account, which an undo has to give back whole."""

    async def dependants(self, account: str) -> Mapping[str, int] | Refusal:
        """How much there is of each kind."""
        ...
