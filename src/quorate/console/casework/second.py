"""Second reviews: what came in about a decided case, but not how it was decided; one's answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import care
from quorate.api.steps.casework import house
from quorate.cases import queries
from quorate.console.around import words
from quorate.console.around.desk import Sitting, go, page
from quorate.console.sitting.seeing import seeing
from quorate.decisions import second
from quorate.decisions.agreement import Judgement
from quorate.decisions.second import SECOND_REVIEWS
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console/second-reviews", include_in_schema=False)
HERE = "/console/second-reviews"


@router.get("", response_model=None)
async def show(request: Request, sitting: Sitting, thanks: bool = False) -> HTMLResponse:
    """The one that this person holds, or how many wait."""
    deps, now = dependencies(request), dependencies(request).clock()
    leave = allowed(deps, sitting.actor, Permission.CASE_CLAIM, SECOND_REVIEWS)
    async with deps.pool.connection() as conn:
        held = await second.held(conn, leave, now)
        if held is None:
            waiting = await second.waiting(conn, leave, now)
            return page("second_none.html", sitting, waiting=waiting, thanks=thanks)
        reading = allowed(deps, sitting.actor, Permission.CASE_READ, edge(CASE, held.case_id))
        found = accepted(await queries.case_page(conn, reading, held.case_id))
        chosen = await seeing(conn, sitting.actor.person.id)
    rules = house(request).rules()
    policies = sorted(rules.catalogue.policies.values(), key=lambda p: p.id)
    actions = {a for p in policies for a in p.actions} | {Action.NO_VIOLATION}
    return page(
        "second.html",
        sitting,
        held=held,
        found=found,
        policies=policies,
        actions=sorted(actions, key=lambda a: (FACTS[a].silencing, not FACTS[a].reversible, a)),
        facts=FACTS,
        came_in=words.came_in,
        folds=chosen.folded and found.case.area in care.grave(request),
    )


@router.post("/next", response_model=None)
async def take(request: Request, sitting: Sitting) -> Response:
    """The oldest that this person did not decide, for 15 minutes."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_CLAIM, SECOND_REVIEWS)
    async with deps.pool.connection() as conn:
        await second.take(conn, leave, deps.clock())
    return go(HERE)


@router.post("/{id}", response_model=None)
async def answer(
    request: Request,
    sitting: Sitting,
    id: str,
    action: Annotated[str, Form(max_length=64)],
    policy: Annotated[str, Form(max_length=64)],
) -> Response:
    """What this person found. Nothing happens to the account, nor to the case."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_CLAIM, SECOND_REVIEWS)
    catalogue, judged = house(request).rules().catalogue, Judgement(policy, action)
    async with deps.pool.connection() as conn:
        accepted(await second.answer(conn, leave, _uuid(id), judged, catalogue, deps.clock()))
    return go(f"{HERE}?thanks=true")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        refuse(Problem.NOT_FOUND, "there is no such second review", "id")
