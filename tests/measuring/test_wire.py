"""What counts as answered in a measurement of requests a second."""

import contextlib
import socketserver
import threading
from collections.abc import Generator

import pytest
from benchmarks.wire import CLIENTS, posted, send

GOOD = b"HTTP/1.1 200 OK\r\n"


@contextlib.contextmanager
def answering(*answers: bytes) -> Generator[tuple[int, list[bytes]]]:
    """A server that gives each connection these answers, one a request; and what it was sent."""
    asked: list[bytes] = []

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for answer in answers:
                head = b""
                with contextlib.suppress(ConnectionError):
                    while (line := self.rfile.readline()) not in (b"", b"\r\n"):
                        head += line
                if not head:
                    return
                length = int(head.lower().partition(b"content-length: ")[2].split()[0])
                asked.append(head + self.rfile.read(length))
                self.wfile.write(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield int(server.server_address[1]), asked
        server.shutdown()
        thread.join()


def taken(head: bytes, body: bytes) -> bool:
    return head.startswith(GOOD) and body.endswith(b"}")


def test_every_request_is_sent_once_and_its_whole_answer_read() -> None:
    whole = GOOD + b'Content-Length: 7\r\n\r\n{"a":1}'
    parts = GOOD + b"Transfer-Encoding: chunked\r\n\r\n7\r\n" + b'{"a":1}' + b"\r\n0\r\n\r\n"
    requests = [posted("/x", {"X-Number": f"n{n}"}, {"é": n}) for n in range(2 * CLIENTS)]
    with answering(whole, parts) as (port, asked):
        assert send(port, requests, lambda head, body: b'{"a":1}' in body) > 0
    assert sorted(f"n{n}".encode() for n in range(2 * CLIENTS)) == sorted(
        one.partition(b"X-Number: ")[2].split()[0] for one in asked
    )


def test_a_refused_request_ends_the_measurement() -> None:
    whole = GOOD + b"Content-Length: 2\r\n\r\n{}"
    refused = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n{}"
    with answering(whole, refused) as (port, _), pytest.raises(RuntimeError, match="429"):
        send(port, [posted("/x", {}, {})] * (2 * CLIENTS), taken)
