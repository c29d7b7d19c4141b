"""A part that is loaded later: who asks for it waits, and nobody else."""

import asyncio
import threading

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from quorate.api.around.later import Later, Loading, Opening


class Held:
    """Something that is loaded when it may be."""

    def __init__(self) -> None:
        self.may, self.times = threading.Event(), 0

    def load(self) -> None:
        assert self.may.wait(20)
        self.times += 1


async def said(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(Request(scope).url.path)(scope, receive, send)


def client(app: Opening | Later) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://here")


async def test_pages_wait_until_they_are_loaded_and_reports_do_not() -> None:
    held = Held()
    async with client(Opening(said, Loading(held.load), "/console")) as http:
        pages = [asyncio.create_task(http.get("/console/queue")) for _ in range(3)]
        assert (await http.get("/v1/reports")).text == "/v1/reports"
        await asyncio.sleep(0.05)
        assert not any(page.done() for page in pages)
        held.may.set()
        assert {(await page).text for page in pages} == {"/console/queue"}
        assert (await http.get("/console")).text == "/console"
    assert held.times == 1


async def test_what_could_not_be_loaded_is_loaded_when_it_is_asked_for_again() -> None:
    tries: list[str] = []

    def load() -> str:
        tries.append("a try")
        if len(tries) == 1:
            raise OSError("no file")
        return "loaded"

    loading = Loading(load)
    with pytest.raises(OSError, match="no file"):
        await loading.done()
    assert [await loading.done() for _ in range(2)] == ["loaded"] * 2
    assert len(tries) == 2


async def test_an_application_is_made_by_the_first_who_asks() -> None:
    made: list[str] = []

    def make() -> object:
        made.append("once")
        return said

    async with client(Later(make)) as http:  # pyright: ignore[reportArgumentType]
        assert made == []
        answers = await asyncio.gather(*(http.get("/Users") for _ in range(3)))
    assert {answer.text for answer in answers} == {"/Users"}
    assert made == ["once"]
