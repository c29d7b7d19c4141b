"""Every error an answer of RFC 9457: application/problem+json, naming the field and the way out."""

from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeVar

import psycopg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from quorate.api.around.allowing import allowed_methods
from quorate.telemetry.metrics.doors import REFUSALS
from quorate.telemetry.requests import route_of
from quorate.vocabulary.problems import FACTS, Problem, Refusal

MEDIA_TYPE = "application/problem+json"
FIELD_CHARACTERS = 200
_PLAIN: Mapping[int, tuple[str, str]] = {
    405: ("Method Not Allowed", "Use a method that the Allow header names."),
    500: ("Internal Server Error", "Try again; if it stays, give the time to the operator."),
    503: ("Service Unavailable", "Try again in a second; nothing was half done."),
}
WITH: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": "60"},
}
"""Headers that a refusal of this status carries."""
AWAY: Final = psycopg.OperationalError
"""The pool's own errors are of this kind, too."""
Accepted = TypeVar("Accepted")
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class RefusedError(Exception):
    """Carries a refusal from a door's dependency to the handler below; rooms return theirs."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def refuse(problem: Problem, detail: str, field: str | None = None) -> NoReturn:
    """Ends the request with this problem."""
    raise RefusedError(Refusal(problem, detail, field))


def accepted(found: Accepted | Refusal) -> Accepted:
    """What an action returned; a refusal ends the request with its problem."""
    if isinstance(found, Refusal):
        raise RefusedError(found)
    return found


def problem_of(refusal: Refusal) -> dict[str, object]:
    """The refusal as a problem object; `type` is a URN, for there is nothing to fetch."""
    REFUSALS.labels(refusal.problem).inc()
    facts = FACTS[refusal.problem]
    return {
        "type": f"urn:quorate:problem:{refusal.problem}",
        "title": facts.title,
        "status": facts.status,
        "detail": refusal.detail,
        "field": refusal.field,
        "invariant": refusal.invariant,
        "missing": list(refusal.missing),
        "way_out": facts.way_out,
    }


def answer(refusal: Refusal) -> JSONResponse:
    """The refusal as a response."""
    body = problem_of(refusal)
    status = FACTS[refusal.problem].status
    return JSONResponse(body, status, WITH.get(status), MEDIA_TYPE)


def plain(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem that says no more than its HTTP status does (`about:blank`)."""
    title, way_out = _PLAIN[status]
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "field": None,
        "invariant": None,
        "missing": [],
        "way_out": way_out,
    }
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def refusal_of(error: ValidationError | RequestValidationError, start: int = 0) -> Refusal:
    """The first thing that is wrong, by field; never the value itself, which may be a secret.

    `start` leaves out what leads a location, such as "body" or "header".
    """
    first: Mapping[str, Any] = error.errors()[0]
    parts = [str(part) for part in first["loc"][start:]]
    if first["type"] == "json_invalid":
        return Refusal(Problem.BODY_INVALID, "the body is not JSON", "body")
    # The name of an unknown field is the caller's own, of any length.
    field = ".".join(parts)[:FIELD_CHARACTERS] or "body"
    return Refusal(Problem.BODY_INVALID, f"{field}: {first['msg']}", field)


def install(app: FastAPI) -> None:
    """Makes every error of the app a problem."""
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(AWAY, away)
    app.add_exception_handler(Exception, defect)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RefusedError):
        raise error
    return answer(error.refusal)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    return answer(refusal_of(error, start=1))


async def of_http(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses, such as a path or a method, as a problem."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return answer(Refusal(Problem.NOT_FOUND, "there is nothing at this path", "path"))
    if error.status_code == 400:
        return answer(Refusal(Problem.BODY_INVALID, "the body is not JSON in UTF-8", "body"))
    if error.status_code == 405:
        found = allowed_methods(request.app, request.scope["path"])
        return plain(405, error.detail, {"Allow": found} if found else error.headers)
    if error.status_code in _PLAIN:
        return plain(error.status_code, error.detail, error.headers)
    raise error


async def away(_: Request, error: Exception) -> JSONResponse:
    """The database does not answer."""
    _log.warning("database_away", error=type(error).__name__)
    return plain(503, "the database does not answer", {"Retry-After": "1"})


async def defect(request: Request, error: Exception) -> JSONResponse:
    """Anything else that went wrong on our side; nothing of it is told."""
    _log.error("request_failed", route=route_of(request.scope), error=type(error).__name__)
    return plain(500, "the request failed for a reason on our side")
