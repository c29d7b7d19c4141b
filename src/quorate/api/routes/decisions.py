"""Proposals: drafted, signed, approved or denied, read with what is missing, and their receipts."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field, JsonValue

from quorate.api.around.deps import SIGNED, CurrentActor, Deps, allowed
from quorate.api.around.document import problems
from quorate.api.around.problems import refuse
from quorate.api.shapes import CaseId, Strict
from quorate.api.steps import casework
from quorate.api.steps.casework import house, signature_of
from quorate.decisions.facts import LONGEST, ToldFacts, given
from quorate.decisions.interest import PublicInterest, answered
from quorate.decisions.statement import Statement, read_statement
from quorate.decisions.store import Row
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge, uuid_of
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import instant

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
    public_interest: dict[str, str] | None = Field(
        None, description="At tier >= 2, before silencing: the answers to the test"
    )
    facts: str | None = Field(
        None,
        max_length=LONGEST,
        description="What the person concerned is told about the facts of a silencing",
    )
    until: str | None = Field(
        None,
        max_length=64,
        description="When the effect ends by itself, such as 2026-11-24T11:00:00.000Z",
    )
    label: str = Field("", max_length=128, description="What a label says: a-z and '-'")


class DraftOut(BaseModel):
    """The statement to check and sign, and the effector's signed word on whom it is about."""

    statement: dict[str, Any]
    resolution: dict[str, Any]
    public_interest: dict[str, Any] | None
    facts: dict[str, Any] | None = Field(description="Text and salt; null where none were written")
    interim: dict[str, Any] | None = Field(
        description="A second statement that may be signed too, while the first waits for hands"
    )


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
    public_interest: dict[str, Any] | None = Field(description="Null where none were asked")
    facts: dict[str, Any] | None = Field(description="Text and salt; null where none were written")
    logged: bool = Field(description="Whether it stands in the published ledger")
    approvals: list[str]
    denials: list[str]
    vetoes: list[str]
    settled: str = Field(description="Why nothing may start under it any more; empty while it may")


@router.post("/cases/{id}/drafts", response_model=DraftOut, status_code=201)
async def draft_proposal(
    request: Request, actor: CurrentActor, id: CaseId, body: DraftIn
) -> DraftOut:
    """Draft a proposal on a case that you hold; nothing happens before it is signed."""
    case = uuid_of(CASE, id)
    if case is None:
        refuse(Problem.NOT_FOUND, "an id of a case is case_ and 32 hex digits", "id")
    interest = _interest(body.public_interest)
    facts, until = written(body.facts or ""), _instant(body.until)
    made = await casework.draft(
        request,
        actor,
        case,
        body.fence,
        body.action,
        body.policy,
        interest,
        facts,
        until,
        body.label,
    )
    return DraftOut(
        statement=made.statement.fields(),
        resolution=dict(made.resolution.fields()),
        public_interest=interest.fields() if interest else None,
        facts=facts.fields() if facts else None,
        interim=made.interim.fields() if made.interim else None,
    )


def _interest(value: object) -> PublicInterest | None:
    try:
        return None if value is None else answered(value)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "public_interest")


def _instant(value: str | None) -> datetime | None:
    try:
        return None if value is None else instant(value)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "until")


def written(facts: str) -> ToldFacts | None:
    """The facts of a form or body; None where none were written."""
    try:
        return given(facts)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "facts")


def _statement(value: object) -> Statement:
    try:
        return read_statement(value)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "statement")


@router.post("/proposals", response_model=ProposalOut, status_code=201)
async def open_proposal(request: Request, actor: CurrentActor, body: OpenIn) -> ProposalOut:
    """Open the proposal whose draft you signed."""
    shown = _statement(body.statement)
    signature = signature_of(body.key, body.sig)
    draft = await casework.open_signed(request, actor, shown, signature)
    return _out(request, draft, draft.interest, draft.facts)


@router.get("/proposals/{id}")
async def read_proposal(
    request: Request, deps: Deps, actor: CurrentActor, id: ProposalId
) -> ProposalOut:
    """Read a proposal: its bytes to check, and how far it is."""
    allowed(deps, actor, Permission.PROPOSAL_READ, id)
    return await _shown(request, deps, id)


async def _shown(request: Request, deps: Deps, name: str) -> ProposalOut:
    row = await casework.proposal_row(deps, name)
    interest, facts = await casework.texts_of(deps, read_statement(row.statement))
    return _out(request, row, interest, facts)


def _out(
    request: Request, row: Row, interest: PublicInterest | None, facts: ToldFacts | None
) -> ProposalOut:
    logged = house(request).rules().docket.proposals.get(row.id)
    return ProposalOut(
        id=row.id,
        case=edge(CASE, row.case_id),
        statement=dict(row.statement),
        resolution=dict(row.resolution),
        public_interest=interest.fields() if interest else None,
        facts=facts.fields() if facts else None,
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
) -> ProposalOut:
    """Approve or deny an open proposal with your own signature over it."""
    kind = Kind.APPROVE if word == "approvals" else Kind.DENY
    await casework.say(request, actor, id, kind, signature_of(body.key, body.sig))
    return await _shown(request, deps, id)


@router.get("/proposals/{id}/receipt", response_class=PlainTextResponse)
async def read_receipt(
    request: Request, deps: Deps, actor: CurrentActor, id: ProposalId
) -> PlainTextResponse:
    """Take the `.tlog-proof` of a proposal's newest word or effect; anybody checks it offline."""
    allowed(deps, actor, Permission.PROPOSAL_READ, id)
    onlooker = house(request).onlooker
    onlooker.catch_up()
    places = [p for p in onlooker.places.get(id, []) if p.event is not Event.PAGE_SENT]
    if not places:
        refuse(Problem.NOT_FOUND, "no entry about this proposal yet", "id")
    return PlainTextResponse(onlooker.receipt(places[-1].index))
