"""Security events pushed by a transmitter (RFC 8935). They can end sessions and open nothing."""

import httpx2
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from quorate.api.around.deps import Deps
from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.sessions import actions
from quorate.sessions.signals import TYPE, Fault
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/v1", include_in_schema=False)
MOST_BYTES = 16 * 1024


@router.post("/signals", response_model=None)
async def take_signal(request: Request, deps: Deps) -> Response:
    """202 for every event whose signature holds, whoever it is about: the answer tells nothing
    of our people. 400 with `err` and `description` else."""
    receiver = house(request).receiver
    if receiver is None:
        refuse(Problem.NOT_FOUND, "no transmitter is configured here")
    body = await request.body()
    if request.headers.get("content-type", "").partition(";")[0] != f"application/{TYPE}":
        return _refused(Fault("invalid_request", f"application/{TYPE} is needed"))
    if len(body) > MOST_BYTES or not body.isascii():
        return _refused(Fault("invalid_request", "not a security event token"))
    try:
        found = await receiver.read(body.decode(), deps.clock())
    except (httpx2.HTTPError, OSError, ValueError):
        refuse(Problem.PROVIDER_UNAVAILABLE, "the transmitter's keys cannot be read")
    if isinstance(found, Fault):
        return _refused(found)
    async with deps.pool.connection() as conn:
        await actions.obey(conn, found, deps.clock())
    return Response(status_code=202)


def _refused(fault: Fault) -> JSONResponse:
    return JSONResponse({"err": fault.err, "description": fault.description}, 400)
