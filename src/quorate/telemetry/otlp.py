"""Our spans as OpenTelemetry's. Loaded by `exporting` alone, and only when traces are sent."""

import threading
from typing import Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from quorate.telemetry.traces import Place, Side, Span

_KINDS: Final = {Side.INSIDE: SpanKind.INTERNAL, Side.SERVER: SpanKind.SERVER}


class _Given(RandomIdGenerator):
    """Gives the ids that a span of ours has already."""

    def __init__(self) -> None:
        self.place = Place(1, 1)

    def generate_trace_id(self) -> int:
        """The trace's."""
        return self.place.trace

    def generate_span_id(self) -> int:
        """The span's."""
        return self.place.span


class Exporter:
    """Gathers spans and sends them in groups from a thread of its own; what does not go through is
    dropped, for nothing may wait for it.

    Each process samples by the trace's id alone, so that a trace is kept by all or by none.
    """

    def __init__(self, process: str, version: str, share: float) -> None:
        self._given, self._lock = _Given(), threading.Lock()
        resource = Resource.create(
            {"service.name": f"quorate-{process}", "service.version": version}
        )
        self._provider = TracerProvider(
            sampler=TraceIdRatioBased(share),
            resource=resource,
            id_generator=self._given,
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("quorate", version)

    def take(self, span: Span) -> None:
        """Puts it in the queue; from any thread."""
        context = Context()
        if span.parent is not None:
            context = set_span_in_context(NonRecordingSpan(_context(span.parent)), context)
        links = [Link(_context(span.link))] if span.link else []
        with self._lock:
            self._given.place = span.place
            made = self._tracer.start_span(
                *(span.name, context, _KINDS[span.side], dict(span.facts), links, span.began)
            )
        if span.failed:
            made.set_status(StatusCode.ERROR)
        made.end(span.ended)

    def close(self) -> None:
        """Sends what is left, within OpenTelemetry's own bound of time."""
        self._provider.shutdown()


def _context(place: Place) -> SpanContext:
    return SpanContext(place.trace, place.span, is_remote=True, trace_flags=TraceFlags(1))
