"""Every error as XRPC has it: a status, and an object of a name and a message.

Source: https://atproto.com/specs/xrpc, "Error Responses".
"""

from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
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


def install(app: FastAPI) -> None:
    """Makes every error of the app one of XRPC."""

    async def refused(_: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, RefusedError):
            raise error
        return xrpc_refusal(error.refusal)

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, RequestValidationError):
            raise error
        return xrpc_refusal(problems.refusal_of(error, start=1))

    async def of_http(_: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, HTTPException):
            raise error
        if error.status_code == 404:
            return xrpc_error(501, "MethodNotImplemented", "there is no such method here")
        return xrpc_error(error.status_code, "InvalidRequest", error.detail)

    async def failed(request: Request, error: Exception) -> JSONResponse:
        if isinstance(error, problems.AWAY):
            await problems.away(request, error)
            return xrpc_error(503, "NotEnoughResources", "the database does not answer")
        await problems.defect(request, error)
        return xrpc_error(500, "InternalServerError", "the request failed on our side")

    app.add_exception_handler(RefusedError, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, of_http)
    for kind in (*problems.AWAY, Exception):
        app.add_exception_handler(kind, failed)
