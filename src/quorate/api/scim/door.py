"""What SCIM routes share: who calls, answers and errors of RFC 7644, versions, confirmations."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool
from pydantic import ValidationError
from scim2_models import (
    Error,
    InvalidSyntaxException,
    PreconditionFailedException,
    SCIMException,
    UnauthorizedException,
    UniquenessException,
)
from starlette.requests import Request
from starlette.responses import Response

from quorate.api.around.deps import source_of
from quorate.people.actions import InForce, confirm, mark
from quorate.people.chain import Speaker

MEDIA_TYPE: Final = "application/scim+json"
TRY_EVERY: Final = timedelta(seconds=10)
CHANGES: Final = frozenset({"DELETE", "PATCH", "POST", "PUT"})
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Scim:
    """`tokens` name the source of each token; `known` is the published ledger as of now."""

    pool: AsyncConnectionPool
    clock: Callable[[], datetime]
    tokens: Mapping[str, str]
    speakers: Mapping[str, Speaker]
    known: Callable[[], InForce]
    tried: dict[str, datetime] = field(default_factory=dict[str, datetime])


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a known source."""

    scim: Scim
    speaker: Speaker
    request: Request

    @property
    def source(self) -> str:
        """The source's name; it sees its own users only."""
        return self.speaker.name

    @property
    def base(self) -> str:
        """The address under which SCIM is served."""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}{self.request.scope['root_path']}"

    async def json(self) -> dict[str, Any]:
        """The body, an object. Raises InvalidSyntaxException."""
        try:
            found: object = json.loads(await self.request.body())
        except (ValueError, RecursionError):
            raise InvalidSyntaxException(detail="the body is not JSON in UTF-8") from None
        if not isinstance(found, dict):
            raise InvalidSyntaxException(detail="the body is not an object")
        return found  # pyright: ignore[reportUnknownVariableType]


class SaidBeforeError(UniquenessException):
    """The user is here already, as they were sent again."""


Handler: TypeAlias = Callable[[Call], Awaitable[Response]]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def answer(
    body: Mapping[str, Any] | None, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A SCIM answer."""
    content = b"" if body is None else json.dumps(body).encode()
    return Response(content, status, headers, MEDIA_TYPE)


def refused(error: Error) -> Response:
    """An error of RFC 7644 section 3.12."""
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return answer(error.model_dump(), error.status or 400, headers)


def served(handler: Handler) -> Endpoint:
    """The route of a handler: only for a known source, whose word it also is (docs: confirmed)."""

    async def endpoint(request: Request) -> Response:
        try:
            call = _call(request)
        except SCIMException as problem:
            return refused(problem.to_error())
        try:
            found = await handler(call)
        except (SCIMException, ValidationError) as problem:
            error = _error(problem)
            if _is_lost(request, problem, error):
                await _remember(call)
            return refused(error)
        except psycopg.OperationalError:
            return refused(Error(status=503, detail="the database does not answer"))
        await _confirm(call)
        return found

    return endpoint


def _call(request: Request) -> Call:
    scim: Scim = request.app.state.scim
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    source = source_of(scim.tokens, token.strip()) if scheme.lower() == "bearer" else None
    if source is None:
        raise UnauthorizedException(detail="no known token of a source is shown")
    return Call(scim, scim.speakers[source], request)


def _error(problem: SCIMException | ValidationError) -> Error:
    if isinstance(problem, ValidationError):
        error = Error.from_validation_errors(problem)[0]
    else:
        error = problem.to_error()
    lines = (error.detail or "").splitlines()
    told = [line.strip() for line in lines if "errors.pydantic.dev" not in line]
    return Error(status=error.status, scim_type=error.scim_type, detail="; ".join(told)[:500])


def _is_lost(request: Request, problem: Exception, error: Error) -> bool:
    """Whether a change was refused that we do not have. Who is gone already is as the source wants
    them, so is whom it made before, where the answer was lost; a search changes nothing."""
    if request.method not in CHANGES or request.url.path.endswith("/.search"):
        return False
    gone = (request.method, error.status) == ("DELETE", 404)
    return not gone and not isinstance(problem, SaidBeforeError)


async def _remember(call: Call) -> None:
    """A change that is refused is one we do not have: nothing is confirmed until one is taken."""
    _log.warning("scim_change_refused", source=call.source, method=call.request.method)
    async with call.scim.pool.connection() as conn, conn.transaction():
        await mark(conn, call.speaker, refused=True)


async def _confirm(call: Call) -> None:
    scim, now = call.scim, call.scim.clock()
    last = scim.tried.get(call.source)
    if last and now - last < TRY_EVERY:
        return
    scim.tried[call.source] = now
    async with scim.pool.connection() as conn, conn.transaction():
        await confirm(conn, call.speaker, scim.known(), now)


def etag(version: int) -> str:
    """A version as `meta.version` and ETag have it."""
    return f'W/"{version}"'


def named(header: str, version: int) -> bool:
    """Whether an If-Match or If-None-Match names this version."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or f'"{version}"' in tags


def expect(call: Call, version: int) -> None:
    """Raises PreconditionFailedException unless If-Match, where there is one, names the version."""
    wanted = call.request.headers.get("if-match")
    if wanted is not None and not named(wanted, version):
        raise PreconditionFailedException(detail="the user has changed meanwhile")
