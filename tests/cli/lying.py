"""A server between a person and the real one, that lies. Fault injection, nothing else."""

import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2

from quorate.demo.setting import Setting

Lie = Callable[[str, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Liar:
    """Where it listens as a profile file, and the paths that were asked with POST."""

    profile: Path
    posted: list[str]


def _handler(real: str, lie: Lie, posted: list[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            answer = httpx2.request(
                self.command,
                real + self.path,
                content=body,
                headers=dict(self.headers.items()),
                trust_env=False,
            )
            if self.command == "POST":
                posted.append(self.path)
            said = json.dumps(lie(self.path, answer.json())).encode()
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    return Handler


@contextmanager
def lying(setting: Setting, folder: Path, lie: Lie) -> Generator[Liar]:
    """The Host header is passed on, so that signatures of requests hold."""
    posted: list[str] = []
    handler = _handler(setting.profile.server, lie, posted)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    profile = folder / "lying.json"
    own = replace(setting.profile, server=f"http://127.0.0.1:{server.server_port}")
    profile.write_text(json.dumps(asdict(own)))
    try:
        yield Liar(profile, posted)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
