"""Whom a pseudonym stands for, after the amendment; whoever looks is known by the order inside."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field, JsonValue

from quorate.api.around.deps import SIGNED
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, refuse
from quorate.api.shapes import Strict
from quorate.api.steps.administration import reader
from quorate.api.steps.casework import house
from quorate.vocabulary.problems import Problem

router = APIRouter(
    prefix="/v1",
    tags=["administration"],
    dependencies=[SIGNED, Depends(reader)],
    responses=problems(401, 403, 404, 413, 422, 500, 503),
)
Pseudonym = Annotated[str, Path(pattern="^person_[0-9a-f]{32}$", description="As outside")]


class OrderIn(Strict):
    """The signed order `show-identity` about the pseudonym; `sig` is hex over its digest."""

    order: dict[str, JsonValue]
    key: str = Field(max_length=16)
    sig: str = Field(pattern="^[0-9a-f]{128}$")


class IdentityOut(BaseModel):
    """The person, under the effector's signature; the look is in the published ledger."""

    receipt: dict[str, Any] = Field(description="pseudonym, person, entry, at")
    effector: str
    sig: str


@router.post("/identities/{pseudonym}", response_model=IdentityOut)
async def show_identity(
    request: Request, response: Response, pseudonym: Pseudonym, body: OrderIn
) -> Any:
    """See whom a pseudonym stands for, once an amendment of charge identity is in force."""
    if body.order.get("about") != pseudonym:
        refuse(Problem.BODY_INVALID, "the order is about another pseudonym", "order.about")
    response.headers["Cache-Control"] = "no-store"
    return accepted(await house(request).asking.show_identity(body.model_dump()))
