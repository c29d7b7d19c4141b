"""Erasing on one person's request (GDPR, Article 17): what there is, and what may go now."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from quorate.api.around.deps import SIGNED, CurrentActor, allowed, dependencies
from quorate.api.around.document import problems
from quorate.api.shapes import Strict
from quorate.api.steps.casework import house
from quorate.flow import needed
from quorate.intake.wellformed import is_clean
from quorate.retention import actions, queries
from quorate.retention.actions import REQUESTS
from quorate.retention.erasing import Whom
from quorate.retention.model import DataKind
from quorate.retention.still import Connection
from quorate.vocabulary.permissions import Permission

router = APIRouter(
    prefix="/v1/erasure-requests",
    tags=["retention"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 413, 422, 500, 503),
)


def _findable(text: str) -> str:
    if not is_clean(text):
        raise ValueError("a text with NUL or half a surrogate pair")
    return text


Clean = Annotated[str, AfterValidator(_findable)]
Name = Annotated[Clean, StringConstraints(min_length=1, max_length=512)]


class RequestIn(Strict):
    """Whose data: an account of a platform, a reporter as a source names them, or the e-mail
    address of whoever gave notices."""

    who: Literal["account", "reporter", "address"]
    id: Name = Field(description="The account, the reporter, or the address")
    source: Clean = Field(
        "", max_length=512, description="The platform's instance, or the reporter's source"
    )
    erase: bool = Field(False, description="Without it, only what there is")


class KindOut(BaseModel):
    """Rows of one kind: that there were, that went, and that a duty, a decision in force or a hold
    still needs."""

    kind: DataKind
    found: int
    erased: int
    kept: int


class RequestOut(BaseModel):
    """What is kept goes by itself when its time is over, or once the hold is lifted."""

    kinds: list[KindOut]


@router.post("")
async def forget(request: Request, actor: CurrentActor, body: RequestIn) -> RequestOut:
    """List what there is of one person, and erase what nothing needs any more."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.VALUE_ERASE, REQUESTS)
    done: dict[DataKind, int] = {}
    async with deps.pool.connection() as conn, conn.transaction():
        whom = await _whom(conn, body)
        found = await queries.there_is(conn, whom)
        if body.erase:
            still = needed(house(request).onlooker)
            done = await actions.forget(conn, leave, whom, still, deps.clock())
    rows = [_row(kind, found.get(kind, 0), done.get(kind, 0)) for kind in DataKind]
    return RequestOut(kinds=[row for row in rows if row.found or row.erased])


async def _whom(conn: Connection, body: RequestIn) -> Whom:
    if body.who == "account":
        return await queries.of_account(conn, body.source, body.id)
    if body.who == "reporter":
        return await queries.of_reporter(conn, body.source, body.id)
    return await queries.of_address(conn, body.id)


def _row(kind: DataKind, found: int, erased: int) -> KindOut:
    return KindOut(kind=kind, found=max(found, erased), erased=erased, kept=max(found - erased, 0))
