"""A platform that answers badly by HTTP: each is a refusal, and in time."""

import asyncio
import json
from collections.abc import AsyncIterator
from time import time

import httpx2
import pytest
from tests.effects.test_media import PART, Pieces

from quorate.accounts.subject import Subject
from quorate.effects import outward
from quorate.effects.connectors import calling
from quorate.effects.connectors.base import Freeing
from quorate.effects.connectors.matrix import TOKEN_SECONDS, MatrixConnector
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

SUBJECT = Subject("matrix:here.example", SubjectKind.ACCOUNT, "@troll:here.example")


class Dripping(httpx2.AsyncByteStream):
    """A byte now and then, each in time for whoever waits for the next."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.01)


def connector(body: bytes | httpx2.AsyncByteStream) -> MatrixConnector:
    """One whose platform answers everything so."""
    made = MatrixConnector("here.example", "http://here.example", "the token")
    answers = {"content": body} if isinstance(body, bytes) else {"stream": body}
    made._calls.http = httpx2.AsyncClient(  # pyright: ignore[reportPrivateUsage]
        base_url="http://here.example",
        transport=httpx2.MockTransport(lambda _: httpx2.Response(200, **answers)),  # pyright: ignore[reportArgumentType]
    )
    return made


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff", b"9" * 5000, b"[]", b""])
async def test_what_cannot_be_read_is_no_answer(body: bytes) -> None:
    found = await connector(body).free(Freeing.UNSUSPEND, SUBJECT)
    assert isinstance(found, Refusal)
    assert found.problem is Problem.PLATFORM_UNAVAILABLE


async def test_an_answer_that_never_ends_is_waited_for_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calling, "ANSWERS_WITHIN", 0.1)
    async with asyncio.timeout(5):
        found = await connector(Dripping()).free(Freeing.UNSUSPEND, SUBJECT)
    assert isinstance(found, Refusal)
    assert found.problem is Problem.PLATFORM_UNAVAILABLE


@pytest.mark.parametrize("redaction", ["endless", "asks us to rest", "done"])
async def test_a_redaction_gives_its_token_back_and_is_in_doubt_where_its_answer_is_none(
    redaction: str,
) -> None:
    endless, asked = Pieces(10 * calling.MOST_BYTES // PART), list[tuple[str, str]]()
    ends: list[int] = []
    message = Subject(SUBJECT.connector, SubjectKind.MESSAGE, f"!r:x/$event/{SUBJECT.native}")
    event = {"sender": SUBJECT.native, "room_id": "!r:x"}
    redacted = {
        "endless": httpx2.Response(200, stream=endless),
        "asks us to rest": httpx2.Response(429, json={}),
        "done": httpx2.Response(200, json={}),
    }

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append((request.method, request.url.path.rpartition("/")[2]))
        if request.method == "PUT":
            return redacted[redaction]
        if request.url.path.endswith(f"{SUBJECT.native}/login"):
            ends.append(json.loads(request.content)["valid_until_ms"])
        found = {"name": SUBJECT.native, "access_token": "a token", "event": event}
        return httpx2.Response(200, json=found)

    made = connector(b"")
    made._calls.http = httpx2.AsyncClient(  # pyright: ignore[reportPrivateUsage]
        base_url="http://here.example", transport=httpx2.MockTransport(answer)
    )
    order = outward.Outward("prop_1", Action.REMOVE_CONTENT, ("a1", "b2"), outward._MINT)  # pyright: ignore[reportPrivateUsage]
    found = await made.act(order, message)
    assert asked[-2:] == [("PUT", "prop_1"), ("POST", "logout")]
    assert [0 < end / 1000 - time() <= TOKEN_SECONDS for end in ends] == [True]
    assert isinstance(found, Refusal) is (redaction != "done")
    if isinstance(found, Refusal):
        assert found.problem is Problem.PLATFORM_UNAVAILABLE
    assert endless.sent <= calling.MOST_BYTES // PART + 1
