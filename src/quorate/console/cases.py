"""The pages of cases: queue, case, claim and release, draft and sign."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api import casework
from quorate.api.casework import house, signature_of
from quorate.api.deps import allowed, dependencies
from quorate.api.problems import RefusedError, refuse
from quorate.cases import actions, queries
from quorate.cases.cursor import Place, place_of
from quorate.cases.model import Hold
from quorate.console import words
from quorate.console.desk import Seat, Sitting, go, page
from quorate.decisions import store
from quorate.decisions.statement import read_statement
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.identifiers import CASE, edge, uuid_of
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

router = APIRouter(prefix="/console", include_in_schema=False)
PAGE = 25


def case_id(text: str) -> UUID:
    """The case of an address, or the problem that there is none."""
    found = uuid_of(CASE, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such case", "id")
    return found


@router.get("/queue", response_model=None)
async def show_queue(request: Request, sitting: Sitting, cursor: str = "") -> HTMLResponse:
    """Open cases; only the rows come back when the page asks for fresh ones."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, queries.ALL_CASES)
    place: Place | Refusal | None = place_of(cursor) if cursor else None
    if isinstance(place, Refusal):
        raise RefusedError(place)
    async with deps.pool.connection() as conn:
        found = await queries.open_cases(conn, leave, place, PAGE)
    rows = [(edge(CASE, case.id), case, case.holder(deps.clock())) for case in found.cases]
    name = "rows.html" if request.headers.get("hx-request") else "queue.html"
    return page(name, sitting, rows=rows, cursor=found.cursor)


@router.get("/cases/{id}", response_model=None)
async def show_case(request: Request, sitting: Sitting, id: str) -> HTMLResponse:
    """A case: whom it is about, what was reported, what was decided before, what can be done."""
    deps, case = dependencies(request), case_id(id)
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, id)
    async with deps.pool.connection() as conn:
        found = await queries.case_page(conn, leave, case)
        proposals = await store.proposals_of(conn, case)
    if isinstance(found, Refusal):
        raise RefusedError(found)
    rules = house(request).rules()
    told = [(row, words.after(rules.docket.proposals.get(row.id), rules)) for row in proposals]
    holder = found.case.holder(deps.clock())
    return page(
        "case.html",
        sitting,
        id=id,
        found=found,
        holder=holder,
        mine=holder == sitting.actor.person.id,
        proposals=told,
        policies=sorted(rules.catalogue.policies.values(), key=lambda p: p.name),
        actions=sorted({a for p in rules.catalogue.policies.values() for a in p.actions}),
        facts=FACTS,
        edge=edge,
    )


@router.post("/cases/{id}/claim", response_model=None)
async def claim(
    request: Request, sitting: Sitting, id: str, version: Annotated[int, Form()]
) -> Response:
    """Takes the case for 15 minutes."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_CLAIM, id)
    async with deps.pool.connection() as conn:
        done = await actions.claim(conn, leave, case_id(id), version, deps.clock())
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go(f"/console/cases/{id}")


@router.post("/cases/{id}/release", response_model=None)
async def release(
    request: Request,
    sitting: Sitting,
    id: str,
    version: Annotated[int, Form()],
    fence: Annotated[int, Form()],
) -> Response:
    """Gives the case back."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_RELEASE, id)
    hold = Hold(fence=fence, version=version)
    async with deps.pool.connection() as conn:
        done = await actions.release(conn, leave, case_id(id), hold, deps.clock())
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go("/console/queue")


@router.post("/cases/{id}/close", response_model=None)
async def close(
    request: Request,
    sitting: Sitting,
    id: str,
    version: Annotated[int, Form()],
    fence: Annotated[int, Form()],
    outcome: Annotated[Outcome, Form()],
) -> Response:
    """Closes a case that one holds."""
    hold = Hold(fence=fence, version=version)
    await casework.close(request, sitting.actor, case_id(id), hold, outcome)
    return go(f"/console/cases/{id}")


@router.post("/cases/{id}/draft", response_model=None)
async def draft(
    request: Request,
    sitting: Sitting,
    id: str,
    action: Annotated[str, Form()],
    policy: Annotated[str, Form()],
    fence: Annotated[int, Form()],
) -> HTMLResponse:
    """Says in words what would happen, and asks for the signature."""
    made = await casework.draft(request, sitting.actor, case_id(id), fence, action, policy)
    return _to_sign(sitting, id, made, policy)


def _to_sign(sitting: Seat, id: str, made: casework.Drafted, policy: str) -> HTMLResponse:
    resolution = made.resolution.resolution
    return page(
        "draft.html",
        sitting,
        id=id,
        telling=words.before(made.statement, resolution),
        statement=made.statement,
        canonical=made.statement.canonical().decode(),
        digest=made.statement.digest().hex(),
        native=resolution.native,
        policy=policy,
    )


@router.post("/proposals", response_model=None)
async def open_signed(
    request: Request,
    sitting: Sitting,
    proposal: Annotated[str, Form()],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
) -> Response:
    """Opens the draft that this browser's key has signed."""
    async with dependencies(request).pool.connection() as conn:
        row = await store.draft(conn, proposal)
    if row is None:
        refuse(Problem.NOT_FOUND, "no such draft, or opened already", "proposal")
    shown = read_statement(row.statement)
    await casework.open_signed(request, sitting.actor, shown, signature_of(key, sig))
    await house(request).until_folded(proposal)
    return go(f"/console/proposals/{proposal}")
