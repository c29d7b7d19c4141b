"""The OpenAPI document: FastAPI's, with the one shape that all errors have."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from quorate.api.around.problems import MEDIA_TYPE

_SAYS = {
    400: "The request is malformed",
    401: "No known token, or no valid signature",
    403: "Not yours to do now",
    404: "There is no such thing",
    409: "It does not fit what stands",
    413: "The body is over 1 MiB",
    422: "The named field is not valid",
    429: "Too many; the detail says of what",
    500: "A failure on our side",
    503: "Something needed does not answer; try again",
}
_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457: what was refused, why, which field, and the way out.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "way_out"],
    "properties": {
        "type": _TEXT | {"description": "urn:quorate:problem:… or about:blank"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "field": _MAYBE,
        "invariant": _MAYBE | {"description": "The promise that the refusal keeps"},
        "missing": {"type": "array", "items": _TEXT},
        "way_out": _TEXT,
    },
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Documents these answers as problems, for a route's `responses`."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _SAYS[status], "content": content} for status in statuses}


def install(app: FastAPI) -> None:
    """Makes `app.openapi()` a document of OpenAPI 3.1 that knows the problem's shape."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                routes=app.routes,
            )
            made.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = openapi
