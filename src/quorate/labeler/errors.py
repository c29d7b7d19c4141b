"""Every error as XRPC has it: a status, and an object of a name and a message.

Source: https://atproto.com/specs/xrpc, "Error Responses".
"""

from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from quorate.api.around import problems
from quorate.api.around.problems import RefusedError
from quorate.telemetry.metrics.doors import REFUSALS
from quorate.vocabulary.problems import Problem, Refusal

_NAMED: Final = {
    Problem.ALREADY_DECIDED: (400, "SubjectHasAction"),
    Problem.BODY_TOO_LARGE: (413, "PayloadTooLarge"),
    Problem.KEY_UNKNOWN: (403, "Forbidden"),
    Problem.LEDGER_STALE: (503, "NotEnoughResources"),
    Problem.NARROWED: (403, "Forbidden"),
    Problem.NOT_ELIGIBLE: (403, "Forbidden"),
    Problem.NOT_FOUND: (404, "NotFound"),
    Problem.NOT_SIGNED_IN: (401, "AuthenticationRequired"),
    Problem.NOTICES_CAPPED: (429, "RateLimitExceeded"),
    Problem.TOO_MANY_REQUESTS: (429, "RateLimitExceeded"),
    Problem.PERSON_NOT_ALIVE: (403, "Forbidden"),
    Problem.PLATFORM_UNAVAILABLE: (502, "UpstreamFailure"),
    Problem.PROVIDER_UNAVAILABLE: (502, "UpstreamFailure"),
}


def xrpc_error(status: int, name: str, message: str) -> JSONResponse:
    """An error of this name. A message may repeat a field's name as somebody sent it."""
    told = message.encode(errors="replace").decode()
    return JSONResponse({"error": name, "message": told}, status, problems.WITH.get(status))


def xrpc_refusal(refusal: Refusal) -> JSONResponse:
    """A refusal by the name that XRPC has for it; InvalidRequest for what is the caller's."""
    REFUSALS.labels(refusal.problem).inc()
    status, name = _NAMED.get(refusal.problem, (400, "InvalidRequest"))
    return xrpc_error(status, name, refusal.detail)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RefusedError):
        raise error
    return xrpc_refusal(error.refusal)


async def _of_http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return xrpc_error(501, "MethodNotImplemented", "there is no such method here")
    return xrpc_error(error.status_code, "InvalidRequest", error.detail)


async def _away(request: Request, error: Exception) -> JSONResponse:
    await problems.away(request, error)
    return xrpc_error(503, "NotEnoughResources", "the database does not answer")


async def _failed(request: Request, error: Exception) -> JSONResponse:
    await problems.defect(request, error)
    return xrpc_error(500, "InternalServerError", "the request failed on our side")


HANDLERS: Final = {
    RefusedError: _refused,
    HTTPException: _of_http,
    problems.AWAY: _away,
    Exception: _failed,
}
