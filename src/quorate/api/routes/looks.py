"""Looks at private data: the order to sign, the value once, and who looked at what."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field, JsonValue

from quorate.accounts.looks import Look, older
from quorate.api.around.deps import SIGNED, CurrentActor, Deps, allowed
from quorate.api.around.document import problems
from quorate.api.around.problems import refuse
from quorate.api.shapes import CaseId, Strict
from quorate.api.steps import revealing
from quorate.api.steps.casework import house
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(
    prefix="/v1",
    tags=["private data"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 429, 500, 503),
)
Cursor = Annotated[int | None, Query(ge=0, description="From the last page")]
Limit = Annotated[int, Query(ge=1, le=100)]
FieldName = Literal["devices", "direct_chats", "email", "ip_addresses", "messages", "phone"]
PurposeName = Literal[
    "account_takeover",
    "ban_evasion",
    "legal_request",
    "report_context",
    "spam_network",
    "threat_to_life",
]


class WantIn(Strict):
    """Which private field, and for what."""

    field: FieldName
    purpose: PurposeName


class WantOut(BaseModel):
    """The order to check and sign, and the effector's signed word on whom it is about."""

    order: dict[str, Any]
    resolution: dict[str, Any]


class RevealIn(Strict):
    """The signed order; `sig` is hex over its digest."""

    order: dict[str, JsonValue]
    key: str = Field(max_length=16)
    sig: str = Field(max_length=128)


class ShownOut(BaseModel):
    """What the field holds, a line each, and when it has to be hidden again."""

    reveal: str
    field: str
    values: list[str]
    ends: str
    effector: str
    sig: str = Field(description="The effector's, over the four first fields")


class LookOut(BaseModel):
    """One look, or one refused try: who, when, which field, for which case and purpose."""

    id: str
    at: str
    person: str
    field: str
    purpose: str
    case: str
    account: str
    tier: int
    ends: str = Field(description="Empty when it was refused before anything was intended")
    outcome: str = Field(description="shown, a problem's name, or empty while it is not known")


class LooksOut(BaseModel):
    """Looks, newest first; `cursor` is null at the end."""

    looks: list[LookOut]
    cursor: int | None


@router.post("/cases/{id}/reveal-orders", response_model=WantOut, status_code=201)
async def want_field(request: Request, actor: CurrentActor, id: CaseId, body: WantIn) -> WantOut:
    """Make the order for a look at one private field of a held case's account; sign it next."""
    case = uuid_of(CASE, id)
    if case is None:
        refuse(Problem.NOT_FOUND, "an id of a case is case_ and 32 hex digits", "id")
    made = await revealing.wanted(request, actor, case, body.field, body.purpose)
    return WantOut(order=made.order.fields(), resolution=dict(made.resolution.fields()))


@router.post("/cases/{id}/reveals", response_description="Shown this once")
async def reveal_field(
    request: Request, response: Response, actor: CurrentActor, id: CaseId, body: RevealIn
) -> ShownOut:
    """See the field: the look is in the published ledger before the platform is asked."""
    order = revealing.order_of(body.order)
    if order.case != id:
        refuse(Problem.BODY_INVALID, "the order is about another case", "order.case")
    shown = await revealing.reveal(request, actor, order, body.key, body.sig)
    response.headers["Cache-Control"] = "no-store"
    return ShownOut(
        reveal=shown.reveal,
        field=shown.field,
        values=shown.values,
        ends=shown.ends,
        effector=shown.effector,
        sig=shown.sig,
    )


@router.get("/reveals")
async def list_own_looks(
    request: Request, deps: Deps, actor: CurrentActor, cursor: Cursor = None, limit: Limit = 50
) -> LooksOut:
    """List what you looked at, newest first."""
    allowed(deps, actor, Permission.LOOKS_READ, actor.person.id)
    onlooker = house(request).onlooker
    onlooker.catch_up()
    return _page(onlooker.view.looks.by(actor.person.id), cursor, limit)


@router.get("/accounts/{ref}/reveals")
async def list_looks_at(
    request: Request,
    deps: Deps,
    actor: CurrentActor,
    ref: Annotated[str, Path(max_length=64, description="The account's pseudonym")],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> LooksOut:
    """List who looked at an account's private data, newest first."""
    allowed(deps, actor, Permission.LOOKS_READ, ref)
    onlooker = house(request).onlooker
    onlooker.catch_up()
    return _page(onlooker.view.looks.at_account(ref), cursor, limit)


def _page(looks: Sequence[Look], cursor: int | None, limit: int) -> LooksOut:
    shown, more = older(looks, cursor, limit)
    return LooksOut(looks=[_out(look) for look in shown], cursor=more)


def _out(look: Look) -> LookOut:
    return LookOut(
        id=look.id,
        at=look.at,
        person=look.person,
        field=look.field,
        purpose=look.purpose,
        case=look.case,
        account=look.account,
        tier=look.tier,
        ends=look.ends,
        outcome=look.outcome,
    )
