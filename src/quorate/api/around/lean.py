"""A route that is read by hand where its request is as it should be.

FastAPI's way to three parameters costs more than all else that `serve` does for a report's request.
What it documents, and what it says of any other request, is its own all the same.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from quorate.api.around.deps import warrant_of

KEY: Final = "Idempotency-Key"
LONGEST_KEY: Final = 255
_JSON: Final = "application/json"


class Lean(APIRoute):
    """For an endpoint that takes `request`, the `warrant` of a source's token, a `key` and a
    `body`, which is one model."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As FastAPI asks for it. Whatever is not as it should be goes FastAPI's own way, which
        says what is wrong."""
        usual, endpoint = super().get_route_handler(), self.endpoint
        model = _model(self)

        async def handle(request: Request) -> Response:
            headers, warrant = request.headers, warrant_of(request)
            key, kind = headers.get(KEY, ""), headers.get("Content-Type", "")
            if warrant is None or kind != _JSON or not 0 < len(key) <= LONGEST_KEY:
                return await usual(request)
            try:
                body = model.model_validate_json(await request.body())
            except ValidationError:
                return await usual(request)
            return await endpoint(request, warrant, key, body)

        return handle


def _model(route: APIRoute) -> type[BaseModel]:
    (field,) = route.dependant.body_params
    found: object = field.field_info.annotation
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        raise TypeError(f"{route.path}: its body is no model")
    return found
