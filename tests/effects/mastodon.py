"""A server that speaks the documented contract of Mastodon's admin API, in memory."""

import json
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "the moderators' token"
FLAGS = {"silence": "silenced", "disable": "disabled", "suspend": "suspended"}
UNDOES = {"unsilence": "silenced", "enable": "disabled", "unsuspend": "suspended"}


def account(number: str, **changes: Any) -> dict[str, Any]:
    """An Admin::Account as it comes over the wire, the fields that matter here."""
    return {
        "id": number,
        "username": f"user{number}",
        "domain": None,
        "email": f"user{number}@mail.example",
        "ips": [{"ip": "192.0.2.7", "used_at": "2026-11-01T00:00:00.000Z"}],
        "role": {"id": -99, "name": "", "permissions": "0"},
        "silenced": False,
        "disabled": False,
        "suspended": False,
        "account": {"id": number, "followers_count": 12, "statuses_count": 3},
        **changes,
    }


@dataclass
class Mastodon:
    """What the server holds: `strikes` in order, `sent` statuses by idempotency key."""

    url: str = ""
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    statuses: dict[str, str] = field(default_factory=dict[str, str])
    strikes: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    sent: dict[str, str] = field(default_factory=dict[str, str])

    def get(self, path: str) -> tuple[int, object]:
        """An account for moderators, or a status."""
        admin = re.fullmatch(r"/api/v1/admin/accounts/(\d+)", path)
        if admin and admin[1] in self.accounts:
            return 200, self.accounts[admin[1]]
        status = re.fullmatch(r"/api/v1/statuses/(\d+)", path)
        if status and status[1] in self.statuses:
            return 200, {"id": status[1], "account": {"id": self.statuses[status[1]]}}
        return 404, {"error": "Record not found"}

    def post(self, path: str, body: dict[str, Any], key: str) -> tuple[int, object]:
        """An action, its undoing, or a status; the same key twice makes one status."""
        if path == "/api/v1/statuses" and body["visibility"] == "direct":
            self.sent.setdefault(key, body["status"])
            return 200, {"id": "1"}
        called = re.fullmatch(r"/api/v1/admin/accounts/(\d+)/(\w+)", path)
        if not called or called[1] not in self.accounts:
            return 404, {"error": "Record not found"}
        known, call = self.accounts[called[1]], called[2]
        if call == "action":
            self.strikes.append((called[1], body["type"], body["text"]))
            known[FLAGS[body["type"]]] = True
            return 200, {}
        if call not in UNDOES:
            return 404, {"error": "Not Found"}
        if call != "enable" and not known[UNDOES[call]]:
            return 403, {"error": "This action is not allowed"}
        known[UNDOES[call]] = False
        return 200, known


@contextmanager
def mastodon() -> Generator[Mastodon]:
    """The server, on loopback."""
    held = Mastodon()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.respond(*held.get(self.path))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.respond(*held.post(self.path, body, self.headers.get("Idempotency-Key", "")))

        def respond(self, status: int, body: object) -> None:
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, body = 401, {"error": "The access token is invalid"}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    held.url = f"http://127.0.0.1:{server.server_port}"
    yield held
    server.shutdown()
    thread.join()
    server.server_close()
