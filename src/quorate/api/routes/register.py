"""The protected register: read page by page, and raised by one person at once."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from quorate.accounts.raising import Raise
from quorate.api.around.deps import SIGNED, CurrentActor, Deps, allowed
from quorate.api.around.document import problems
from quorate.api.around.forms import plain_text
from quorate.api.around.problems import answer, refuse
from quorate.api.shapes import Strict
from quorate.api.steps import registry
from quorate.api.steps.casework import house
from quorate.authority.protecting import raise_protection
from quorate.ledger.commitment import Salted
from quorate.vocabulary.kinds import ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(
    prefix="/v1/register",
    tags=["register"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)


class RaiseIn(Strict):
    """One person's signed raise of a subject's tier; its reason is signed as a commitment."""

    genesis: str = Field(max_length=64)
    ref: str = Field(max_length=64)
    tier: int = Field(ge=1, le=3)
    criterion: str = Field(max_length=32, description="One of the written criteria")
    owner: str = Field(max_length=64, description="Who looks at it again")
    review_by: str = Field(max_length=10, description="A day, such as 2027-01-31")
    signer: str = Field(max_length=64)
    reason: str = Field(min_length=1, max_length=600)
    salt: str = Field(pattern="^[0-9a-f]{64}$")
    at: str = Field(max_length=32)
    key: str = Field(max_length=16)
    sig: str = Field(pattern="^[0-9a-f]{128}$")


class ListingOut(BaseModel):
    """A row. `account` is null where no proposal has told the web who stands behind it."""

    ref: str
    account: str | None
    tier: int
    criterion: str
    owner: str
    review_by: str
    overdue: bool
    reason: str | None = Field(description="Null once erased")
    by: str


class CostOut(BaseModel):
    """What protection under one criterion costs in waiting; ages in seconds."""

    criterion: str | None = Field(description="Null where only the platform's facts protect")
    waiting: int
    age_p50: float | None
    age_p95: float | None
    age_max: float | None
    overdue: int = Field(description="How many ever waited longer than their deadline")


class LoweringOut(BaseModel):
    """An open amendment that would lower a row; tier 0 takes it off the register."""

    amendment: str
    ref: str
    tier_now: int
    tier_then: int
    proposed_by: str
    approved_by: list[str]


class RegisterOut(BaseModel):
    """Rows by pseudonym; `cursor` is null at the end."""

    rows: list[ListingOut]
    costs: list[CostOut]
    pending_lowerings: list[LoweringOut]
    cursor: str | None


@router.get("")
async def read_register(
    request: Request,
    deps: Deps,
    actor: CurrentActor,
    cursor: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RegisterOut:
    """Read the protected register, and what each criterion costs in waiting."""
    allowed(deps, actor, Permission.REGISTER_READ, registry.WHOLE)
    found = await registry.read(request, after=cursor, limit=limit)
    return RegisterOut(
        rows=[
            ListingOut(
                ref=known.row.ref,
                account=known.account,
                tier=known.row.tier,
                criterion=known.row.criterion,
                owner=known.row.owner,
                review_by=known.row.review_by.isoformat(),
                overdue=known.overdue,
                reason=known.reason,
                by=known.row.by,
            )
            for known in found.rows
        ],
        costs=[
            CostOut(
                criterion=cost.criterion,
                waiting=cost.waiting,
                age_p50=cost.age_p50,
                age_p95=cost.age_p95,
                age_max=cost.age_max,
                overdue=cost.overdue,
            )
            for cost in found.costs
        ],
        pending_lowerings=[
            LoweringOut(
                amendment=low.amendment,
                ref=low.ref,
                tier_now=low.before,
                tier_then=low.after,
                proposed_by=low.proposed_by,
                approved_by=list(low.approved_by),
            )
            for low in found.pending
        ],
        cursor=found.cursor,
    )


@router.post("/raises", status_code=202, response_model=None)
async def raise_one(
    request: Request, deps: Deps, actor: CurrentActor, body: RaiseIn
) -> dict[str, int] | JSONResponse:
    """Raise a subject's protection: one person, at once. The same again renews its review."""
    leave = allowed(deps, actor, Permission.REGISTER_RAISE, body.ref)
    plain_text(body.reason, "reason")
    reason = Salted(ValueKind.RAISE_REASON, body.reason, bytes.fromhex(body.salt))
    raised = Raise(
        body.genesis,
        body.ref,
        body.tier,
        body.criterion,
        body.owner,
        body.review_by,
        body.signer,
        reason.commitment,
        body.at,
    )
    rules, register = house(request).rules(), house(request).onlooker.view.register
    if raised.genesis != rules.genesis_hash:
        refuse(Problem.STATEMENT_FOREIGN, "signed for another genesis", "genesis")
    async with deps.pool.connection() as conn:
        refused = await raise_protection(
            conn,
            leave,
            raised,
            reason,
            body.key,
            body.sig,
            rules.roster,
            register,
            deps.clock(),
        )
    return answer(refused) if refused else {"tier": body.tier}
