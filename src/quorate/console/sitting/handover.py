"""Handing over at the end of a shift: each thing of mine that is open, and what becomes of it, in
one form. A case goes back or to a colleague, a proposal or question to a colleague, or it stays
with a reason that whoever finds it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import dependencies
from quorate.api.around.problems import RefusedError
from quorate.api.steps import desk
from quorate.api.steps.casework import house
from quorate.authority.gate import kernel_refusal, may_hold
from quorate.cases.deciding import Said
from quorate.console.around import words
from quorate.console.around.desk import Seat, Sitting, go, page
from quorate.console.around.leaving import leaving
from quorate.console.sitting.handing import handle, things
from quorate.console.sitting.sign_in import end_here
from quorate.decisions.approving import Successor, successors
from quorate.decisions.docket import Proposal
from quorate.decisions.pending import Held, Pending
from quorate.decisions.questions import Question
from quorate.decisions.rules import Rules
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import LeaveReason
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

router = APIRouter(prefix="/console/handover", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Case:
    """A held case; `colleagues` are those to whom this person may give it, with what is signed."""

    held: Held
    name: str
    colleagues: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Waits:
    """A proposal or a question that waits, and who could look after it next."""

    name: str
    proposal: Proposal
    question: Question | None
    giver: str
    next: Sequence[Successor]


@router.get("", response_model=None)
async def show_handover(request: Request, sitting: Sitting, out: bool = False) -> HTMLResponse:
    """All that is open; empty when there is nothing, or the shift goes on for more than an hour."""
    return _page(request, sitting, [], out=out)


def _page(
    request: Request, sitting: Seat, refused: Sequence[tuple[str, Refusal]], *, out: bool
) -> HTMLResponse:
    now = dependencies(request).clock()
    found = sitting.leaving.pending if sitting.leaving else Pending()
    rules = house(request).rules()
    return page(
        "handover.html",
        sitting,
        cases=_cases(request, sitting, found, rules, now),
        waits=_waits(sitting, found, rules, now),
        reasons=list(LeaveReason),
        out=out,
        refused=refused,
        lasted=words.lasted,
        now=now,
    )


def _cases(
    request: Request, sitting: Seat, found: Pending, rules: Rules, now: datetime
) -> list[Case]:
    me = sitting.actor.person
    may = kernel_refusal(me, Permission.CASE_ASSIGN, now) is None
    fit = (
        [p.id for p in rules.roster.people.values() if p.id != me.id and may] if found.cases else []
    )
    able = sorted(
        name for name in fit if may_hold(rules.law, rules.roster.people[name], now) is None
    )

    def signs(held: Held, to: str) -> str:
        said = desk.decision(request, sitting.actor, Event.CASE_ASSIGNED, held.id, held.version, to)
        return said.canonical().decode()

    return [
        Case(held, edge(CASE, held.id), {to: signs(held, to) for to in able})
        for held in found.cases
    ]


def _waits(sitting: Seat, found: Pending, rules: Rules, now: datetime) -> list[Waits]:
    me = sitting.actor.person.id

    def row(
        name: str, proposal: Proposal, giver: str = "", question: Question | None = None
    ) -> Waits:
        able = successors(proposal, rules, now, {me, proposal.statement.signer})
        return Waits(name, proposal, question, giver, able)

    rows = [row(p.statement.proposal, p) for p in found.proposals]
    rows += [row(p.statement.proposal, p, giver) for p, giver in found.handed]
    asked = [(q, rules.docket.proposals.get(q.proposal_id)) for q in found.questions]
    return rows + [row(str(q.id), p, q.asked_by, q) for q, p in asked if p]


@router.post("", response_model=None)
async def hand_over(
    request: Request,
    sitting: Sitting,
    key: Annotated[str, Form()] = "",
    out: Annotated[str, Form()] = "",
) -> Response:
    """Does with each thing what was chosen for it. What is refused stays, and says why; the rest
    is done. With `out` it signs out once nothing is left."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    found = sitting.leaving.pending if sitting.leaving else Pending()
    refused: list[tuple[str, Refusal]] = []
    for name, thing in things(found).items():
        said = Said(key, form.get(f"sig:{name}", ""))
        try:
            await handle(request, sitting.actor, thing, form.get(name, ""), said)
        except RefusedError as problem:
            refused.append((name, problem.refusal))
    now = replace(sitting, leaving=await leaving(request, sitting.actor))
    if refused or (now.leaving and now.leaving.pending.number):
        return _page(request, now, refused, out=bool(out))
    return await end_here(request) if out else go("/console/handover")
