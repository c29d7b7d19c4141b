"""The pages of one case: what is known of it, the draft in words, and the signed proposal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import RefusedError, accepted, refuse
from quorate.api.routes.decisions import written
from quorate.api.steps import care, casework, desk
from quorate.api.steps.casework import house, signature_of
from quorate.api.steps.quick import is_quick
from quorate.authority.gate import may_hold
from quorate.cases import priority, queries
from quorate.cases.model import Hold
from quorate.cases.queries import CasePage
from quorate.console.around import words
from quorate.console.around.desk import NO_NUL, Seat, Sitting, case_id, days_of, go, page
from quorate.console.casework import evidence, holds, quick, strikes
from quorate.console.casework.choosing import choosing
from quorate.console.casework.queue import Wanted, address
from quorate.console.sitting.seeing import seeing
from quorate.decisions import facts as told_facts
from quorate.decisions import store, terms
from quorate.decisions.facts import ToldFacts
from quorate.decisions.interest import LONGEST, QUESTIONS, PublicInterest, answered
from quorate.decisions.model import Signature
from quorate.decisions.pending import left_about
from quorate.decisions.rules import Rules
from quorate.decisions.statement import read_statement
from quorate.languages import dates
from quorate.languages.tongues import say
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import (
    EscalateReason,
    LessIntrusive,
    ReopenReason,
    Role,
    SkipReason,
    SubjectKind,
)
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.private import FIELDS, FieldFacts, PrivateField
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/cases/{id}", response_model=None)
async def show_case(
    request: Request, sitting: Sitting, id: str, queue: Wanted, ahead: bool = False
) -> HTMLResponse:
    """A case: whom it is about, what was reported, what was decided before, what can be done.

    `ahead` shows it as it will stand once this person has claimed it.
    """
    deps, case = dependencies(request), case_id(id)
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, id)
    async with deps.pool.connection() as conn:
        found = await queries.case_page(conn, leave, case)
        proposals = await store.proposals_of(conn, case)
        chosen = await seeing(conn, sitting.actor.person.id)
        left = await left_about(conn, [edge(CASE, case)])
    found = accepted(found)
    if ahead:
        found = replace(found, case=quick.as_taken(found.case, sitting, deps.clock()))
    beside = await evidence.beside(request, sitting, found)
    record = await strikes.record(request, found)
    held = await holds.of_case(request, sitting, id)
    rules = house(request).rules()
    told = [(row, words.after(rules.docket.proposals.get(row.id), rules)) for row in proposals]
    holder = found.case.holder(deps.clock())
    return page(
        "case.html",
        sitting,
        id=id,
        left_open=left,
        found=found,
        beside=beside,
        writes=evidence.writes(request, sitting, id),
        longest_note=evidence.LONGEST_NOTE,
        holder=holder,
        mine=holder == sitting.actor.person.id,
        proposals=told,
        policies=sorted(rules.catalogue.policies.values(), key=lambda p: p.name),
        choosing=choosing(rules, record, beside.policy),
        facts=FACTS,
        record=record,
        day=dates.day,
        said=words.template,
        edge=edge,
        terms=priority.terms(found.case.facts()),
        tiers=TIERS,
        came_in=words.came_in,
        people=dates.people,
        lead=Role.LEAD in sitting.actor.person.roles,
        colleagues=_colleagues(rules, sitting, deps.clock()),
        unseen=_unseen(found, sitting),
        private=_private(found),
        thread_purposes=sorted(FIELDS[PrivateField.MESSAGES].purposes),
        skip_reasons=list(SkipReason),
        escalate_reasons=list(EscalateReason),
        reopen_reasons=list(ReopenReason),
        decision=_decision(request, sitting, found),
        here=address(queue),
        seeing=chosen,
        folds=chosen.folded and found.case.area in care.grave(request),
        choices=await quick.choices(request, found.case.area, record),
        longest_facts=told_facts.LONGEST,
        held=held,
        longest_hold=holds.LONGEST_REASON,
    )


def _decision(request: Request, sitting: Seat, found: CasePage) -> Callable[[str, str], str]:
    """The bytes that the browser's key signs for one way to go on from here."""

    def canonical(event: str, about: str) -> str:
        case, version = found.case.id, found.case.version
        made = desk.decision(request, sitting.actor, Event(event), case, version, about)
        return made.canonical().decode()

    return canonical


def _private(found: CasePage) -> list[tuple[PrivateField, FieldFacts]]:
    """The fields that this kind of subject has."""
    kind = SubjectKind(found.subject.kind)
    return [(name, facts) for name, facts in FIELDS.items() if kind in facts.kinds]


def _unseen(found: CasePage, sitting: Seat) -> str:
    """Why this person sees no private field in a case that they hold; the effector decides."""
    person, case = sitting.actor.person, found.case
    if person.id in (case.assigned_by, case.reopened_by):
        return say(
            "You picked or reopened this case yourself. Private fields open only in a case that "
            "somebody else gave: take the next case of the queue, or ask a lead to assign it."
        )
    if person.powers.reveal is None or person.powers.reveal < (case.tier or 0):
        return say("Private fields of this account are not yours to see: ask an employee to look.")
    return ""


def _colleagues(rules: Rules, sitting: Seat, now: datetime) -> list[str]:
    """To whom a lead may give a case now."""
    people = rules.roster.people.values()
    me = sitting.actor.person.id
    return sorted(p.id for p in people if p.id != me and may_hold(rules.law, p, now) is None)


@router.post("/cases/{id}/draft", response_model=None)
async def draft(
    request: Request,
    sitting: Sitting,
    id: str,
    action: Annotated[str, Form()],
    policy: Annotated[str, Form()],
    fence: Annotated[int, Form()],
    version: Annotated[int, Form()] = 0,
    days: Annotated[str, Form(max_length=3)] = "",
    facts: Annotated[str, Form()] = "",
    label: Annotated[str, Form(max_length=128)] = "",
) -> HTMLResponse:
    """Says in words what would happen, and asks for the signature; before that, where the
    subject is protected, for answers about the public interest. A plain case's is told in the
    case's own page, where that asked for it."""
    form, case = await request.form(), case_id(id)
    interest = _interest({name: form[name] for name in QUESTIONS if name in form})
    told = written(facts)
    try:
        until, value = _until(request, action, days), label if action == Action.LABEL else ""
        made = await casework.draft(
            request, sitting.actor, case, fence, action, policy, interest, told, until, value
        )
    except RefusedError as refused:
        if refused.refusal.problem is not Problem.PUBLIC_INTEREST_MISSING:
            raise
        return page(
            "interest.html",
            sitting,
            id=id,
            fence=fence,
            action=action,
            policy=policy,
            days=days,
            facts=told.text if told else "",
            questions=QUESTIONS,
            longest=LONGEST,
            measures=list(LessIntrusive),
        )
    if request.headers.get("hx-request") and is_quick(made.statement):
        return quick.to_sign(request, sitting, made, Hold(fence=fence, version=version))
    return _to_sign(sitting, id, made, policy, interest, told)


def _until(request: Request, action: str, days: str) -> datetime | None:
    """The end that the form asks for. What leaves nothing to end has none, whatever stands there;
    an action that cannot be undone is refused with one."""
    number, facts = days_of(days), FACTS[Action(action)] if action in set(Action) else None
    ends = facts is not None and (facts.silencing or facts.marks)
    return terms.after(number, dependencies(request).clock()) if number and ends else None


def _interest(answers: dict[str, object]) -> PublicInterest | None:
    try:
        return answered(answers) if answers else None
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "public_interest")


def _to_sign(
    sitting: Seat,
    id: str,
    made: casework.Drafted,
    policy: str,
    interest: PublicInterest | None,
    told: ToldFacts | None,
) -> HTMLResponse:
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
        interest=interest,
        told_facts=told,
        interim=made.interim,
        meanwhile=made.interim.canonical().decode() if made.interim else "",
        facts=FACTS,
    )


@router.post("/proposals", response_model=None)
async def open_signed(
    request: Request,
    sitting: Sitting,
    proposal: Annotated[str, Form(pattern=NO_NUL)],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
    interim: Annotated[str, Form(pattern=NO_NUL)] = "",
    interim_sig: Annotated[str, Form()] = "",
) -> Response:
    """Opens the draft that this browser's key has signed, and its interim measure if that too."""
    await _open(request, sitting, proposal, signature_of(key, sig))
    if interim:
        await _open(request, sitting, interim, signature_of(key, interim_sig))
    await house(request).until_folded(proposal)
    return go(f"/console/proposals/{proposal}")


async def _open(request: Request, sitting: Seat, proposal: str, signature: Signature) -> None:
    """Sent again, as by a double press, it is the same proposal."""
    deps, actor = dependencies(request), sitting.actor
    async with deps.pool.connection() as conn:
        row = await store.draft(conn, proposal)
        if row is None:
            await casework.own_proposal(conn, actor, proposal)
            return
    try:
        await casework.open_signed(request, actor, read_statement(row.statement), signature)
    except RefusedError as refused:
        async with deps.pool.connection() as conn:
            if await store.proposal(conn, proposal) is None:
                raise refused from None
            await casework.own_proposal(conn, actor, proposal)
