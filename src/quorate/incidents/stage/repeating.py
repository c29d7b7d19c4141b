"""A connector that says each effect twice, as a retry does, and keeps what was said last."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects.connectors.base import Connector, Freeing
from quorate.effects.outward import Outward
from quorate.effects.server_notices import ServerNotice
from quorate.vocabulary.actions import Action
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Refusal


@dataclass
class Repeating:
    """Everything else goes to the real one as it is. `refused` is the last refusal of an effect or
    a notice, `notices` counts those that were taken."""

    real: Connector
    refused: Refusal | None = None
    notices: int = 0
    orders: list[tuple[Outward, Subject]] = field(default_factory=list[tuple[Outward, Subject]])

    def __post_init__(self) -> None:
        self.instance, self.offered = self.real.instance, self.real.offered
        self.private = self.real.private

    async def act(self, order: Outward, subject: Subject) -> Refusal | None:
        """Twice; the second answer has to be as good as the first."""
        self.orders.append((order, subject))
        self.refused = await self.real.act(order, subject) or await self.real.act(order, subject)
        return self.refused

    async def notify(self, notice: ServerNotice, subject: Subject) -> Refusal | None:
        """Twice, too."""
        first = await self.real.notify(notice, subject)
        self.refused = first or await self.real.notify(notice, subject)
        self.notices += self.refused is None
        return self.refused

    async def again(self) -> Refusal | None:
        """The last effect once more, as a retry that was held up on its way."""
        return await self.real.act(*self.orders[-1])

    def account_of(self, subject: Subject) -> str:
        """As the real one."""
        return self.real.account_of(subject)

    async def resolve(self, subject: Subject) -> Refusal | None:
        """As the real one."""
        return await self.real.resolve(subject)

    async def read(self, subject: Subject) -> Reading | Refusal:
        """As the real one."""
        return await self.real.read(subject)

    async def state(self, account: str) -> Mapping[Action, bool] | Refusal:
        """As the real one."""
        return await self.real.state(account)

    async def in_force(self, action: Action, subject: Subject) -> bool | Refusal:
        """As the real one."""
        return await self.real.in_force(action, subject)

    async def free(self, call: Freeing, subject: Subject) -> Refusal | None:
        """As the real one."""
        return await self.real.free(call, subject)

    async def reveal(self, field: PrivateField, subject: Subject) -> list[str] | Refusal:
        """As the real one."""
        return await self.real.reveal(field, subject)

    async def media(self, address: str) -> bytes | Refusal:
        """As the real one."""
        return await self.real.media(address)
