"""Reported media at the effector: what was reported, no more than the cap, nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest

from quorate.effects.connectors.matrix import MatrixConnector
from quorate.effects.doors.media import MediaDoor
from quorate.effects.memory import Memory
from quorate.vocabulary.media import MOST_BYTES
from quorate.vocabulary.problems import Problem, Refusal

ADDRESS = "mxc://here.example/abc"
PART = 1 << 20


class Pieces(httpx2.AsyncByteStream):
    """So many pieces of a mebibyte; `sent` is how many were taken."""

    def __init__(self, number: int) -> None:
        self.number, self.sent = number, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.number):
            self.sent += 1
            yield b"\0" * PART


def connector(pieces: Pieces, status: int = 200) -> tuple[MatrixConnector, list[httpx2.Request]]:
    """One whose platform answers everything so; what it was asked."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(status, stream=pieces)

    made = MatrixConnector("here.example", "http://here.example", "the token")
    made._calls.http = httpx2.AsyncClient(  # pyright: ignore[reportPrivateUsage]
        base_url="http://here.example", transport=httpx2.MockTransport(answer)
    )
    return made, asked


def problem(found: bytes | Refusal) -> Problem | None:
    return found.problem if isinstance(found, Refusal) else None


async def test_media_is_read_no_further_than_the_cap() -> None:
    most = MOST_BYTES // PART
    whole, asked = connector(Pieces(most))
    found = await whole.media(ADDRESS)
    assert isinstance(found, bytes)
    assert len(found) == MOST_BYTES
    assert asked[0].url.path == "/_matrix/client/v1/media/download/here.example/abc"
    endless = Pieces(10 * most)
    assert problem(await connector(endless)[0].media(ADDRESS)) is Problem.MEDIA_NOT_SHOWN
    assert endless.sent == most + 1


@pytest.mark.parametrize("status", [302, 403, 404, 500])
async def test_what_the_platform_withholds_is_not_shown(status: int) -> None:
    refused = await connector(Pieces(1), status)[0].media(ADDRESS)
    assert problem(refused) is Problem.MEDIA_NOT_SHOWN


@pytest.mark.parametrize("address", ["mxc://a/..%2f..", "mxc://a/b/c", "http://a/b", "mxc://a/b?c"])
async def test_an_address_of_another_form_asks_nothing(address: str) -> None:
    made, asked = connector(Pieces(1))
    assert problem(await made.media(address)) is Problem.MEDIA_NOT_SHOWN
    assert asked == []


async def test_the_door_gives_only_what_a_report_of_its_own_named(tmp_path: Path) -> None:
    made, asked = connector(Pieces(1))
    memory = Memory(tmp_path / "memory.sqlite")
    executor: Any = SimpleNamespace(chronicle=SimpleNamespace(memory=memory), connector=made)
    door = MediaDoor(executor)
    assert problem(await door.fetch(ADDRESS)) is Problem.MEDIA_NOT_SHOWN
    memory.take_report("another", "ref", "reporter", "mxc://here.example/other")
    assert problem(await door.fetch(ADDRESS)) is Problem.MEDIA_NOT_SHOWN
    assert asked == []
    memory.take_report("one", "ref", "reporter", ADDRESS)
    assert isinstance(await door.fetch(ADDRESS), bytes)
    memory.close()
