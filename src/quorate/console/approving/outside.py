"""Changes on the platform that Quorate did not make, on on-call's page: whose account, since when,
and the two things that one person says: I have it, or free the account at once."""

import asyncio
import contextlib
import itertools
from dataclasses import dataclass
from typing import Final, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from quorate.api.around.deps import dependencies
from quorate.api.steps.casework import house
from quorate.authority.outside import Change, may_acknowledge, may_free
from quorate.console.approving.ordered import Signed, hand_on, order_of
from quorate.console.around.desk import Seat, Sitting, go
from quorate.effects.folds.outside import ACKNOWLEDGE, FREE
from quorate.effects.view import View
from quorate.vocabulary.actions import FACTS

router = APIRouter(prefix="/console/outside", include_in_schema=False)
NEWEST: Final = 50
NAMES_SECONDS: Final = 0.3
_ORDERS: Final = {"acknowledge": ACKNOWLEDGE, "free": FREE}


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """One change with the orders that this person may sign about it, empty where none."""

    change: Change
    who: str
    free: str
    acknowledge: str


async def lines(request: Request, seat: Seat) -> list[OutsideLine]:
    """Those that nobody has taken on stand first, of these the most protected, then the newest."""
    changes = house(request).onlooker.view.outside.values()
    if not changes:
        return []
    ordered = sorted(changes, key=lambda c: (not c.acknowledged_by, c.tier, c.at), reverse=True)
    names = await _names(request)
    shown = itertools.islice(ordered, NEWEST)
    return [_line(request, seat, change, names.get(change.ref, "")) for change in shown]


async def _names(request: Request) -> dict[str, str]:
    """Whose accounts, as far as the effector says it soon."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(NAMES_SECONDS):
            return await house(request).asking.changed_accounts()
    return {}


def _line(request: Request, seat: Seat, change: Change, who: str) -> OutsideLine:
    view, now = house(request).onlooker.view, dependencies(request).clock()
    me = seat.actor.person
    glass = view.glass(me.id, now)
    freeing = change.in_force and FACTS[change.action].reversible
    free = freeing and may_free(me, change, now, glass=glass) is None
    taken = change.acknowledged_by or may_acknowledge(me, now)
    orders = {word: order_of(view, me.id, order) for word, order in _ORDERS.items()}
    own = {"free": free, "acknowledge": not taken}
    return OutsideLine(change, who, **{w: orders[w] if may else "" for w, may in own.items()})


@router.post("/{word}", response_model=None)
async def say(
    request: Request,
    sitting: Sitting,
    word: Literal["acknowledge", "free"],
    said: Signed,
) -> Response:
    """Hands the signed order to the effector, which alone decides."""
    await hand_on(request, f"/v1/{_ORDERS[word]}", said)
    await house(request).until(lambda view: _is_said(view, said.about, word))
    return go("/console/on-call")


def _is_said(view: View, name: str, word: str) -> bool:
    """Also where the change is over meanwhile."""
    change = next((c for c in view.outside.values() if c.id == name), None)
    return change is None or bool(change.freed_by if word == "free" else change.acknowledged_by)
