"""Orders of authorities: the list by deadline, taking one in, and the page of one."""

import contextlib
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

import psycopg
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from uuid_utils.compat import uuid7

from quorate.api.around.deps import asked, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps import ordering
from quorate.api.steps.appealing import salted
from quorate.api.steps.casework import house
from quorate.api.steps.noticing import connector_of
from quorate.api.steps.ordering import moment, order_id
from quorate.appeals.model import cleaned
from quorate.console.around.desk import Seat, Sitting, go, page
from quorate.ledger.commitment import Salted
from quorate.orders import queries
from quorate.orders.actions import ORDERS, Signed, answer_of, word_of
from quorate.orders.content import (
    LONGEST_NAME,
    LONGEST_REASONS,
    LONGEST_TEXT,
    Content,
    Item,
    Telling,
    Via,
)
from quorate.orders.letters import letter_of
from quorate.orders.model import (
    LONGEST_ANSWER,
    SHORTEST_ANSWER,
    Answer,
    How,
    LegalOrder,
    Letter,
    Stage,
    Wanted,
)
from quorate.orders.queries import OrderPage
from quorate.vocabulary.identifiers import CASE, ORDER, edge
from quorate.vocabulary.kinds import OrderGround, OrderKind, OrderOutcome, SubjectKind, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.states import STATES, UNION
from quorate.vocabulary.times import stamp

router = APIRouter(prefix="/console/orders", include_in_schema=False)
Line = Annotated[str, Form(max_length=LONGEST_TEXT)]
Long = Annotated[str, Form(max_length=20_000)]
_ACCOUNTS: Final = {"atproto": "did:plc:abcdefghijklmnopqrstuvwx", "matrix": "@name:example.org"}
_PARTS: Final = 4


@router.get("", response_model=None)
async def show_orders(request: Request, sitting: Sitting) -> HTMLResponse:
    """What waits, the nearest deadline first, and what is over."""
    found = await ordering.listing(request, sitting.actor)
    now = dependencies(request).clock()
    handles = may_handle(request, sitting)
    return page("orders.html", sitting, 200, found=found, now=now, handles=handles)


@router.get("/new", response_model=None)
async def show_new(request: Request, sitting: Sitting) -> HTMLResponse:
    """The form to take one in."""
    return _form(request, sitting, None)


def _form(request: Request, sitting: Seat, found: OrderPage | None) -> HTMLResponse:
    return page(
        "order_new.html",
        sitting,
        200,
        known=found,
        named=found.order.name if found else edge(ORDER, uuid7()),
        lines="\n".join(map(_line, found.content.items)) if found and found.content else "",
        example=_example(connector_of(request)),
        kinds=list(OrderKind),
        ways=list(Via),
        tellings=list(Telling),
        states=STATES,
        scopes=(UNION, *STATES),
        areas=ordering.areas(request),
        fields=list(PrivateField),
        longest_name=LONGEST_NAME,
        longest_text=LONGEST_TEXT,
        longest_reasons=LONGEST_REASONS,
    )


def _line(item: Item) -> str:
    return " ".join((item.connector, item.kind, item.native, item.url)).strip()


@router.post("", response_model=None)
async def receive(
    request: Request,
    sitting: Sitting,
    kind: Line = "",
    via: Line = "",
    state: Line = "",
    authority: Line = "",
    contact: Line = "",
    reference: Line = "",
    issued_on: Line = "",
    received_at: Line = "",
    deadline: Line = "",
    language: Line = "",
    area: Line = "",
    basis: Long = "",
    reasons: Long = "",
    redress: Long = "",
    telling: Line = "",
    tell_from: Line = "",
    items: Annotated[str, Form(max_length=300_000)] = "",
    named: Line = "",
    known: Line = "",
) -> Response:
    """Takes it in; what is missing is named on its page."""
    form = await request.form()
    wanted = Wanted(
        kind,
        state,
        area,
        language.strip(),
        tuple(str(one) for one in form.getlist("territory")),
        moment(deadline, "deadline"),
        moment(received_at, "received_at"),
    )
    content = Content(
        via=via,
        authority=authority.strip(),
        contact=contact.strip(),
        reference=reference.strip(),
        issued_on=issued_on,
        basis=cleaned(basis),
        reasons=cleaned(reasons),
        redress=cleaned(redress),
        telling=telling,
        tell_from=stamp(moment(tell_from, "tell_from")) if tell_from else "",
        fields=tuple(sorted({str(one) for one in form.getlist("fields")})),
        items=tuple(_item(line, n) for n, line in enumerate(_lines(items))),
    )
    take_in = ordering.complete if known else ordering.receive
    done = await take_in(request, sitting.actor, wanted, content, order_id(named))
    return go(f"/console/orders/{done.name}")


def _example(connector: str) -> str:
    """A line as this platform's accounts are named."""
    account = _ACCOUNTS.get(connector.partition(":")[0], "ID")
    return f"{connector} account {account}"


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _item(line: str, number: int) -> Item:
    """`matrix:example.org account @name:example.org https://…`; the address may be left out."""
    parts = line.split()
    if not 3 <= len(parts) <= _PARTS or parts[1] not in set(SubjectKind):
        refuse(
            Problem.BODY_INVALID,
            "each line has a platform, account or message, an id, and perhaps an address",
            f"items.{number}",
        )
    return Item(*parts)


@router.get("/{id}", response_model=None)
async def show_order(request: Request, sitting: Sitting, id: str) -> HTMLResponse:
    """One order: what it says, who checked the authority, its cases, and what is owed to it."""
    found = await ordering.read(request, sitting.actor, order_id(id))
    order, now = found.order, dependencies(request).clock()
    handles = may_handle(request, sitting)
    letters = [
        (what, letter_of(order, found.content, found.answer, what), told_at)
        for what, told_at in (
            (Letter.RECEIPT, order.told_at),
            (Letter.ANSWER, order.answer_told_at),
        )
    ]
    return page(
        "order.html",
        sitting,
        200,
        order=order,
        found=found,
        now=now,
        handles=handles,
        vouches=handles and order.stage is Stage.UNCHECKED and not _vouched(found, sitting),
        rejects=handles and order.stage in (Stage.UNCHECKED, Stage.INCOMPLETE),
        answers=handles and order.stage is Stage.CHECKED,
        completes=handles and order.stage is Stage.INCOMPLETE,
        spoken=_spoken(request, sitting, order),
        ways=list(How),
        letters=[one for one in letters if one[1]],
        outcomes=list(OrderOutcome),
        grounds=list(OrderGround),
        shortest=SHORTEST_ANSWER,
        longest=LONGEST_ANSWER,
        case_name=lambda case: edge(CASE, case),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    )


def _vouched(found: OrderPage, sitting: Seat) -> bool:
    me = sitting.actor.person.id
    return any(word.person == me and word.genuine for word in found.words)


def _spoken(request: Request, sitting: Seat, order: LegalOrder) -> dict[tuple[str, bool], str]:
    """What this person would sign, by how they checked and what they found."""
    genesis, me = house(request).rules().genesis_hash, sitting.actor.person.id
    return {
        (how, genuine): word_of(order, me, how, genesis, genuine=genuine).canonical().decode()
        for how in How
        for genuine in (True, False)
    }


@router.get("/{id}/complete", response_model=None)
async def show_complete(request: Request, sitting: Sitting, id: str) -> HTMLResponse:
    """The form again, with what is known, for what was missing."""
    return _form(request, sitting, await ordering.read(request, sitting.actor, order_id(id)))


@router.post("/{id}/{word}", response_model=None)
async def say(
    request: Request,
    sitting: Sitting,
    id: str,
    word: str,
    how: Line = "",
    key: Line = "",
    sig: Line = "",
    outcome: Line = "",
    ground: Line = "",
    effected_at: Line = "",
    text: Long = "",
    salt: Line = "",
    what: Line = "",
) -> Response:
    """A signed word on the authority, the answer, or that a letter was sent by hand."""
    order, actor = order_id(id), sitting.actor
    signed = Signed(key, sig)
    if word in ("vouch", "reject"):
        way = _among(How, how, "how")
        genuine = word == "vouch"
        await ordering.say(request, actor, order, How(way), signed, genuine=genuine)
    elif word == "told":
        await ordering.tell(request, actor, order, Letter(_among(Letter, what, "what")))
    elif word in ("draft", "answer"):
        form = await request.form()
        given = tuple(str(one) for one in form.getlist("given"))
        said = _answer(outcome, ground, given, effected_at, text, dependencies(request).clock())
        if word == "draft":
            return await _draft(request, sitting, id, said)
        await ordering.answer(
            request, actor, order, said, salted(ValueKind.ORDER_ANSWER, said.text, salt), signed
        )
    else:
        refuse(Problem.NOT_FOUND, "there is no such page", "path")
    return go(f"/console/orders/{id}")


def _answer(
    outcome: str, ground: str, given: tuple[str, ...], at: str, text: str, now: datetime
) -> Answer:
    """From a form. Without an instant, what was carried out took effect now."""
    became = OrderOutcome(_among(OrderOutcome, outcome, "outcome"))
    nothing = became is OrderOutcome.NOT_CARRIED_OUT
    effected = None if nothing else moment(at, "effected_at") if at else now
    return Answer(
        became,
        cleaned(text),
        OrderGround(_among(OrderGround, ground, "ground")) if ground else None,
        tuple(sorted(PrivateField(_among(PrivateField, one, "given")) for one in set(given))),
        effected,
    )


def _among(
    words: type[How | Letter | OrderOutcome | OrderGround | PrivateField], said: str, field: str
) -> str:
    if said not in set(words):
        refuse(Problem.BODY_INVALID, "choose one", field)
    return said


async def _draft(request: Request, sitting: Seat, id: str, said: Answer) -> HTMLResponse:
    """The answer once more, to be read and signed."""
    found = await ordering.read(request, sitting.actor, order_id(id))
    value = Salted.fresh(ValueKind.ORDER_ANSWER, said.text)
    if said.effected_at:
        said = replace(said, effected_at=said.effected_at.replace(microsecond=0))
    genesis, me = house(request).rules().genesis_hash, sitting.actor.person.id
    spoken = answer_of(found.order, me, said, value.commitment, genesis)
    return page(
        "order_answer.html",
        sitting,
        200,
        order=found.order,
        said=said,
        effected=stamp(said.effected_at) if said.effected_at else "",
        salt=value.salt.hex(),
        spoken=spoken.canonical().decode(),
    )


def may_handle(request: Request, sitting: Seat) -> bool:
    """Whether this person's page offers more than to read."""
    deps = dependencies(request)
    leave = asked(deps, sitting.actor, Permission.ORDER_HANDLE, ORDERS)
    return not isinstance(leave, Refusal)


async def pressing(request: Request, sitting: Seat) -> list[LegalOrder]:
    """What is overdue or due within 24 hours, as far as this person sees orders and the database
    answers."""
    deps = dependencies(request)
    leave = asked(deps, sitting.actor, Permission.ORDER_READ, ORDERS)
    if not isinstance(leave, Refusal):
        with contextlib.suppress(psycopg.Error):
            async with deps.pool.connection(timeout=0.3) as conn:
                return await queries.pressing(conn, leave, deps.clock())
    return []
