"""A platform that answers badly: 500, 429, no JSON, nothing. A stand-in, to inject the fault."""

import asyncio
import threading
import time
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
def answering(
    status: int, body: bytes, rest: str = "", asked: list[str] | None = None
) -> Generator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if asked is not None:
                asked.append(self.path)
            self.send_response(status)
            if rest:
                self.send_header("Retry-After", rest)
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


@pytest.mark.parametrize("rest", ["1", "", "soon"])
async def test_a_platform_that_asks_for_time_is_left_alone_that_long(rest: str) -> None:
    asked: list[str] = []
    with answering(429, b"{}", rest, asked) as url:
        connector = MatrixConnector("x.localhost", url, "token")
        for _ in range(20):
            assert isinstance(await connector.resolve(USER), Refusal)
        assert isinstance(await connector.raw("/reports"), Refusal)
        assert len(asked) == 1
        await asyncio.sleep(1.1)
        await connector.resolve(USER)
        await connector.close()
    assert len(asked) == 2


async def test_however_long_a_platform_wants_to_be_left_alone_restoring_asks_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    with answering(429, b"{}", "86400", asked) as url:
        connector = MatrixConnector("x.localhost", url, "token")
        await connector.free(Freeing.UNSUSPEND, USER)
        later = time.monotonic() + 10.5
        with monkeypatch.context() as patched:
            patched.setattr("quorate.effects.connectors.calling.monotonic", lambda: later)
            await connector.free(Freeing.UNSUSPEND, USER)
        await connector.close()
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, Problem.SUBJECT_UNKNOWN), (500, Problem.PLATFORM_UNAVAILABLE)],
)
async def test_what_is_gone_is_told_apart_from_a_platform_that_is_away(
    status: int, why: Problem
) -> None:
    with answering(status, b"{}") as url:
        connector = MatrixConnector("x.localhost", url, "token")
        answer = await connector.raw("/_synapse/admin/v1/fetch_event/gone")
        await connector.close()
    assert isinstance(answer, Refusal)
    assert answer.problem is why


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": null, "suspended": true}',
        b'{"name": "@user:x.localhost"}',
        b'{"name": "@user:x.localhost", "suspended": "yes", "locked": 0, "deactivated": 0}',
    ],
)
async def test_half_an_answer_says_nothing_about_what_is_in_force(body: bytes) -> None:
    with answering(200, body) as url:
        connector = MatrixConnector("x.localhost", url, "token")
        answer = await connector.in_force(Action.SUSPEND, USER)
        await connector.close()
    assert isinstance(answer, Refusal)
    assert answer.problem is Problem.PLATFORM_UNAVAILABLE
