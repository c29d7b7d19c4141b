"""Every request of a door: counted, timed, traced, by its route's template, never its address."""

import time
from collections.abc import Mapping
from typing import Any, Final

from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quorate.telemetry import traces
from quorate.telemetry.metrics.doors import REQUEST_SECONDS, REQUESTS

UNTOLD: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""For every application: FastAPI's own telemetry would tell addresses and what errors say."""
NOWHERE: Final = "nowhere"
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_OTHER: Final = "other"


class Told:
    """ASGI middleware, the outermost one. `trusted` where only our own processes call: then their
    traces go on here."""

    def __init__(self, app: ASGIApp, *, trusted: bool = False) -> None:
        self._app, self._trusted = app, trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and counts what came of it; one that broke counts as 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        told = dict(scope["headers"]).get(traces.HEADER.encode(), b"")
        with traces.request(told.decode("latin-1"), trusted=self._trusted) as now:
            try:
                await self._app(scope, receive, sent)
            finally:
                method = scope["method"] if scope["method"] in _METHODS else _OTHER
                route = route_of(scope)
                seconds = time.perf_counter() - began
                REQUESTS.labels(route, method, status).inc()
                REQUEST_SECONDS.labels(route, method).observe(seconds)
                now.facts |= {
                    "name": f"{method} {route}",
                    "http.request.method": method,
                    "http.route": route,
                    "http.response.status_code": status,
                }


def route_of(scope: Mapping[str, Any]) -> str:
    """The template of the route that the routers found, under what it is mounted at: `/static/*`
    for files and for what a mounted application does not know, `nowhere` for any other address."""
    under = str(scope.get("root_path", ""))
    found = getattr(scope.get("route"), "path_format", None)
    if isinstance(found, str):
        return f"{under}{found}"
    return f"{under}/*" if under else NOWHERE
