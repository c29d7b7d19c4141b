"""Reviewers read cases, claim them, pass them on, close them and open them again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from quorate.api.around.deps import SIGNED, CurrentActor, Deps, allowed
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, answer, refuse
from quorate.api.shapes import (
    AssignIn,
    CaseId,
    CaseOut,
    CasePageOut,
    CasesOut,
    CloseIn,
    EscalateIn,
    HoldIn,
    QueueIn,
    ReopenIn,
    SkipIn,
    VersionIn,
)
from quorate.api.steps import desk
from quorate.api.steps.casting import case_out, page_out
from quorate.cases import queries
from quorate.cases.cursor import Place, place_of
from quorate.cases.deciding import Said
from quorate.cases.model import Hold, Queue
from quorate.vocabulary.identifiers import CASE, edge, uuid_of
from quorate.vocabulary.kinds import EscalateReason, Outcome, ReopenReason, SkipReason
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
    area: Annotated[str | None, Query(max_length=64, description="A slug, such as spam")] = None,
    language: Annotated[str | None, Query(max_length=35, description="BCP 47")] = None,
    tier: Annotated[int | None, Query(ge=0, le=3)] = None,
) -> CasesOut:
    """List open cases of a queue, most urgent first."""
    leave = allowed(deps, actor, Permission.CASE_READ, queries.ALL_CASES)
    after, queue = _place(cursor), Queue(area, language, tier)
    async with deps.pool.connection() as conn:
        found = await queries.open_cases(conn, leave, queue, after, limit)
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
    "/next",
    response_model=CaseOut,
    response_description="Claimed, under this fence",
    responses={204: {"description": "Nothing waits in this queue"}},
)
async def claim_next_case(
    request: Request, deps: Deps, actor: CurrentActor, body: QueueIn
) -> CaseOut | Response:
    """Claim the most urgent case of a queue that is free and that you have not skipped."""
    queue = Queue(body.area, body.language, body.tier)
    found = await desk.claim_next(request, actor, queue)
    return Response(status_code=204) if found is None else case_out(found, deps.clock())


@router.post("/{id}/claim", response_description="Claimed, under this fence")
async def claim_case(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: VersionIn
) -> CaseOut:
    """Claim a case for 15 minutes; claim it again to hold it longer."""
    return case_out(await desk.claim(request, actor, _case(id), body.version), deps.clock())


@router.post("/{id}/assign", response_description="Theirs for an hour")
async def assign_case(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: AssignIn
) -> CaseOut:
    """Give a case that nobody else holds to a colleague; leads only."""
    done = await desk.assign(request, actor, _case(id), body.to, body.version, _said(body))
    return case_out(done, deps.clock())


@router.post("/{id}/release", response_description="Released")
async def release_case(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: HoldIn
) -> CaseOut:
    """Give a claimed case back."""
    return case_out(await desk.release(request, actor, _case(id), _hold(body)), deps.clock())


@router.post("/{id}/close", response_description="Closed")
async def close_case(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: CloseIn
) -> CaseOut:
    """Close a case that you hold; the subject's next report opens another."""
    outcome = Outcome(body.outcome)
    done = await desk.close(request, actor, _case(id), _hold(body), outcome, _said(body))
    return case_out(done, deps.clock())


@router.post("/{id}/skip", response_description="Passed over")
async def skip_case(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: SkipIn
) -> CaseOut:
    """Pass over a case for 8 hours; if you hold it, you give it back."""
    done = await desk.skip(request, actor, _case(id), SkipReason(body.reason))
    return case_out(done, deps.clock())


@router.post("/{id}/escalate", response_description="The leads' now")
async def escalate_case(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: EscalateIn
) -> CaseOut:
    """Give a case that you hold to the leads."""
    reason = EscalateReason(body.reason)
    done = await desk.escalate(request, actor, _case(id), _hold(body), reason, _said(body))
    return case_out(done, deps.clock())


@router.post("/{id}/reopen", response_description="Open again")
async def reopen_case(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: ReopenIn
) -> CaseOut:
    """Open a closed case again, with its history."""
    reason = ReopenReason(body.reason)
    done = await desk.reopen(request, actor, _case(id), body.version, reason, _said(body))
    return case_out(done, deps.clock())


def _hold(body: HoldIn) -> Hold:
    return Hold(fence=body.fence, version=body.version)


def _said(body: AssignIn | CloseIn | EscalateIn | ReopenIn) -> Said:
    return Said(body.key, body.sig)


def _case(text: str) -> UUID:
    found = uuid_of(CASE, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "an id of a case is case_ and 32 hex digits", "id")
    return found


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    return accepted(place_of(cursor))
