"""Holds: what is on hold, since when, by whom and why; placed, and lifted by another person."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StringConstraints

from quorate.api.around.deps import SIGNED, CurrentActor, allowed, dependencies
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, refuse
from quorate.api.shapes import CaseId, Strict
from quorate.authority.gate import Actor
from quorate.retention import actions, queries
from quorate.retention.actions import HOLDS, Wanted
from quorate.retention.model import HOLD, LONGEST_REASON, Hold
from quorate.retention.queries import Shown
from quorate.vocabulary.identifiers import CASE, SUBJECT, edge, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import stamp

router = APIRouter(
    prefix="/v1/holds",
    tags=["retention"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)
HoldId = Annotated[str, StringConstraints(max_length=64)]


class PlaceIn(Strict):
    """What is to be kept, and why."""

    case: CaseId
    whole_account: bool = Field(
        False, description="The account that the case is about, with all its cases and messages"
    )
    reason: str = Field(max_length=2 * LONGEST_REASON)
    review_on: str | None = Field(
        None, max_length=10, description="A day, on which somebody looks whether it is needed"
    )


class HoldOut(BaseModel):
    """A hold: of a case, or of the account that a subject (a random id) belongs to."""

    hold: str
    case: str | None
    subject: str | None
    placed_by: str
    placed_at: str
    reason: str | None = Field(None, description="Null once it was erased")
    review_on: str | None
    lifted_by: str | None


class HoldsOut(BaseModel):
    """Standing holds, those first whose review comes first."""

    holds: list[HoldOut]


async def place(request: Request, actor: Actor, wanted: Wanted) -> Hold:
    """Places a hold; each refusal is raised."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.HOLD_PLACE, HOLDS)
    async with deps.pool.connection() as conn:
        return accepted(await actions.place_hold(conn, leave, wanted, deps.clock()))


async def lift(request: Request, actor: Actor, name: str) -> Hold:
    """Lifts a hold; each refusal is raised."""
    deps, hold = dependencies(request), uuid_of(HOLD, name)
    leave = allowed(deps, actor, Permission.HOLD_PLACE, HOLDS)
    if hold is None:
        refuse(Problem.NOT_FOUND, "there is no such hold", "hold")
    async with deps.pool.connection() as conn:
        return accepted(await actions.lift_hold(conn, leave, hold, deps.clock()))


async def standing(request: Request, actor: Actor) -> list[Shown]:
    """The standing holds, for whoever may place one."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.HOLD_PLACE, HOLDS)
    async with deps.pool.connection() as conn:
        return await queries.holds(conn, leave)


@router.get("")
async def list_holds(request: Request, actor: CurrentActor) -> HoldsOut:
    """What is on hold now."""
    found = await standing(request, actor)
    return HoldsOut(holds=[_out(one.hold, one.why) for one in found])


@router.post("", status_code=201)
async def place_hold(request: Request, actor: CurrentActor, body: PlaceIn) -> HoldOut:
    """Stop all erasing of a case, or of the account that it is about."""
    case = uuid_of(CASE, body.case)
    if case is None:
        refuse(Problem.NOT_FOUND, "there is no such case", "case")
    wanted = Wanted(case, body.reason, body.whole_account, body.review_on)
    return _out(await place(request, actor, wanted), body.reason)


@router.post("/{id}/lift")
async def lift_hold(request: Request, actor: CurrentActor, id: HoldId) -> HoldOut:
    """Lift a hold that somebody else placed; what is due goes from the next day on."""
    return _out(await lift(request, actor, id), None)


def _out(hold: Hold, why: str | None) -> HoldOut:
    return HoldOut(
        hold=edge(HOLD, hold.id),
        case=edge(CASE, hold.case) if hold.case else None,
        subject=edge(SUBJECT, hold.subject) if hold.subject else None,
        placed_by=hold.placed_by,
        placed_at=stamp(hold.placed_at),
        reason=why,
        review_on=hold.review_on,
        lifted_by=hold.lifted_by,
    )
