"""One language for everything that answers a request: the route, its threads, a stream."""

from collections.abc import AsyncIterator

import httpx2
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, StreamingResponse

from quorate.console.around.languages import KEPT, kept
from quorate.languages.speaking import Speaking
from quorate.languages.tongues import say


def spoken(under: str = "/") -> FastAPI:
    app = FastAPI()
    app.add_middleware(Speaking, asked=kept, under=under)

    async def parts() -> AsyncIterator[str]:
        yield say("Queue")
        yield say("Case")

    @app.get("/stream")
    async def stream() -> StreamingResponse:  # pyright: ignore[reportUnusedFunction]
        return StreamingResponse(parts())

    @app.get("/thread", response_class=PlainTextResponse)
    def thread() -> str:  # pyright: ignore[reportUnusedFunction]
        return say("Queue")

    return app


async def told(path: str, headers: dict[str, str], app: FastAPI | None = None) -> str:
    transport = httpx2.ASGITransport(app or spoken())
    async with httpx2.AsyncClient(transport=transport, base_url="http://console") as client:
        return (await client.get(path, headers=headers)).text


async def test_a_stream_and_a_thread_speak_the_language_of_their_request() -> None:
    assert await told("/stream", {"Accept-Language": "de"}) == "WarteschlangeFall"
    assert await told("/thread", {"Accept-Language": "de"}) == "Warteschlange"
    assert await told("/stream", {}) == "QueueCase"


async def test_what_is_for_machines_stays_english() -> None:
    app = spoken(under="/thread")
    german = {"Accept-Language": "de"}
    assert await told("/thread", german, app) == "Warteschlange"
    assert await told("/stream", german, app) == "QueueCase"


async def test_what_the_browser_keeps_goes_before_what_it_asks_for() -> None:
    chosen = {"Cookie": f"{KEPT}=de", "Accept-Language": "en"}
    assert await told("/thread", chosen) == "Warteschlange"
