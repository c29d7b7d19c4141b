"""An open page hears that its session is over, who else is at its case, and that something
happened to what its person proposed: a stream of server-sent events that then ends."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from quorate.api.around.deps import allowed, dependencies
from quorate.api.steps import care
from quorate.api.steps.casework import house
from quorate.authority.gate import Warrant
from quorate.cases import presence
from quorate.console.around import words
from quorate.console.around.desk import Sitting, case_id, look
from quorate.people.model import Person
from quorate.sessions.model import Session
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

router = APIRouter(prefix="/console", include_in_schema=False)
LOOK = timedelta(seconds=10)
_STREAM = "text/event-stream"
_HEADERS = {"Cache-Control": "no-store"}


@dataclass(slots=True)
class _Page:
    """A case's page that is open, and the case's version that it shows. `since` is how far its
    time was counted, `grave` the area to count for while something grave is open on it."""

    warrant: Warrant
    case: UUID
    version: int
    person: Person
    since: datetime
    grave: str = ""


@router.get("/live", response_model=None)
async def live(request: Request, sitting: Sitting) -> StreamingResponse:
    """Says `over` as soon as nobody sits here any more."""
    return StreamingResponse(_until_over(request, sitting.session), 200, _HEADERS, _STREAM)


@router.get("/cases/{id}/live", response_model=None)
async def live_case(
    request: Request, sitting: Sitting, id: str, version: Annotated[int, Query(ge=0)]
) -> StreamingResponse:
    """As above, and says `beside` who else has the case's page open, and whether it is old."""
    deps, case = dependencies(request), case_id(id)
    leave, person = allowed(deps, sitting.actor, Permission.CASE_READ, id), sitting.actor.person
    page = _Page(leave, case, version, person, deps.clock())
    stream = _until_over(request, sitting.session, page)
    return StreamingResponse(stream, 200, _HEADERS, _STREAM, BackgroundTask(_leave, request, page))


async def _until_over(
    request: Request, session: Session, page: _Page | None = None
) -> AsyncGenerator[str]:
    deps, wakes, told = dependencies(request), house(request).wakes, ""
    counts, known = house(request).onlooker.told, -1
    yield ": here\n\n"
    while not wakes.over:
        if page and (said := await _beside(request, page)) != told:
            told = said
            yield f"event: beside\ndata: {said}\n\n"
        while (now := counts[session.person]) != known:
            known = now
            yield f"event: lasting\ndata: {now}\n\n"
        left = session.ends_at - deps.clock()
        seconds = max(0.0, min(left, LOOK).total_seconds())
        await wakes.wait(seconds, session.person, *([str(page.case)] if page else []))
        if isinstance(await look(request, session.id), Refusal):
            yield "event: over\ndata:\n\n"
            return
        yield ": still here\n\n"


async def _beside(request: Request, page: _Page) -> str:
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        found = await presence.look_in(conn, page.warrant, page.case, deps.clock())
    await _count(request, page)
    page.grave = found.area if found.media or found.area in care.grave(request) else ""
    return words.beside(found.others, moved=found.version != page.version)


async def _count(request: Request, page: _Page) -> None:
    """The time since the last look counts for what was open then."""
    now = dependencies(request).clock()
    if page.grave:
        await care.count(request, page.person, page.grave, page.since)
    page.since = now


async def _leave(request: Request, page: _Page) -> None:
    await _count(request, page)
    async with dependencies(request).pool.connection() as conn:
        await presence.leave(conn, page.warrant, page.case)
