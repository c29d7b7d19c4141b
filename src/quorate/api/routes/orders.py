"""Orders of authorities: taken in, checked by two people, answered (DSA, Articles 9 and 10)."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StringConstraints
from uuid_utils.compat import uuid7

from quorate.api.around.deps import SIGNED, CurrentActor
from quorate.api.around.document import problems
from quorate.api.shapes import KeyId, Sig, Strict
from quorate.api.steps import ordering
from quorate.api.steps.appealing import salted
from quorate.api.steps.ordering import moment, order_id
from quorate.mail.model import LONGEST_ADDRESS
from quorate.orders.actions import Signed
from quorate.orders.content import (
    LONGEST_NAME,
    LONGEST_REASONS,
    LONGEST_TEXT,
    MOST_ITEMS,
    Content,
    Element,
    Item,
    Telling,
    Via,
)
from quorate.orders.model import LONGEST_ANSWER, Answer, How, LegalOrder, Letter, Stage, Wanted
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import OrderGround, OrderKind, OrderOutcome, SubjectKind, ValueKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.times import stamp

router = APIRouter(
    prefix="/v1/orders",
    tags=["orders"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)
OrderId = Annotated[str, StringConstraints(max_length=64)]
Instant = Annotated[str, StringConstraints(max_length=40)]
Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class ItemIn(Strict):
    """One thing that the order names."""

    connector: str = Field(max_length=300)
    kind: SubjectKind = Field(strict=False)
    id: str = Field(max_length=512)
    url: str = Field("", max_length=LONGEST_TEXT)


class OrderIn(Strict):
    """An order as it came. What is left empty of its contents is missing, and no error."""

    kind: OrderKind = Field(strict=False)
    via: Via = Field(strict=False)
    state: str = Field(max_length=2, description="The authority's Member State; Greece is EL")
    authority: Name = ""
    contact: str = Field("", max_length=LONGEST_ADDRESS, description="E-mail for the answer")
    reference: Name = ""
    issued_on: str = Field(max_length=10, description="YYYY-MM-DD")
    received_at: Instant
    deadline: Instant
    language: str = Field(max_length=35, description="Of the order, BCP 47")
    area: str = Field(max_length=64, description="Of a policy in force, or other")
    territory: list[str] = Field(max_length=27, description="Member States, or EU alone")
    basis: Text = ""
    reasons: str = Field("", max_length=LONGEST_REASONS)
    redress: Text = ""
    telling: Telling = Field(Telling.WITH_EFFECT, strict=False)
    tell_from: Instant = Field("", description="Not before; where the authority delays it")
    fields: list[Annotated[PrivateField, Field(strict=False)]] = Field([], max_length=10)
    items: list[ItemIn] = Field([], max_length=MOST_ITEMS)

    def wanted(self) -> Wanted:
        """Its plain facts."""
        return Wanted(
            self.kind,
            self.state,
            self.area,
            self.language,
            tuple(self.territory),
            moment(self.deadline, "deadline"),
            moment(self.received_at, "received_at"),
        )

    def content(self) -> Content:
        """Its texts and names."""
        return Content(
            via=self.via,
            authority=self.authority.strip(),
            contact=self.contact.strip(),
            reference=self.reference.strip(),
            issued_on=self.issued_on,
            basis=self.basis.strip(),
            reasons=self.reasons.strip(),
            redress=self.redress.strip(),
            telling=self.telling,
            tell_from=stamp(moment(self.tell_from, "tell_from")) if self.tell_from else "",
            fields=tuple(sorted(set(self.fields))),
            items=tuple(Item(i.connector, i.kind, i.id, i.url) for i in self.items),
        )


class WordIn(Strict):
    """Whether the authority is real and competent, signed (docs/reference/orders.md)."""

    genuine: bool
    how: How = Field(strict=False)
    key: KeyId
    sig: Sig


class AnswerIn(Strict):
    """What became of it, signed."""

    outcome: OrderOutcome = Field(strict=False)
    ground: OrderGround | None = Field(None, strict=False)
    given: list[Annotated[PrivateField, Field(strict=False)]] = Field([], max_length=10)
    effected_at: Instant | None = None
    text: str = Field(max_length=LONGEST_ANSWER)
    salt: str = Field(max_length=64, description="32 random bytes, hex, of the commitment")
    key: KeyId
    sig: Sig


class ToldIn(Strict):
    """Which letter was sent by hand."""

    what: Letter = Field(strict=False)


class OrderOut(BaseModel):
    """An order as it stands; `content` is the commitment to what it says."""

    order: str
    version: int
    stage: Stage
    kind: OrderKind
    state: str
    area: str
    territory: list[str]
    received_at: str
    deadline: str
    content: str
    missing: list[Element]
    outcome: OrderOutcome | None
    ground: OrderGround | None
    told_at: str | None
    answered_at: str | None


class OrdersOut(BaseModel):
    """Those that wait, the nearest deadline first, and the newest of those that are over."""

    waiting: list[OrderOut]
    over: list[OrderOut]


class OrderPageOut(OrderOut):
    """With its texts; null where they were erased."""

    says: dict[str, object] | None
    checked_by: list[str]
    cases: list[str]
    answer: str | None


@router.get("")
async def listed(request: Request, actor: CurrentActor) -> OrdersOut:
    """List the orders, by deadline."""
    found = await ordering.listing(request, actor)
    return OrdersOut(waiting=[_out(o) for o in found.waiting], over=[_out(o) for o in found.over])


@router.post("", status_code=201, response_description="Taken in, complete or not")
async def receive(request: Request, actor: CurrentActor, body: OrderIn) -> OrderOut:
    """Take an order in; `missing` names what it lacks."""
    return _out(await ordering.receive(request, actor, body.wanted(), body.content(), uuid7()))


@router.put("/{id}")
async def complete(request: Request, actor: CurrentActor, id: OrderId, body: OrderIn) -> OrderOut:
    """Take in what an incomplete order lacked, whole."""
    known = order_id(id)
    return _out(await ordering.complete(request, actor, body.wanted(), body.content(), known))


@router.get("/{id}")
async def read(request: Request, actor: CurrentActor, id: OrderId) -> OrderPageOut:
    """Read an order."""
    found = await ordering.read(request, actor, order_id(id))
    content = found.content
    return OrderPageOut.model_validate(
        {
            **_out(found.order).model_dump(),
            "says": None if content is None else _says(content),
            "checked_by": [word.person for word in found.words if word.genuine],
            "cases": [edge(CASE, case) for case, _, _ in found.cases],
            "answer": found.answer,
        }
    )


@router.post("/{id}/word")
async def say(request: Request, actor: CurrentActor, id: OrderId, body: WordIn) -> OrderOut:
    """Say whether the authority is real; two people of two teams check it, one no ends it."""
    signed = Signed(body.key, body.sig)
    done = await ordering.say(request, actor, order_id(id), body.how, signed, genuine=body.genuine)
    return _out(done)


@router.post("/{id}/answer")
async def answer(request: Request, actor: CurrentActor, id: OrderId, body: AnswerIn) -> OrderOut:
    """Answer a checked order."""
    effected = moment(body.effected_at, "effected_at") if body.effected_at else None
    said = Answer(body.outcome, body.text, body.ground, tuple(body.given), effected)
    text = salted(ValueKind.ORDER_ANSWER, body.text, body.salt)
    signed = Signed(body.key, body.sig)
    return _out(await ordering.answer(request, actor, order_id(id), said, text, signed))


@router.post("/{id}/told")
async def told(request: Request, actor: CurrentActor, id: OrderId, body: ToldIn) -> OrderOut:
    """Record that a letter was sent by hand."""
    return _out(await ordering.tell(request, actor, order_id(id), body.what))


def _says(content: Content) -> dict[str, object]:
    plain = ("via", "authority", "contact", "reference", "issued_on", "basis", "reasons")
    said = {name: getattr(content, name) for name in (*plain, "redress", "telling", "tell_from")}
    items = [
        {"connector": i.connector, "kind": i.kind, "id": i.native, "url": i.url}
        for i in content.items
    ]
    return {**said, "fields": list(content.fields), "items": items}


def _out(order: LegalOrder) -> OrderOut:
    return OrderOut(
        order=order.name,
        version=order.number,
        stage=order.stage,
        kind=order.kind,
        state=order.state,
        area=order.area,
        territory=list(order.territory),
        received_at=stamp(order.received_at),
        deadline=stamp(order.deadline),
        content=order.content,
        missing=list(order.missing),
        outcome=order.outcome,
        ground=order.ground,
        told_at=stamp(order.told_at) if order.told_at else None,
        answered_at=stamp(order.answered_at) if order.answered_at else None,
    )
