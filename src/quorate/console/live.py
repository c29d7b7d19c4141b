"""An open page learns that its session is over: a stream of server-sent events that then ends."""

from collections.abc import AsyncGenerator
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from quorate.api.casework import house
from quorate.api.deps import dependencies
from quorate.console.desk import Sitting, look
from quorate.sessions.model import Session
from quorate.vocabulary.problems import Refusal

router = APIRouter(prefix="/console", include_in_schema=False)
LOOK = timedelta(seconds=10)


@router.get("/live", response_model=None)
async def live(request: Request, sitting: Sitting) -> StreamingResponse:
    """Says `over` as soon as nobody sits here any more."""
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(
        _until_over(request, sitting.session), 200, headers, "text/event-stream"
    )


async def _until_over(request: Request, session: Session) -> AsyncGenerator[str]:
    deps, wakes = dependencies(request), house(request).wakes
    yield ": here\n\n"
    while not wakes.over:
        left = session.ends_at - deps.clock()
        await wakes.wait(max(0.0, min(left, LOOK).total_seconds()))
        if isinstance(await look(request, session.id), Refusal):
            yield "event: over\ndata:\n\n"
            return
        yield ": still here\n\n"
