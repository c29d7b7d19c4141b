"""A proxy in front of Synapse: it counts what reached the platform and answers as bad ones do."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

HANG_SECONDS = 12.0
_SUSPEND = "/_synapse/admin/v1/suspend/"


class Fault(StrEnum):
    """How a platform fails. Those that end in `_done` have done what was asked all the same."""

    CUT = "cut"
    CUT_DONE = "cut_done"
    ERROR = "error"
    ERROR_DONE = "error_done"
    HANG = "hang"
    HANG_DONE = "hang_done"
    TOO_MANY = "too_many"
    WRONG_JSON = "wrong_json"
    WRONG_JSON_DONE = "wrong_json_done"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the effector's; `at` by the monotonic clock."""

    method: str
    path: str
    body: bytes
    at: float

    @property
    def silences(self) -> str | None:
        """The account that it suspends, if it does."""
        return self._account if json.loads(self.body or b"{}").get("suspend") is True else None

    @property
    def acts(self) -> bool:
        """Whether it changes an account."""
        return self.method == "PUT" and self.path.startswith(_SUSPEND)

    @property
    def _account(self) -> str | None:
        return unquote(self.path.removeprefix(_SUSPEND)) if self.acts else None


Plan = Callable[[Call], Fault | None]
Hook = Callable[[Call], None]


def _no_fault(_: Call) -> Fault | None:
    return None


def _nothing(_: Call) -> None:
    return None


class _Quiet(ThreadingHTTPServer):
    """Whoever is killed while asking resets the connection: no news here."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing."""


@dataclass
class Platform:
    """Listens on a free loopback port until closed. `plan` chooses a call's fault; `before` and
    `after` run in front of and behind what is forwarded."""

    target: str
    plan: Plan = _no_fault
    before: Hook = _nothing
    after: Hook = _nothing
    forwarded: list[Call] = field(default_factory=list[Call])
    asked: list[Call] = field(default_factory=list[Call])

    def __post_init__(self) -> None:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                platform.handle(self)

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                """Calls are kept, not printed."""

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """For the effector's configuration."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def calm(self) -> None:
        """No fault any more."""
        self.plan, self.before, self.after = _no_fault, _nothing, _nothing

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()

    def silenced(self) -> dict[str, int]:
        """How often each account's suspension reached the platform."""
        found: dict[str, int] = {}
        for call in list(self.forwarded):
            account = call.silences
            if account:
                found[account] = found.get(account, 0) + 1
        return found

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """One request, as the plan says."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        call = Call(request.command, request.path, body, time.monotonic())
        self.asked.append(call)
        fault = self.plan(call)
        try:
            self.before(call)
            done = self._forward(request, call) if fault is None or "done" in fault else None
            self.after(call)
            _answer(request, fault, done)
        except (OSError, http.client.HTTPException):
            request.close_connection = True

    def _forward(self, request: BaseHTTPRequestHandler, call: Call) -> tuple[int, bytes]:
        self.forwarded.append(call)
        host = urlsplit(self.target).netloc
        upstream = http.client.HTTPConnection(host, timeout=30.0)
        try:
            kept = ("Authorization", "Content-Type")
            headers = {k: request.headers[k] for k in kept if request.headers[k]}
            upstream.request(call.method, call.path, call.body or None, headers)
            answer = upstream.getresponse()
            return answer.status, answer.read()
        finally:
            upstream.close()


def _answer(
    request: BaseHTTPRequestHandler, fault: Fault | None, done: tuple[int, bytes] | None
) -> None:
    status, body = done or (200, b'{"ok": true}')
    match fault:
        case None:
            _send(request, status, body)
        case Fault.ERROR | Fault.ERROR_DONE:
            _send(request, 500, b'{"errcode": "M_UNKNOWN", "error": "Internal server error"}')
        case Fault.TOO_MANY:
            _send(request, 429, b'{"errcode": "M_LIMIT_EXCEEDED"}', {"Retry-After": "1"})
        case Fault.HANG | Fault.HANG_DONE:
            _hang(request)
        case Fault.CUT | Fault.CUT_DONE:
            _send(request, status, body[: len(body) // 2], {"Content-Length": str(len(body))})
            request.close_connection = True
        case Fault.WRONG_JSON | Fault.WRONG_JSON_DONE:
            _send(request, 200, b'{"name": null, "suspended": "yes", "joined_rooms": {}}')


def _send(
    request: BaseHTTPRequestHandler, status: int, body: bytes, more: dict[str, str] | None = None
) -> None:
    request.send_response(status)
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(more or {})}
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)
    request.wfile.flush()


def _hang(request: BaseHTTPRequestHandler) -> None:
    """Accepted and never answered; until the other side gives up."""
    request.connection.settimeout(HANG_SECONDS)
    with contextlib.suppress(OSError):
        request.connection.recv(1)
    request.close_connection = True
