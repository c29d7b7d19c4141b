"""The lasting bar: what one's acts of the last quarter of an hour did, as the ledger has it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from quorate.accounts.resolution import read_resolution
from quorate.api.around.deps import Dependencies, allowed, dependencies
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor
from quorate.cases.queries import ALL_CASES
from quorate.console.around import words
from quorate.console.around.desk import Sitting, page
from quorate.console.sitting.store import proposals_by
from quorate.decisions.docket import Proposal
from quorate.decisions.rules import Rules
from quorate.decisions.statement import read_statement
from quorate.decisions.store import Row
from quorate.effects.onlooker import Onlooker
from quorate.languages.tongues import say
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import FACTS as PROBLEMS
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console", include_in_schema=False)
LASTS: Final = timedelta(minutes=15)
SHOWN: Final = 5
_WENT_WRONG: Final = (Event.EFFECT_ABANDONED, Event.EFFECT_REFUSED)


@dataclass(frozen=True, slots=True)
class Act:
    """One proposal of this person. `mark` changes with what is told, so that what was dismissed
    comes back when something new happened to it. `undo` are the bytes that a restore signs."""

    id: str
    case: str
    action: str
    native: str
    told: str
    wrong: str
    undo: str
    mark: str


@router.get("/lasting", response_model=None)
async def show_lasting(request: Request, sitting: Sitting) -> HTMLResponse:
    """The newest act, and whatever was not carried out; what went before that, folded away."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    rules = house(request).rules()
    now, onlooker = deps.clock(), house(request).onlooker
    acts = [
        _line(row, rules, onlooker, sitting.actor, now)
        for row in await _lately(deps, sitting.actor)
    ]
    loud = [act for number, act in enumerate(acts) if act.wrong or not number]
    earlier = [act for act in acts if act not in loud]
    told = house(request).onlooker.told[sitting.actor.person.id]
    return page("lasting.html", sitting, acts=loud, earlier=earlier, told=told)


async def _lately(deps: Dependencies, actor: Actor) -> Sequence[Row]:
    async with deps.pool.connection() as conn:
        return await proposals_by(conn, actor.person.id, deps.clock() - LASTS, SHOWN)


def _line(row: Row, rules: Rules, onlooker: Onlooker, actor: Actor, now: datetime) -> Act:
    statement = read_statement(row.statement)
    proposal = rules.docket.proposals.get(row.id)
    told = words.after(proposal, rules)
    wrong = went_wrong(proposal, onlooker, now) if proposal else ""
    facts, undo = FACTS[statement.action], ""
    if proposal is not None and proposal.in_effect and facts.may_end:
        restore = statement.spoken_by(Kind.RESTORE, actor.person.id)
        undo = restore.canonical().decode()
    mark = hashlib.sha256(f"{row.id} {told} {wrong}".encode()).hexdigest()[:16]
    native = read_resolution(row.resolution).resolution.native
    return Act(
        *(row.id, edge(CASE, row.case_id), statement.action, native),
        *(told, wrong, undo, mark),
    )


def went_wrong(proposal: Proposal, onlooker: Onlooker, now: datetime) -> str:
    """Why the effector did not act: the newest refusal, or a tier that has risen since it was
    signed; empty when it acted, may still, or a person ended it."""
    said = proposal.statement
    if proposal.restored or proposal.outcome == "done" or not FACTS[said.action].silencing:
        return ""
    for place in reversed(onlooker.places[said.proposal]):
        if place.event in _WENT_WRONG:
            problem = onlooker.entry(place.index).data.get("problem")
            return say(PROBLEMS[Problem(str(problem))].title)
    tier = onlooker.view.register.tier(said.target.ref, now)
    if tier <= said.tier or proposal.intents or proposal.settled:
        return ""
    return say(
        "the account is protected by now (%(tier)s), so more people have to sign",
        tier=say(TIERS[tier]),
    )
