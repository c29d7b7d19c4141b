"""Who rests from grave cases now, and how long they had some open: what the doors ask."""

from datetime import datetime

from fastapi import Request

from quorate.api.around.deps import dependencies
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor
from quorate.cases import exposure
from quorate.cases.care import Load, Rest, decide_rest, grave_areas
from quorate.people.model import Person


def grave(request: Request) -> frozenset[str]:
    """The areas that are grave under the policies in force."""
    policies = house(request).rules().catalogue.policies.values()
    return grave_areas(((p.area, p.severity) for p in policies), house(request).limits)


async def load_of(request: Request, person: Person) -> Load:
    """What the person had open today."""
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        return await exposure.load_of(conn, person, deps.clock())


async def resting(request: Request, person: Person) -> Rest | None:
    """The rest that the person is in now; none where no area is grave."""
    if not grave(request):
        return None
    load, now = await load_of(request, person), dependencies(request).clock()
    return decide_rest(load, house(request).limits, person, now)


async def spared(request: Request, actor: Actor) -> frozenset[str]:
    """The areas that the queue gives this person no case of now."""
    return grave(request) if await resting(request, actor.person) else frozenset()


async def count(request: Request, person: Person, area: str, since: datetime) -> None:
    """Adds the time since then, in which the person had something grave open."""
    deps, limits = dependencies(request), house(request).limits
    async with deps.pool.connection() as conn:
        await exposure.count(conn, person, area, since, deps.clock(), limits)
