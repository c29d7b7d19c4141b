"""The door for those who watch: /metrics, /health and /ready. Nobody's data is behind it."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import structlog
from starlette.types import Receive, Scope, Send

from quorate import __version__
from quorate.telemetry.metrics.registry import MEDIA_TYPE, REGISTRY, Named, counter, gauge, text_of
from quorate.telemetry.readiness import Readiness

Look: TypeAlias = Callable[[], Awaitable[None]]
JSON: Final = "application/json"
_log: structlog.stdlib.BoundLogger = structlog.get_logger()
LOOKS_FAILED: Final = counter(
    "quorate_metrics_failures_total", "Looks for a metric that failed; the metric is an old one."
)
VERSION: Final = gauge("quorate_build_info", "1, under the version that runs.", "version")
VERSION.labels(__version__).set(1)


@dataclass(frozen=True, slots=True)
class Watched:
    """A process as it is seen. `looks` bring what is only looked up when somebody asks: they set
    their metrics."""

    process: str
    readiness: Readiness
    looks: Sequence[Look] = ()

    async def metrics(self) -> bytes:
        """In the text format of Prometheus."""
        for look in self.looks:
            try:
                await look()
            except Exception as error:  # the others are as true as before
                LOOKS_FAILED.inc()
                _log.warning("metric_not_looked_up", error=type(error).__name__)
        return text_of(Named(REGISTRY, self.process))

    async def missing(self) -> list[str]:
        """The parts that it lacks."""
        return await self.readiness.missing()


class Shown:
    """What the door needs of a process, or of all of an installation."""

    def __init__(
        self, metrics: Callable[[], Awaitable[bytes]], missing: Callable[[], Awaitable[list[str]]]
    ) -> None:
        self._metrics, self._missing = metrics, missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application; it reads no body."""
        if scope["type"] != "http":
            return
        if scope["method"] not in ("GET", "HEAD"):
            status, body, media = 405, b"", JSON
        else:
            status, body, media = await self._answer(scope["path"])
        headers = [(b"content-type", media.encode()), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, path: str) -> tuple[int, bytes, str]:
        if path == "/metrics":
            return 200, await self._metrics(), MEDIA_TYPE
        if path == "/health":
            return 200, json.dumps({"status": "ok"}).encode(), JSON
        if path == "/ready":
            missing = await self._missing()
            body = {"status": "not ready" if missing else "ready", "missing": missing}
            return 503 if missing else 200, json.dumps(body).encode(), JSON
        return 404, b"", JSON
