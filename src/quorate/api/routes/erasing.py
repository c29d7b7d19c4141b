"""Erasing a value that an entry commits to: an owner's signed order, on somebody's request."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, JsonValue

from quorate.api.around.deps import SIGNED, CurrentActor, Deps, allowed
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, refuse
from quorate.api.shapes import Strict
from quorate.api.steps.casework import house
from quorate.authority.erasing import erase
from quorate.authority.erasure import Value, read_erasure
from quorate.effects.needing import needed
from quorate.people.orders import Order, read_order
from quorate.retention.queries import held_value
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(
    prefix="/v1/erasures",
    tags=["administration"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)


class ErasureIn(Strict):
    """The signed order `erase-value` about ground and commitment; `sig` is hex over its digest."""

    order: dict[str, JsonValue]
    key: str = Field(max_length=16)
    sig: str = Field(pattern="^[0-9a-f]{128}$")


class ErasureOut(BaseModel):
    """Value and salt are gone; the entry that says so is on its way into the ledger."""

    commitment: str


@router.post("", response_model=ErasureOut)
async def erase_value(request: Request, deps: Deps, actor: CurrentActor, body: ErasureIn) -> Any:
    """Erase a value and its salt for good; the entry that commits to it stays, with its receipt."""
    order = _order(body)
    commitment = order.about.rpartition(":")[2]
    leave = allowed(deps, actor, Permission.VALUE_ERASE, commitment)
    rules, view, now = house(request).rules(), house(request).onlooker.view, deps.clock()

    def why(value: Value) -> str:
        return needed(view, value, now)

    async with deps.pool.connection() as conn:
        refused = await erase(
            conn,
            leave,
            order,
            rules.genesis_hash,
            rules.roster,
            why,
            held_value,
            view.erased,
            now,
        )
    accepted(refused)
    await house(request).until_erased(commitment)
    return ErasureOut(commitment=commitment)


def _order(body: ErasureIn) -> Order:
    try:
        order = read_order(body.order, body.key, body.sig)
        read_erasure(order)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "order")
    return order
