"""A receiver of OTLP over HTTP on the loopback address, as small as it can be."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Seen:
    """A span as it came in; ids in hex, `parent` empty for a root."""

    process: str
    name: str
    trace: str
    span: str
    parent: str
    kind: int
    failed: bool
    facts: dict[str, str | int]
    links: list[str]
    nanoseconds: int


class Receiver:
    """What has come in so far."""

    def __init__(self) -> None:
        self.spans: list[Seen] = []
        self.endpoint = ""

    def take(self, body: bytes) -> None:
        """One request of an exporter."""
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {a.key: a.value.string_value for a in group.resource.attributes}
            for scope in group.scope_spans:
                self.spans += [_seen(named["service.name"], span) for span in scope.spans]

    def trace(self, trace: int) -> list[Seen]:
        """The spans of one trace."""
        return [span for span in self.spans if span.trace == f"{trace:032x}"]


def _seen(process: str, span: Any) -> Seen:
    facts = {a.key: a.value.string_value or a.value.int_value for a in span.attributes}
    return Seen(
        *(process, span.name, span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()),
        *(span.kind, span.status.code == 2, facts, [link.trace_id.hex() for link in span.links]),
        span.end_time_unix_nano - span.start_time_unix_nano,
    )


@contextmanager
def receiver() -> Generator[Receiver]:
    """Running until the end."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            found.take(self.rfile.read(int(self.headers["content-length"])))
            body = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
