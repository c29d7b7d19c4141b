"""A platform that answers badly: 500, 429, no JSON, nothing. A stand-in, to inject the fault."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from quorate.accounts.subject import Subject
from quorate.effects.connectors.base import Freeing
from quorate.effects.connectors.matrix import MatrixConnector
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

USER = Subject("matrix:x.localhost", SubjectKind.ACCOUNT, "@user:x.localhost")


@contextmanager
def answering(status: int, body: bytes) -> Generator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        do_PUT = do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"{}"), (429, b"{}"), (502, b"<html>"), (200, b"not json"), (200, b"[]"), (401, b"{}")],
)
async def test_a_bad_answer_is_a_typed_refusal_and_never_a_fact(status: int, body: bytes) -> None:
    with answering(status, body) as url:
        connector = MatrixConnector("x.localhost", url, "token")
        answers = [
            await connector.resolve(USER),
            await connector.read(USER),
            await connector.in_force(Action.SUSPEND, USER),
            await connector.free(Freeing.UNSUSPEND, USER),
        ]
        await connector.close()
    for answer in answers:
        assert isinstance(answer, Refusal)
        assert answer.problem is Problem.PLATFORM_UNAVAILABLE


async def test_a_platform_that_is_away_is_a_typed_refusal() -> None:
    connector = MatrixConnector("x.localhost", "http://127.0.0.1:9", "token")
    answer = await connector.read(USER)
    await connector.close()
    assert isinstance(answer, Refusal)
    assert answer.problem is Problem.PLATFORM_UNAVAILABLE


async def test_an_echo_of_another_spelling_is_refused() -> None:
    with answering(200, b'{"name": "@User:x.localhost"}') as url:
        connector = MatrixConnector("x.localhost", url, "token")
        answer = await connector.resolve(USER)
        await connector.close()
    assert isinstance(answer, Refusal)
    assert answer.problem is Problem.SUBJECT_NOT_CANONICAL
