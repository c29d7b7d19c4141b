"""A platform that answers badly by HTTP: each is a refusal, and in time."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from quorate.accounts.subject import Subject
from quorate.effects.connectors import calling
from quorate.effects.connectors.base import Freeing
from quorate.effects.connectors.matrix import MatrixConnector
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
