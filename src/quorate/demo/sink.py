"""On-call's sink of the demo: a webhook receiver that keeps every page with its time."""

import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Page:
    """What on-call got, and when (seconds since the epoch)."""

    title: str
    body: str
    at: float


class Sink:
    """Listens on a free loopback port until closed."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                said = json.loads(self.rfile.read(length))
                sink.pages.append(Page(said["title"], said["message"], time.time()))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Pages are kept, not printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """For apprise."""
        return f"json://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, word: str, seconds: float = 5.0) -> Page | None:
        """The first page whose title holds the word."""
        for _ in range(int(seconds / 0.02)):
            found = next((p for p in self.pages if word in p.title), None)
            if found:
                return found
            time.sleep(0.02)
        return None
