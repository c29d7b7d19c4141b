"""Appeals: the queue of their own, the page of one, and what is signed on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted
from quorate.api.steps import appealing, care
from quorate.api.steps.appealing import Signed, appeal_id, salted
from quorate.api.steps.casework import house
from quorate.appeals import queries
from quorate.appeals.actions import Settled
from quorate.appeals.model import LONGEST_ANSWER, LONGEST_BODY, SHORTEST_ANSWER, Appeal
from quorate.appeals.queries import APPEALS, Waiting
from quorate.cases.queries import case_page
from quorate.console.around.desk import Sitting, go, page
from quorate.console.casework import evidence
from quorate.console.overseeing.appealed import decided, part_of, reasons, signing, standing, undone
from quorate.console.sitting.seeing import seeing
from quorate.decisions.rules import Rules
from quorate.decisions.store import proposal
from quorate.vocabulary import deadlines
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import AppealOutcome, Settlement, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import FACTS, Problem

router = APIRouter(prefix="/console", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Line:
    """An appeal in the list; `policy` is the name of the one it was decided under."""

    appeal: Appeal
    native: str
    action: str | None
    policy: str
    late: bool
    holder: str | None


@router.get("/appeals", response_model=None)
async def show_appeals(request: Request, sitting: Sitting) -> HTMLResponse:
    """What waits, the oldest first, and what was reversed but is not restored yet."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, APPEALS)
    async with deps.pool.connection() as conn:
        waiting = await queries.waiting(conn, leave)
        unrestored = await queries.unrestored(conn, leave)
    rules, now = house(request).rules(), deps.clock()
    return page(
        "appeals.html",
        sitting,
        waiting=[_line(one, rules, now) for one in waiting],
        unrestored=[_line(one, rules, now) for one in unrestored if not undone(rules, one.appeal)],
        most=queries.SHOWN,
        target=deadlines.APPEALS.days,
    )


def _line(one: Waiting, rules: Rules, now: datetime) -> Line:
    policy = rules.catalogue.by_hash(one.policy or "")
    late = now > one.appeal.filed_at + deadlines.APPEALS
    holder = one.appeal.holder(now)
    return Line(one.appeal, one.native, one.action, policy.name if policy else "", late, holder)


@router.get("/appeals/{id}", response_model=None)
async def show_appeal(
    request: Request, sitting: Sitting, id: str, refused: str = ""
) -> HTMLResponse:
    """One appeal: its words, the decision and its reasons, the evidence, and who may decide it.
    `refused` is the problem for which the effector did not restore."""
    deps, actor = dependencies(request), sitting.actor
    found = await appealing.read(request, actor, appeal_id(id))
    appeal, case_name = found.appeal, edge(CASE, found.appeal.case_id)
    leave = allowed(deps, actor, Permission.CASE_READ, case_name)
    async with deps.pool.connection() as conn:
        case = accepted(await case_page(conn, leave, appeal.case_id))
        row = await proposal(conn, appeal.proposal_id or "")
        chosen = await seeing(conn, actor.person.id)
    part = await part_of(request, sitting, appeal)
    rules = house(request).rules()
    return page(
        "appeal.html",
        sitting,
        200,
        appeal=appeal,
        texts=found,
        case=case_name,
        found=case,
        id=case_name,
        beside=await evidence.beside(request, sitting, case),
        seeing=chosen,
        folds=chosen.folded and case.case.area in care.grave(request),
        edge=edge,
        mine=False,
        unseen="",
        reasons=reasons(found),
        decision=decided(row, rules),
        settlements=list(Settlement),
        due=appeal.filed_at + deadlines.APPEALS,
        refused=FACTS[Problem(refused)] if refused in set(Problem) else None,
        **standing(request, sitting, appeal, part),
        **signing(request, sitting, appeal, row, case),
        shortest=SHORTEST_ANSWER,
        longest=LONGEST_ANSWER,
        longest_body=LONGEST_BODY,
    )


@router.post("/appeals/{id}/claim", response_model=None)
async def claim(
    request: Request, sitting: Sitting, id: str, fence: Annotated[int, Form()]
) -> Response:
    """For an hour."""
    await appealing.claim(request, sitting.actor, appeal_id(id), fence)
    return go(f"/console/appeals/{id}")


@router.post("/appeals/{id}/restore", response_model=None)
async def restore(
    request: Request,
    sitting: Sitting,
    id: str,
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
) -> Response:
    """What was reversed and is not restored yet: anybody eligible restores it."""
    found = await appealing.read(request, sitting.actor, appeal_id(id))
    await appealing.restore(request, sitting.actor, found.appeal, key, sig)
    return go(f"/console/appeals/{id}")


@router.post("/rulings/{id}", response_model=None)
async def decide(
    request: Request,
    sitting: Sitting,
    id: str,
    outcome: Annotated[AppealOutcome, Form()],
    text: Annotated[str, Form()],
    salt: Annotated[str, Form()],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
    fence: Annotated[int, Form()],
    version: Annotated[int, Form()] = 0,
    reopen_sig: Annotated[str, Form()] = "",
    restore_sig: Annotated[str, Form()] = "",
) -> JSONResponse:
    """Commits what the browser's key has signed, restores, and says which page tells it."""
    answer = salted(ValueKind.APPEAL_ANSWER, text, salt)
    said = Signed(fence, outcome, answer, key, sig, version, reopen_sig, restore_sig)
    done = await appealing.decide(request, sitting.actor, appeal_id(id), said)
    why = f"?refused={done.unrestored}" if done.unrestored else ""
    return JSONResponse({"at": f"/console/appeals/{id}{why}"})


@router.post("/rulings/{id}/settlement", response_model=None)
async def settle(
    request: Request,
    sitting: Sitting,
    id: str,
    outcome: Annotated[Settlement, Form()],
    on: Annotated[str, Form()],
    text: Annotated[str, Form()],
    salt: Annotated[str, Form()],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
) -> JSONResponse:
    """Records how the dispute was settled out of court."""
    said = Settled(outcome, on, salted(ValueKind.SETTLEMENT_BODY, text, salt), key, sig)
    await appealing.settle(request, sitting.actor, appeal_id(id), said)
    return JSONResponse({"at": f"/console/appeals/{id}"})
