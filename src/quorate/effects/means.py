"""By what a proposal is carried out, read back and undone: a platform's calls, or a label."""

from dataclasses import dataclass
from typing import Protocol

from quorate.accounts.subject import Subject
from quorate.effects.connectors.base import INVERSES, Connector
from quorate.effects.outward import Outward
from quorate.vocabulary.actions import Action
from quorate.vocabulary.problems import Refusal


class Means(Protocol):
    """Of one proposal. Every method answers with a Refusal instead of raising."""

    async def in_force(self) -> bool | Refusal:
        """Whether its effect stands now."""
        ...

    async def carry_out(self, order: Outward) -> Refusal | None:
        """Carries out what was certified."""
        ...

    async def free(self) -> bool | Refusal:
        """Undoes; whether the effect stands still."""
        ...


@dataclass(frozen=True, slots=True)
class OfPlatform:
    """The calls of a connector."""

    connector: Connector
    action: Action
    subject: Subject

    async def in_force(self) -> bool | Refusal:
        """As the platform shows it."""
        return await self.connector.in_force(self.action, self.subject)

    async def carry_out(self, order: Outward) -> Refusal | None:
        """One call."""
        return await self.connector.act(order, self.subject)

    async def free(self) -> bool | Refusal:
        """One call, and what the platform shows after it."""
        refused = await self.connector.free(INVERSES[self.action], self.subject)
        return refused or await self.connector.in_force(self.action, self.subject)
