"""Whether somebody's shift is about to end with something of theirs still open."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from quorate.api.around.deps import dependencies
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor
from quorate.decisions.pending import Pending, pending_of
from quorate.people.shifts import leaves_at


@dataclass(frozen=True, slots=True)
class Leaving:
    """When the shift or contract ends, within the hour, and what is still open of the person's."""

    ends: datetime
    pending: Pending


async def leaving(request: Request, actor: Actor) -> Leaving | None:
    """None outside of the last hour, and for who only reads through a broken glass: no page costs
    more by it."""
    deps = dependencies(request)
    now = deps.clock()
    ends = None if actor.glass else leaves_at(actor.person, now)
    if ends is None:
        return None
    rules = house(request).rules()
    async with deps.pool.connection() as conn:
        return Leaving(ends, await pending_of(conn, actor.person, rules, ends, now))
