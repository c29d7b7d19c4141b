"""Several cases decided by one press: chosen, told one by one, signed one by one, undone."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from quorate.accounts.resolution import read_resolution
from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps import bulk as door
from quorate.api.steps import desk as cases_door
from quorate.api.steps.casework import house, signature_of
from quorate.authority.gate import Actor
from quorate.cases.deciding import Said
from quorate.cases.model import Hold
from quorate.cases.queries import ALL_CASES
from quorate.console.around import words
from quorate.console.around.desk import NO_NUL, Seat, Sitting, case_id, go, page
from quorate.console.around.words import Telling
from quorate.console.casework.lasting import went_wrong
from quorate.decisions import batches, bulk
from quorate.decisions.batches import Account
from quorate.decisions.docket import Proposal
from quorate.decisions.rules import Rules
from quorate.decisions.statement import read_statement
from quorate.languages.tongues import say
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import BATCH, CASE, edge, uuid_of
from quorate.vocabulary.kinds import Kind, Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console/batches", include_in_schema=False)
NEWEST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One account on the page. `sign`, `undo` and `close` are the bytes that the browser's key
    signs for it, empty where that is not to be done."""

    case: str
    native: str
    proposal: str | None
    telling: Telling | None
    state: str
    says: str
    sign: str
    undo: str
    close: str


def batch_id(text: str) -> UUID:
    """The batch of an address, or the problem that there is none."""
    found = uuid_of(BATCH, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such batch", "id")
    return found


@router.get("", response_model=None)
async def show_batches(request: Request, sitting: Sitting) -> HTMLResponse:
    """The newest batches, whoever made them."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    async with deps.pool.connection() as conn:
        rows = await batches.newest(conn, NEWEST)
    return page("batches.html", sitting, rows=[(edge(BATCH, row.id), row) for row in rows])


@router.get("/new", response_model=None)
async def choose(
    request: Request, sitting: Sitting, case: Annotated[list[str] | None, Query()] = None
) -> HTMLResponse:
    """The chosen cases, and what is to be done under which policy."""
    deps, chosen = dependencies(request), [case_id(text) for text in (case or [])]
    allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    async with deps.pool.connection() as conn:
        about = await batches.about(conn, chosen[: bulk.MOST])
    policies = house(request).rules().catalogue.policies.values()
    actions = {a for p in policies for a in p.actions if bulk.undoable(a) is None}
    return page(
        "batch_new.html",
        sitting,
        rows=[(edge(CASE, one), about[one]) for one in chosen if one in about],
        most=bulk.MOST,
        left_out=max(len(chosen) - bulk.MOST, 0),
        policies=sorted(policies, key=lambda p: p.name),
        actions=sorted(actions, key=lambda a: (FACTS[a].silencing, a)),
        facts=FACTS,
    )


@router.post("", response_model=None)
async def make(
    request: Request,
    sitting: Sitting,
    case: Annotated[list[str], Form()],
    action: Annotated[str, Form(max_length=64)],
    policy: Annotated[str, Form(max_length=128, pattern=NO_NUL)],
) -> Response:
    """Takes what may be taken and drafts a statement for each; nothing is signed yet."""
    chosen = [case_id(text) for text in case]
    batch = await door.make(request, sitting.actor, action, policy, chosen)
    await door.prepare(request, sitting.actor, batch)
    return go(f"/console/batches/{edge(BATCH, batch)}")


@router.post("/{id}/prepare", response_model=None)
async def prepare(request: Request, sitting: Sitting, id: str) -> Response:
    """Looks again at what could not be looked at, or whose claim was lost."""
    await door.prepare(request, sitting.actor, batch_id(id))
    return go(f"/console/batches/{id}")


@router.get("/{id}", response_model=None)
async def show_batch(request: Request, sitting: Sitting, id: str) -> HTMLResponse:
    """Every account with what would happen to it, or what has; only the list where that is asked
    for anew."""
    allowed(dependencies(request), sitting.actor, Permission.CASE_READ, ALL_CASES)
    batch, accounts = await door.found(request, batch_id(id))
    rules, mine = house(request).rules(), batch.person == sitting.actor.person.id
    lines = [_line(request, sitting, account, rules, mine=mine) for account in accounts]
    return page(
        "batch_rows.html" if request.headers.get("hx-request") else "batch.html",
        sitting,
        id=id,
        batch=batch,
        mine=mine,
        lines=lines,
        says=FACTS[door.action_of(batch)].says,
    )


def _line(request: Request, sitting: Seat, account: Account, rules: Rules, *, mine: bool) -> Line:
    case, actor = edge(CASE, account.case_id), sitting.actor
    if account.statement is None or account.resolution is None or account.state == "out":
        state = "out" if account.state == "out" else "waiting"
        return Line(case, account.native, None, None, state, account.why, "", "", "")
    statement = read_statement(account.statement)
    telling = words.before(statement, read_resolution(account.resolution).resolution)
    if not account.opened:
        ready = account.is_ready
        sign = statement.canonical().decode() if ready and mine else ""
        state = "ready" if ready else "waiting"
        return Line(case, account.native, None, telling, state, account.why, sign, "", "")
    proposal = rules.docket.proposals.get(statement.proposal)
    undo = statement.spoken_by(Kind.RESTORE, actor.person.id).canonical().decode()
    force = proposal is not None and bulk.in_force(proposal)
    now, onlooker = dependencies(request).clock(), house(request).onlooker
    wrong = went_wrong(proposal, onlooker, now) if proposal else ""
    return Line(
        case,
        account.native,
        statement.proposal,
        telling,
        "wrong" if wrong else _state(proposal, force=force),
        say("Not carried out: %(why)s.", why=wrong) if wrong else words.after(proposal, rules),
        "",
        undo if force else "",
        _closing(request, actor, account) if mine and proposal and proposal.outcome else "",
    )


def _state(proposal: Proposal | None, *, force: bool) -> str:
    if force:
        return "done"
    return "over" if proposal and proposal.settled else "going"


def _closing(request: Request, actor: Actor, account: Account) -> str:
    """What is signed to close the case of an account that was acted on."""
    if not account.closes:
        return ""
    made = cases_door.decision(
        request, actor, Event.CASE_CLOSED, account.case_id, account.version, Outcome.ACTIONED
    )
    return made.canonical().decode()


@router.post("/accounts/{id}/{case}/{word}", response_model=None)
async def hand_on(
    request: Request,
    sitting: Sitting,
    id: str,
    case: str,
    word: Literal["sign", "undo", "close"],
    key: Annotated[str, Form(max_length=16)],
    sig: Annotated[str, Form(max_length=128)],
) -> Response:
    """Hands on what this browser's key has signed about one account."""
    batch, one = batch_id(id), case_id(case)
    if word == "sign":
        await door.sign(request, sitting.actor, batch, one, signature_of(key, sig))
    elif word == "undo":
        await door.undo(request, sitting.actor, batch, one, key, sig)
    else:
        _, account = await door.account_of(request, batch, one)
        hold = Hold(fence=account.fence, version=account.version)
        said = Said(key, sig)
        await cases_door.close(request, sitting.actor, one, hold, Outcome.ACTIONED, said)
    return Response(status_code=204)
