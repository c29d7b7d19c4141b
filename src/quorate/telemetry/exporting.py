"""Spans leave by OTLP over HTTP, when the standard variables of the environment say where to.

OpenTelemetry is loaded only then.
"""

import os
from collections.abc import Callable, Mapping
from typing import Final

from quorate import __version__
from quorate.telemetry import traces

_PLACES: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_SHARE: Final = "OTEL_TRACES_SAMPLER_ARG"


def wanted(environment: Mapping[str, str]) -> bool:
    """Whether the environment names a place for traces, and does not turn them off."""
    off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    none = environment.get("OTEL_TRACES_EXPORTER", "otlp") != "otlp"
    return not off and not none and any(environment.get(name) for name in _PLACES)


def begin(process: str) -> Callable[[], None]:
    """Sends this process's spans from now on, if the environment wants them. Returns what has to
    be called at the end: it sends what is left."""
    if not wanted(os.environ):
        return _nothing
    from quorate.telemetry.otlp import Exporter  # noqa: PLC0415 - not in memory while off

    sink = Exporter(process, __version__, _share(os.environ))
    traces.send_to(sink)

    def end() -> None:
        traces.send_to(None)
        sink.close()

    return end


def _share(environment: Mapping[str, str]) -> float:
    """Which part of all traces is kept, 0 to 1; all of them where it is not said, or no number."""
    try:
        return min(max(float(environment.get(_SHARE, "1")), 0.0), 1.0)
    except ValueError:
        return 1.0


def _nothing() -> None:
    """Nothing was begun."""
