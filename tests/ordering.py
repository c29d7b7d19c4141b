"""Authorities' orders in a Play: taken in, vouched for, answered."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.casework import CONNECTOR, JOIN
from tests.playing import Play
from uuid_utils.compat import uuid7

from quorate.incidents.stage.roles import seeded
from quorate.ledger.commitment import Salted
from quorate.orders import actions
from quorate.orders.actions import ORDERS, Letter, Signed, answer_of, word_of
from quorate.orders.content import Content, Item
from quorate.orders.model import Answer, How, LegalOrder, Wanted
from quorate.people.keys import key_id
from quorate.vocabulary.identifiers import ORDER, edge
from quorate.vocabulary.kinds import OrderKind, OrderOutcome, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

ITEM = Item(CONNECTOR, "account", "@ordered:here.example", "https://here.example/ordered")
CONTENT = Content(
    via="letter",
    authority="Court of Canary Wharf",
    contact="registry@canary-court.example",
    reference="CANARY 12/2026",
    issued_on="2026-11-20",
    basis="Section 1 of the Canary Act",
    reasons="it incites to hatred against canaries",
    redress="an appeal to the Court of Canaries",
    telling="with_effect",
    tell_from="",
    fields=(),
    items=(ITEM,),
)
TEXT = "The account was suspended, says canary."
AREAS = ("safety", "spam", "other")


def wanted(now: datetime, **changes: Any) -> Wanted:
    plain = Wanted(
        kind="act",
        state="DE",
        area="safety",
        language="de",
        territory=("DE",),
        deadline=now + timedelta(hours=30),
        received_at=now - timedelta(hours=1),
    )
    return replace(plain, **changes)


@dataclass
class Orders:
    """The orders' verbs of a Play."""

    play: Play

    async def receive(
        self, content: Content = CONTENT, who: str = "lead", known: UUID | None = None, **other: Any
    ) -> LegalOrder | Refusal:
        leave = self.play.leave(who, Permission.ORDER_HANDLE, ORDERS)
        now = self.play.world.now
        take_in = actions.complete if known else actions.receive
        async with self.play.pool.connection() as conn:
            return await take_in(
                conn, leave, wanted(now, **other), content, AREAS, now, known or uuid7()
            )

    async def received(self, content: Content = CONTENT, **other: Any) -> LegalOrder:
        found = await self.receive(content, **other)
        assert isinstance(found, LegalOrder), found
        return found

    async def say(
        self, who: str, order: LegalOrder, *, genuine: bool = True, by: str = ""
    ) -> LegalOrder | Refusal:
        """`by` is whose key signs, where it is another's."""
        how, genesis = How.CALLED_BACK, self.play.world.genesis
        key = seeded(by or who)
        said = word_of(order, who, how, genesis, genuine=genuine)
        signed = Signed(key_id(key.public), key.sign(said.digest()).hex())
        leave = self.play.leave(who, Permission.ORDER_HANDLE, edge(ORDER, order.id))
        actor, rules, now = self.play.actor(who), self.play.rules(), self.play.world.now
        async with self.play.pool.connection() as conn:
            return await actions.say(
                conn, leave, order.id, actor, how, signed, (), rules, JOIN, now, genuine=genuine
            )

    async def checked(self, content: Content = CONTENT, **other: Any) -> LegalOrder:
        """By two leads of two teams."""
        order = await self.received(content, **other)
        for who in ("lead", "other lead"):
            found = await self.say(who, order)
            assert isinstance(found, LegalOrder), found
            order = found
        return order

    async def answer(
        self, who: str, order: LegalOrder, said: Answer | None = None
    ) -> LegalOrder | Refusal:
        now = self.play.world.now
        said = said or Answer(OrderOutcome.CARRIED_OUT, TEXT, effected_at=now)
        text, key = Salted.fresh(ValueKind.ORDER_ANSWER, said.text), seeded(who)
        spoken = answer_of(order, who, said, text.commitment, self.play.world.genesis)
        signed = Signed(key_id(key.public), key.sign(spoken.digest()).hex())
        leave = self.play.leave(who, Permission.ORDER_HANDLE, edge(ORDER, order.id))
        actor, rules = self.play.actor(who), self.play.rules()
        async with self.play.pool.connection() as conn:
            return await actions.answer(
                conn, leave, order.id, actor, said, text, signed, (), rules, now
            )

    async def tell(self, who: str, order: LegalOrder, what: Letter) -> LegalOrder | Refusal:
        leave = self.play.leave(who, Permission.ORDER_HANDLE, edge(ORDER, order.id))
        async with self.play.pool.connection() as conn:
            return await actions.tell(conn, leave, order.id, what, self.play.world.now)


async def ordered(play: Play) -> None:
    """One is completed, checked, told of and answered; another rejected; one asks and waits."""
    orders = Orders(play)
    lacking = await orders.received(replace(CONTENT, redress=""))
    assert lacking.missing
    found = await orders.receive(known=lacking.id)
    assert isinstance(found, LegalOrder), found
    for who in ("lead", "other lead"):
        found = await orders.say(who, found)
        assert isinstance(found, LegalOrder), found
    found = await orders.tell("lead", found, Letter.RECEIPT)
    assert isinstance(found, LegalOrder), found
    assert isinstance(await orders.answer("other lead", found), LegalOrder)
    fake = await orders.received(reference_of("CANARY fake"))
    assert isinstance(await orders.say("lead", fake, genuine=False), LegalOrder)
    asking = replace(CONTENT, fields=("email",))
    await orders.received(asking, kind=OrderKind.INFORM, territory=())


def reference_of(text: str) -> Content:
    return replace(CONTENT, reference=text)
