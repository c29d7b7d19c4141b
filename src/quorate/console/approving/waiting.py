"""What does not go through: effects, undoes and notices that the platform has not taken, and events
that their endpoints have not, each with since when and the last answer."""

import asyncio
import contextlib
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from quorate.api.around.deps import allowed, dependencies
from quorate.api.steps.casework import house
from quorate.cases.queries import ALL_CASES
from quorate.console.around.desk import Sitting, page
from quorate.effects.outstanding import Unanswered
from quorate.events import store
from quorate.vocabulary.permissions import Permission

router = APIRouter(prefix="/console/waiting", include_in_schema=False)
_SECONDS: Final = 1.0


@router.get("", response_model=None)
async def show_waiting(request: Request, sitting: Sitting) -> HTMLResponse:
    """The oldest first, as the effector that answers knows it."""
    allowed(dependencies(request), sitting.actor, Permission.CASE_READ, ALL_CASES)
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        endpoints = await store.failing(conn)
    size = house(request).onlooker.view.size
    waiting = await _waiting(request)
    return page("waiting.html", sitting, waiting=waiting, endpoints=endpoints, size=size)


async def _waiting(request: Request) -> list[Unanswered] | None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SECONDS):
            return await house(request).asking.waiting()
    return None
