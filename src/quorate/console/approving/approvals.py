"""The inbox of approvals: what waits for my hand, whole; questions; handing attention on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import Dependencies, allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor, Warrant
from quorate.authority.kernel import Hand
from quorate.cases.queries import ALL_CASES
from quorate.console.approving.papers import papers
from quorate.console.around import words
from quorate.console.around.desk import Sitting, go, page
from quorate.decisions import delegating, questions
from quorate.decisions.approving import channels_of, hand_for, missing_now, successors
from quorate.decisions.docket import Proposal
from quorate.decisions.interest import QUESTIONS
from quorate.decisions.rules import Rules
from quorate.decisions.waiting import is_waiting
from quorate.languages.retelling import retell
from quorate.languages.tongues import say
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console", include_in_schema=False)
PAGE: Final = 10
OTHERS: Final = 50
SOON: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which proposals; an empty field is open. `after` is the last one of the page before."""

    tier: str
    action: str
    by: str
    after: str

    def lets(self, proposal: Proposal) -> bool:
        """Whether it is asked for."""
        said = proposal.statement
        return (
            self.tier in ("", str(said.tier))
            and self.action in ("", said.action)
            and self.by in ("", said.signer)
        )

    def address(self, after: str) -> str:
        """The next page, as the query of an address."""
        named = {"tier": self.tier, "action": self.action, "by": self.by, "after": after}
        return urlencode({name: value for name, value in named.items() if value})


def _filter(
    tier: Annotated[str, Query(pattern="^[0-3]?$")] = "",
    action: Annotated[str, Query(max_length=32)] = "",
    by: Annotated[str, Query(max_length=256)] = "",
    after: Annotated[str, Query(max_length=64)] = "",
) -> Filter:
    return Filter(tier, action, by, after)


Wanted = Annotated[Filter, Depends(_filter)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person's hand, in the order of the inbox, and what waits for others'."""

    mine: list[tuple[Proposal, Hand | Refusal]]
    others: list[tuple[Proposal, Hand | Refusal]]
    handed_to_me: dict[str, str]
    handed_on: dict[str, str]


@router.get("/approvals", response_model=None)
async def show_approvals(request: Request, sitting: Sitting, wanted: Wanted) -> HTMLResponse:
    """Waiting proposals: first what was handed to me, then what is mine to fill, by approve-by."""
    deps, now = dependencies(request), dependencies(request).clock()
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    rules, me = house(request).rules(), sitting.actor.person.id
    waiting = [p for p in rules.docket.unsettled(now) if is_waiting(p, now)]
    found = await _sorted(deps, [p for p in waiting if wanted.lets(p)], rules, sitting.actor, now)
    names = [proposal.statement.proposal for proposal, _ in found.mine]
    begin = names.index(wanted.after) + 1 if wanted.after in names else 0
    shown = found.mine[begin : begin + PAGE]
    more = begin + PAGE < len(names)
    async with deps.pool.connection() as conn:
        to_me = await questions.unanswered(conn, me)
    others = [
        (proposal, words.after(proposal, rules), why_not(part))
        for proposal, part in found.others[:OTHERS]
    ]
    return page(
        "approvals.html",
        sitting,
        papers=await papers(deps, leave, shown, rules, me, now),
        others=others,
        left_out=max(0, len(found.others) - OTHERS),
        number=len(names),
        to_me=to_me,
        handed_to_me=found.handed_to_me,
        handed_on=found.handed_on,
        wanted=wanted,
        more=wanted.address(names[begin + PAGE - 1]) if more else "",
        actions=sorted(action for action in Action if FACTS[action].silencing),
        people=sorted({p.statement.signer for p in waiting}),
        tiers=TIERS,
        left=partial(left, now=now),
        soon=partial(soon, now=now),
        cli_approves=rules.genesis.cli_approves,
        longest=questions.LONGEST,
        questions=QUESTIONS,
        edge=edge,
        case=CASE,
    )


def why_not(part: Hand | Refusal) -> str:
    """Why a proposal is not this person's to fill."""
    return retell(part.detail) if isinstance(part, Refusal) else say("All hands are there.")


def left(proposal: Proposal, now: datetime) -> str:
    """How long it may still be approved."""
    seconds = (proposal.statement.approve_until - now).total_seconds()
    return words.lasted(max(seconds, 0.0))


def soon(proposal: Proposal, now: datetime) -> bool:
    """Whether its clock warns."""
    return proposal.statement.approve_until - now < SOON


async def _sorted(
    deps: Dependencies, waiting: list[Proposal], rules: Rules, actor: Actor, now: datetime
) -> Waiting:
    person = actor.person
    async with deps.pool.connection() as conn:
        handed = await delegating.delegations_of(conn, person.id, now)
    to_me = {d.proposal_id: d.from_person for d in handed if d.to_person == person.id}
    on = {d.proposal_id: d.to_person for d in handed if d.from_person == person.id}
    channels = channels_of(rules).get(person.id, set())
    found = Waiting([], [], to_me, on)
    for proposal in waiting:
        part = hand_for(person, proposal, rules, now, channels)
        wants = isinstance(part, Hand) and bool(missing_now(proposal, rules))
        (found.mine if wants else found.others).append((proposal, part))
    found.mine.sort(key=lambda row: _place(row[0], found))
    found.others.sort(key=lambda row: _place(row[0], found))
    return found


def _place(proposal: Proposal, found: Waiting) -> tuple[bool, bool, str, str]:
    said = proposal.statement
    mine, gone = said.proposal in found.handed_to_me, said.proposal in found.handed_on
    return gone, not mine, said.approve_by, said.proposal


def waiting_one(request: Request, id: str) -> Proposal:
    """The proposal of an address, as the ledger has it."""
    found = house(request).rules().docket.proposals.get(id)
    if found is None:
        refuse(Problem.NOT_FOUND, "no such proposal in the ledger yet", "id")
    return found


def _leave(request: Request, actor: Actor, id: str) -> Warrant:
    """Who may deny a proposal may ask about it, answer, and hand their attention on."""
    return allowed(dependencies(request), actor, Permission.PROPOSAL_DENY, id)


@router.post("/approvals/{id}/questions", response_model=None)
async def ask(
    request: Request, sitting: Sitting, id: str, question: Annotated[str, Form()]
) -> Response:
    """A question to the proposer, for everybody to see."""
    deps, leave = dependencies(request), _leave(request, sitting.actor, id)
    async with deps.pool.connection() as conn:
        done = await questions.ask(conn, leave, waiting_one(request, id), question, deps.clock())
    accepted(done)
    return go(f"/console/proposals/{id}#questions")


@router.post("/approvals/{id}/questions/{question}", response_model=None)
async def answer(
    request: Request, sitting: Sitting, id: str, question: UUID, answer: Annotated[str, Form()]
) -> Response:
    """The answer to one."""
    deps, leave = dependencies(request), _leave(request, sitting.actor, id)
    one, now = waiting_one(request, id), deps.clock()
    async with deps.pool.connection() as conn:
        done = await questions.answer(conn, leave, one, question, answer, now)
    accepted(done)
    return go(f"/console/proposals/{id}#questions")


@router.get("/approvals/{id}/delegate", response_model=None)
async def show_delegate(request: Request, sitting: Sitting, id: str) -> HTMLResponse:
    """To whom this may be handed: who is at work next first."""
    deps, now = dependencies(request), dependencies(request).clock()
    allowed(deps, sitting.actor, Permission.PROPOSAL_READ, id)
    proposal, rules = waiting_one(request, id), house(request).rules()
    me = sitting.actor.person.id
    return page(
        "delegate.html",
        sitting,
        id=id,
        statement=proposal.statement,
        told=words.after(proposal, rules),
        left=left(proposal, now),
        found=successors(proposal, rules, now, [me]),
        now=now,
        lasted=words.lasted,
    )


@router.post("/approvals/{id}/delegate", response_model=None)
async def delegate(
    request: Request, sitting: Sitting, id: str, to: Annotated[str, Form()]
) -> Response:
    """Hands one's attention to somebody who could approve before approve-by."""
    deps, leave = dependencies(request), _leave(request, sitting.actor, id)
    proposal, now = waiting_one(request, id), deps.clock()
    able = successors(proposal, house(request).rules(), now, [leave.who])
    if to not in {one.person.id for one in able}:
        refuse(Problem.NOT_ELIGIBLE, f"{to[:80]} could not approve it before approve-by", "to")
    async with deps.pool.connection() as conn:
        done = await delegating.delegate(conn, leave, proposal, to, now)
    accepted(done)
    return go("/console/approvals")


@router.post("/approvals/{id}/take-back", response_model=None)
async def take_back(request: Request, sitting: Sitting, id: str) -> Response:
    """It is one's own matter again."""
    deps, leave = dependencies(request), _leave(request, sitting.actor, id)
    async with deps.pool.connection() as conn:
        await delegating.take_back(conn, leave, id)
    return go(f"/console/approvals#{id}")
