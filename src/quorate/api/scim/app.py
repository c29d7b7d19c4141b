"""SCIM as an application of its own, mounted under /scim/v2: its errors have another shape."""

from scim2_models import Error
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from quorate.api.scim import discovery, search, users
from quorate.api.scim.door import Handler, Scim, refused, served

PATH = "/scim/v2"


def create_scim(scim: Scim) -> Starlette:
    """An ASGI app on these dependencies."""
    app = Starlette(
        routes=[
            _route("/ServiceProviderConfig", GET=discovery.config),
            _route("/Schemas", GET=discovery.schemas),
            _route("/Schemas/{id}", GET=discovery.schema),
            _route("/ResourceTypes", GET=discovery.resource_types),
            _route("/ResourceTypes/{id}", GET=discovery.resource_type),
            _route("/.search", POST=search.search),
            _route("/Users/.search", POST=search.search),
            _route("/Users", GET=search.query, POST=users.create),
            _route(
                "/Users/{id}",
                GET=users.show,
                PUT=users.put,
                PATCH=users.patch,
                DELETE=users.delete,
            ),
            _route("/Bulk", POST=discovery.not_offered),
            _route("/Me", GET=discovery.not_offered),
        ],
        exception_handlers={HTTPException: _http, Exception: _defect},
    )
    app.state.scim = scim
    return app


def _route(path: str, **handlers: Handler) -> Route:
    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await served(handlers[method])(request)

    return Route(path, endpoint, methods=list(handlers))


async def _http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    answer = refused(Error(status=error.status_code, detail=error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _defect(_: Request, error: Exception) -> Response:
    return refused(Error(status=500, detail="the request failed for a reason on our side"))
