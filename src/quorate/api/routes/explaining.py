"""Why may somebody, or why not: asked at both doors, answered from the ledger at this request."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from quorate.accounts.subject import Subject
from quorate.api.around.deps import SIGNED, CurrentActor, Deps, allowed, dependencies
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import casework
from quorate.api.steps.casework import house
from quorate.authority.explain import VERBS, Explanation, Question, explain
from quorate.authority.gate import Actor
from quorate.authority.kernel import Matter
from quorate.cases import queries
from quorate.decisions.model import matter_of
from quorate.decisions.statement import read_statement
from quorate.people.model import Person
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import instant, stamp

PROPOSAL = "prop_"
router = APIRouter(
    prefix="/v1/explain",
    tags=["authority"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 413, 422, 500, 503),
)


@dataclass(frozen=True, slots=True)
class Wondered:
    """What is asked: `about` is a case's, a proposal's or an account's id, or empty."""

    person: str
    action: str
    tier: int | None = None
    about: str = ""
    at: str = ""


class GroundOut(BaseModel):
    """One thing that has to hold."""

    holds: bool
    says: str
    rule: str = Field(description="where it is written: the kernel, a table, a rule's id")
    promise: str = Field(description="such as I5; empty where it is a rule alone")
    way_out: str


class TurnOut(BaseModel):
    """From when the answer or its reason is another one, if nothing but the time changes."""

    at: str
    may: bool
    says: str


class ExplanationOut(BaseModel):
    """The answer with its grounds."""

    person: str
    action: str
    at: str
    tier: int | None
    may: bool
    grounds: list[GroundOut]
    besides: str = Field(description="who else is needed")
    ahead: list[TurnOut]


async def explained(request: Request, actor: Actor, wondered: Wondered) -> Explanation:
    """The explanation. Of oneself anybody may ask; of others whoever has `authority:explain`."""
    deps = dependencies(request)
    if wondered.person != actor.person.id:
        allowed(deps, actor, Permission.AUTHORITY_EXPLAIN, wondered.person)
    person = house(request).rules().roster.people.get(wondered.person)
    if person is None:
        refuse(Problem.NOT_FOUND, "no such person in the people file", "person")
    if wondered.action not in VERBS:
        refuse(Problem.BODY_INVALID, f"one of: {', '.join(VERBS)}", "action")
    asked = Question(person, VERBS[wondered.action], _instant(wondered.at, deps.clock()))
    question = await _about(request, actor, asked, wondered.about.strip())
    tiers = [t for t in (wondered.tier, question.tier) if t is not None]
    return explain(replace(question, tier=max(tiers, default=None)), deps.law())


def _instant(text: str, now: datetime) -> datetime:
    try:
        return instant(text) if text else now
    except ValueError:
        refuse(Problem.BODY_INVALID, "an instant such as 2026-11-25T16:45:00.000Z", "at")


async def _about(request: Request, actor: Actor, question: Question, about: str) -> Question:
    """With what is known of the case, proposal or account."""
    if not about:
        return question
    deps, rules = dependencies(request), house(request).rules()
    if about.startswith(PROPOSAL):
        allowed(deps, actor, Permission.PROPOSAL_READ, about)
        said = read_statement((await casework.proposal_row(deps, about)).statement)
        matter = matter_of(said, rules)
        if question.permission is Permission.PROPOSAL_APPROVE:
            matter = replace(matter, involved=matter.involved | {said.signer})
        return replace(question, tier=said.tier, matter=matter)
    leave = allowed(deps, actor, Permission.CASE_READ, about)
    case = uuid_of(CASE, about)
    if case is None:
        return await _of_account(request, question, about)
    async with deps.pool.connection() as conn:
        page = accepted(await queries.case_page(conn, leave, case))
    hands = frozenset({page.case.opened_by, page.case.given_to(question.person.id)})
    return replace(question, tier=page.case.tier, matter=_matter(page.case.tier, hands))


async def _of_account(request: Request, question: Question, native: str) -> Question:
    (connector,) = house(request).rules().genesis.connectors
    subject = Subject(connector, SubjectKind.ACCOUNT, native)
    found = accepted(await house(request).asking.resolve(subject, [])).resolution
    matter = replace(_matter(found.tier, frozenset()), involved_accounts=frozenset({found.ref}))
    return replace(question, tier=found.tier, matter=matter)


def _matter(tier: int | None, involved: frozenset[str]) -> Matter:
    return Matter(tier or 0, FACTS[Action.SUSPEND], involved, frozenset())


def people_to_ask_about(request: Request, actor: Actor) -> list[Person]:
    """Everybody in the people file, oneself first."""
    people = house(request).rules().roster.people.values()
    return sorted(people, key=lambda person: (person.id != actor.person.id, person.id))


@router.get("", response_description="The answer, its grounds and what time will change")
async def explain_authority(
    request: Request,
    deps: Deps,
    actor: CurrentActor,
    person: Annotated[str, Query(max_length=200)],
    action: Annotated[str, Query(max_length=40, description="a verb such as propose")],
    tier: Annotated[int | None, Query(ge=0, le=3)] = None,
    about: Annotated[
        str, Query(max_length=300, description="a case, a proposal or an account")
    ] = "",
    at: Annotated[str, Query(max_length=40, description="RFC 3339, UTC; now if empty")] = "",
) -> ExplanationOut:
    """Say why a person may or may not do something, and what will change with time."""
    found = await explained(request, actor, Wondered(person, action, tier, about, at))
    return ExplanationOut(
        person=person,
        action=action,
        at=stamp(found.question.at),
        tier=found.question.tier,
        may=found.may,
        grounds=[
            GroundOut(holds=g.holds, says=g.says, rule=g.rule, promise=g.promise, way_out=g.way_out)
            for g in found.grounds
        ],
        besides=found.besides,
        ahead=[TurnOut(at=stamp(c.at), may=c.may, says=c.says) for c in found.ahead],
    )
