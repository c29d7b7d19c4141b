"""Reviewers read cases, claim them and give them back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from quorate.api import casework
from quorate.api.casting import case_out, page_out
from quorate.api.deps import SIGNED, CurrentActor, Deps, allowed
from quorate.api.document import problems
from quorate.api.problems import RefusedError, answer, refuse
from quorate.api.shapes import (
    CaseId,
    CaseOut,
    CasePageOut,
    CasesOut,
    ClaimIn,
    CloseIn,
    ReleaseIn,
)
from quorate.cases import actions, queries
from quorate.cases.cursor import Place, place_of
from quorate.cases.model import Hold
from quorate.vocabulary.identifiers import CASE, edge, uuid_of
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

router = APIRouter(
    prefix="/v1/cases",
    tags=["cases"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)


@router.get("", response_description="A page of cases")
async def list_cases(
    deps: Deps,
    actor: CurrentActor,
    cursor: Annotated[str | None, Query(max_length=200, description="From the last page")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> CasesOut:
    """List open cases, oldest first."""
    leave = allowed(deps, actor, Permission.CASE_READ, queries.ALL_CASES)
    after = _place(cursor)
    async with deps.pool.connection() as conn:
        found = await queries.open_cases(conn, leave, after, limit)
    now = deps.clock()
    return CasesOut(cases=[case_out(case, now) for case in found.cases], cursor=found.cursor)


@router.get("/{id}", response_model=CasePageOut, response_description="The page")
async def read_case(deps: Deps, actor: CurrentActor, id: CaseId) -> CasePageOut | JSONResponse:
    """Read a case with its reports, their evidence, and the subject's history."""
    case = _case(id)
    leave = allowed(deps, actor, Permission.CASE_READ, edge(CASE, case))
    async with deps.pool.connection() as conn:
        found = await queries.case_page(conn, leave, case)
    return answer(found) if isinstance(found, Refusal) else page_out(found, deps.clock())


@router.post(
    "/{id}/claim",
    response_model=CaseOut,
    response_description="Claimed, under this fence",
)
async def claim_case(
    deps: Deps, actor: CurrentActor, id: CaseId, body: ClaimIn
) -> CaseOut | JSONResponse:
    """Claim a case for 15 minutes; claim it again to hold it longer."""
    case = _case(id)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, edge(CASE, case))
    async with deps.pool.connection() as conn:
        now = deps.clock()
        found = await actions.claim(conn, leave, case, body.version, now)
    return answer(found) if isinstance(found, Refusal) else case_out(found.case, now)


@router.post("/{id}/release", response_model=CaseOut, response_description="Released")
async def release_case(
    deps: Deps, actor: CurrentActor, id: CaseId, body: ReleaseIn
) -> CaseOut | JSONResponse:
    """Give a claimed case back."""
    case = _case(id)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    hold = Hold(fence=body.fence, version=body.version)
    async with deps.pool.connection() as conn:
        now = deps.clock()
        found = await actions.release(conn, leave, case, hold, now)
    return answer(found) if isinstance(found, Refusal) else case_out(found.case, now)


@router.post("/{id}/close", response_model=CaseOut)
async def close_case(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: CloseIn
) -> CaseOut:
    """Close a case that you hold; the subject's next report opens another."""
    hold = Hold(fence=body.fence, version=body.version)
    done = await casework.close(request, actor, _case(id), hold, Outcome(body.outcome))
    return case_out(done.case, deps.clock())


def _case(text: str) -> UUID:
    found = uuid_of(CASE, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "an id of a case is case_ and 32 hex digits", "id")
    return found


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    found = place_of(cursor)
    if isinstance(found, Refusal):
        raise RefusedError(found)
    return found
