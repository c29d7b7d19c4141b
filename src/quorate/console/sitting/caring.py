"""How one wants to see what was reported, and when one rests; a lead lifts a colleague's limits."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from quorate.api.around.deps import allowed, asked, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import care
from quorate.api.steps.casework import house
from quorate.cases import exposure
from quorate.cases.care import Limits, Load, Rest, decide_rest
from quorate.cases.queries import ALL_CASES
from quorate.console.around.desk import Seat, Sitting, go
from quorate.console.sitting.seeing import Seeing, choose, seeing
from quorate.people.model import Person
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

router = APIRouter(prefix="/console/me", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Cared:
    """What one's own page says of it. `resting` are the colleagues whose limits one may lift."""

    seeing: Seeing
    load: Load
    rest: Rest | None
    limits: Limits
    resting: list[tuple[Person, Rest]]


async def cared(request: Request, sitting: Seat) -> Cared:
    """For the person at this browser."""
    deps, person, limits = dependencies(request), sitting.actor.person, house(request).limits
    load = await care.load_of(request, person)
    async with deps.pool.connection() as conn:
        chosen = await seeing(conn, person.id)
    rest = decide_rest(load, limits, person, deps.clock())
    return Cared(chosen, load, rest, limits, await _resting(request, sitting))


async def _resting(request: Request, sitting: Seat) -> list[tuple[Person, Rest]]:
    deps, people = dependencies(request), house(request).rules().roster.people
    leave = asked(deps, sitting.actor, Permission.CASE_ASSIGN, ALL_CASES)
    if isinstance(leave, Refusal):
        return []
    now = deps.clock()
    async with deps.pool.connection() as conn:
        loads = await exposure.loads(conn, leave, people.values(), now)
    found = (
        (people[who], decide_rest(loads[who], house(request).limits, people[who], now))
        for who in sorted(loads)
    )
    return [(person, rest) for person, rest in found if rest and person != sitting.actor.person]


@router.post("/care", response_model=None)
async def choose_care(
    request: Request,
    sitting: Sitting,
    chosen: Annotated[list[str], Form()],
) -> Response:
    """Keeps it; a box that is not ticked is a no."""
    names = Seeing.__dataclass_fields__
    wanted = Seeing(**{name: name in chosen for name in names})
    async with dependencies(request).pool.connection() as conn:
        await choose(conn, sitting.actor.person.id, wanted)
    return go("/console/me#care")


@router.post("/lift", response_model=None)
async def lift(request: Request, sitting: Sitting, person: Annotated[str, Form()]) -> Response:
    """A colleague's limits are lifted until their day ends."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_ASSIGN, ALL_CASES)
    colleague = house(request).rules().roster.people.get(person)
    if colleague is None:
        refuse(Problem.NOT_FOUND, "no such person", "person")
    async with deps.pool.connection() as conn:
        accepted(await exposure.lift(conn, leave, colleague, deps.clock()))
    return go("/console/me#care")
