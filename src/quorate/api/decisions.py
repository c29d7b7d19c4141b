"""Proposals: drafted, signed, approved or denied, read with what is missing, and their receipts."""

import secrets
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field, JsonValue
from uuid_utils.compat import uuid7

from quorate.accounts.resolution import SignedResolution
from quorate.api.deps import SIGNED, CurrentActor, Deps, allowed
from quorate.api.document import problems
from quorate.api.house import House
from quorate.api.problems import RefusedError, answer, refuse
from quorate.api.shapes import CaseId, Strict
from quorate.authority.gate import Actor
from quorate.cases import queries
from quorate.decisions import actions, store
from quorate.decisions.model import Signature, Wish
from quorate.decisions.statement import CaseRef, Statement, read_statement
from quorate.vocabulary.actions import Action
from quorate.vocabulary.identifiers import CASE, edge, uuid_of
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

ASSIGNER = "service:queue"
router = APIRouter(
    prefix="/v1",
    tags=["decisions"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)
ProposalId = Annotated[str, Path(pattern="^prop_[0-9a-f]{32}$", description="prop_ and 32 hex")]


class DraftIn(Strict):
    """What should be done about the case's subject, under which policy version."""

    action: str
    policy: str = Field(description="Id and version, such as harassment/1", max_length=128)
    fence: int = Field(ge=1, description="The fence that the claim returned")


class DraftOut(BaseModel):
    """The statement to check and sign, and the effector's signed word on whom it is about."""

    statement: dict[str, Any]
    resolution: dict[str, Any]


class OpenIn(Strict):
    """The signed statement; `sig` is hex over its digest."""

    statement: dict[str, JsonValue]
    key: str = Field(max_length=16)
    sig: str = Field(max_length=128)


class WordIn(Strict):
    """An approver's key and signature, hex, over the statement as their own word."""

    key: str = Field(max_length=16)
    sig: str = Field(max_length=128)


class ProposalOut(BaseModel):
    """A proposal as the database keeps it and as the ledger tells its life."""

    id: str
    case: str
    statement: dict[str, Any]
    resolution: dict[str, Any]
    logged: bool = Field(description="Whether it stands in the published ledger")
    approvals: list[str]
    denials: list[str]
    vetoes: list[str]
    settled: str = Field(description="Why nothing may start under it any more; empty while it may")


def house(request: Request) -> House:
    """What create_app was given."""
    found: object = request.app.state.house
    if not isinstance(found, House):
        raise TypeError("the app has no house")
    return found


def _signature(key: str, sig: str) -> Signature:
    try:
        return Signature(key, bytes.fromhex(sig))
    except ValueError:
        refuse(Problem.BODY_INVALID, "the signature is not hex", "sig")


async def _subject(
    request: Request, deps: Deps, actor: Actor, case: UUID, fence: int
) -> tuple[CaseRef, SignedResolution]:
    """The held case and its subject as the effector resolves it; no transaction stays open."""
    leave = allowed(deps, actor, Permission.CASE_READ, edge(CASE, case))
    async with deps.pool.connection() as conn:
        page = await queries.case_page(conn, leave, case)
        reporters = await store.reporters(conn, case)
    if isinstance(page, Refusal):
        raise RefusedError(page)
    if page.case.holder(deps.clock()) != actor.person.id or page.case.fence != fence:
        refuse(Problem.LEASE_LOST, "the case is not claimed by you with this fence", "fence")
    if page.case.state != "open":
        refuse(Problem.ALREADY_DECIDED, "the case is closed", "id")
    found = await house(request).resolve(page.subject.kind, page.subject.native, reporters)
    if isinstance(found, Refusal):
        raise RefusedError(found)
    return CaseRef(edge(CASE, case), page.case.opened_by, ASSIGNER), found


@router.post("/cases/{id}/drafts", response_model=DraftOut, status_code=201)
async def draft_proposal(
    request: Request, deps: Deps, actor: CurrentActor, id: CaseId, body: DraftIn
) -> DraftOut | JSONResponse:
    """Draft a proposal on a case that you hold; nothing happens before it is signed."""
    case = uuid_of(CASE, id)
    if case is None:
        refuse(Problem.NOT_FOUND, "an id of a case is case_ and 32 hex digits", "id")
    if body.action not in set(Action):
        refuse(Problem.ACTION_NOT_ALLOWED, "there is no such action", "action")
    leave = allowed(deps, actor, Permission.PROPOSAL_DRAFT, id)
    ref, found = await _subject(request, deps, actor, case, body.fence)
    ids = (f"prop_{uuid7().hex}", secrets.token_hex(32))
    async with deps.pool.connection() as conn:
        evidence = await store.report_digests(conn, case)
        wish = Wish(ref, Action(body.action), body.policy, evidence)
        rules = house(request).rules()
        made = await actions.draft(conn, leave, case, wish, actor, found, ids, rules, deps.clock())
    if isinstance(made, Refusal):
        return answer(made)
    return DraftOut(statement=made.fields(), resolution=found.fields())


def _statement(value: object) -> Statement:
    try:
        return read_statement(value)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "statement")


@router.post("/proposals", response_model=ProposalOut, status_code=201)
async def open_proposal(
    request: Request, deps: Deps, actor: CurrentActor, body: OpenIn
) -> ProposalOut | JSONResponse:
    """Open the proposal whose draft you signed."""
    shown = _statement(body.statement)
    leave = allowed(deps, actor, Permission.PROPOSAL_OPEN, shown.proposal)
    signature = _signature(body.key, body.sig)
    async with deps.pool.connection() as conn:
        rules = house(request).rules()
        done = await actions.open_proposal(
            conn, leave, shown, signature, actor, rules, deps.clock()
        )
    if isinstance(done, Refusal):
        return answer(done)
    return await _shown(request, deps, shown.proposal)


@router.get("/proposals/{id}")
async def read_proposal(
    request: Request, deps: Deps, actor: CurrentActor, id: ProposalId
) -> ProposalOut:
    """Read a proposal: its bytes to check, and how far it is."""
    allowed(deps, actor, Permission.PROPOSAL_READ, id)
    return await _shown(request, deps, id)


async def _shown(request: Request, deps: Deps, name: str) -> ProposalOut:
    async with deps.pool.connection() as conn:
        row = await store.proposal(conn, name)
    if row is None:
        refuse(Problem.NOT_FOUND, "no such proposal", "id")
    logged = house(request).rules().docket.proposals.get(name)
    return ProposalOut(
        id=name,
        case=edge(CASE, row.case_id),
        statement=dict(row.statement),
        resolution=dict(row.resolution),
        logged=logged is not None,
        approvals=sorted(logged.approvals) if logged else [],
        denials=sorted(logged.denials) if logged else [],
        vetoes=sorted(logged.vetoes) if logged else [],
        settled=logged.settled if logged else "",
    )


@router.post("/proposals/{id}/{word}", response_model=ProposalOut, status_code=201)
async def say_word(
    request: Request,
    deps: Deps,
    actor: CurrentActor,
    id: ProposalId,
    word: Literal["approvals", "denials"],
    body: WordIn,
) -> ProposalOut | JSONResponse:
    """Approve or deny an open proposal with your own signature over it."""
    kind = Kind.APPROVE if word == "approvals" else Kind.DENY
    permission = Permission.PROPOSAL_APPROVE if kind is Kind.APPROVE else Permission.PROPOSAL_DENY
    leave = allowed(deps, actor, permission, id)
    if not await house(request).until_folded(id):
        refuse(Problem.LEDGER_STALE, "the proposal does not stand in the ledger yet", "id")
    signature = _signature(body.key, body.sig)
    async with deps.pool.connection() as conn:
        rules = house(request).rules()
        done = await actions.say(conn, leave, id, kind, signature, actor, rules, deps.clock())
    return answer(done) if isinstance(done, Refusal) else await _shown(request, deps, id)


@router.get("/proposals/{id}/receipt", response_class=PlainTextResponse)
async def read_receipt(
    request: Request, deps: Deps, actor: CurrentActor, id: ProposalId
) -> PlainTextResponse:
    """Take the `.tlog-proof` of the newest entry about a proposal; anybody checks it offline."""
    allowed(deps, actor, Permission.PROPOSAL_READ, id)
    onlooker = house(request).onlooker
    onlooker.catch_up()
    places = onlooker.places.get(id)
    if not places:
        refuse(Problem.NOT_FOUND, "no entry about this proposal yet", "id")
    return PlainTextResponse(onlooker.receipt(places[-1].index))
