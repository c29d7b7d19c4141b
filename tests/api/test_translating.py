"""A translation service may be slow, wrong or hostile: what it answers is a text or a refusal."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest

from quorate.api.around.translating import ANSWERED, ASKED, Translated, Translator
from quorate.vocabulary.problems import Problem, Refusal

Answer = tuple[int, bytes]
GOOD = {"translatedText": "<b>Good morning</b>", "detectedLanguage": {"language": "de"}}


@asynccontextmanager
async def service(
    answer: Callable[[dict[str, object]], Answer], wait: float = 0.0
) -> AsyncGenerator[str]:
    """A stand-in on a socket of its own; gives its address."""

    serving: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task: asyncio.Task[None] | None = asyncio.current_task()
        serving.extend([task] if task else [])
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        status, body = answer(json.loads(await reader.readexactly(length)))
        await asyncio.sleep(wait)
        told = f"HTTP/1.1 {status} x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(told.encode() + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*serving, return_exceptions=True)


async def asked(
    answer: Answer, said: str = "Guten Morgen", wait: float = 0.0, source: str | None = None
) -> tuple[Translated | Refusal, list[dict[str, object]]]:
    """What came of it, and what the service was sent."""
    seen: list[dict[str, object]] = []

    def told(body: dict[str, object]) -> Answer:
        seen.append(body)
        return answer

    async with service(told, wait) as address, httpx2.AsyncClient(trust_env=False) as http:
        found = await Translator(address, "k", http, 0.5).translate(said, source, "en")
    return found, seen


def packed(body: object, status: int = 200) -> Answer:
    return status, json.dumps(body).encode()


async def test_the_text_comes_in_the_wanted_language_and_no_more_than_it_is_sent() -> None:
    found, seen = await asked(packed(GOOD))
    assert found == Translated("<b>Good morning</b>", "de", cut=False)
    plain = {"q": "Guten Morgen", "source": "auto", "target": "en", "format": "text"}
    assert seen == [plain | {"api_key": "k"}]


async def test_a_long_text_is_cut_and_so_is_a_long_answer() -> None:
    found, seen = await asked(packed({"translatedText": "y" * 50_000}), "x" * 9_000, source="de")
    assert found == Translated("y" * ANSWERED, "de", cut=True)
    assert seen[0]["q"] == "x" * ASKED


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (packed({"error": "Slow down"}, 429), "the service refused: Slow down"),
        (packed({"error": "de is not supported"}, 400), "refused: de is not supported"),
        (packed({"error": "x" * 999}, 403), "refused: " + "x" * 200),
        (packed({}, 500), "no translation"),
        (packed({"translatedText": ["a"]}), "no translation"),
        (packed(GOOD | {"detectedLanguage": 7}), "no translation"),
        ((200, b"<html>"), "no translation"),
        ((200, b"[" * 99_999), "no translation"),
        ((200, b"x" * 400_000), "no translation"),
        ((302, b""), "no translation"),
    ],
)
async def test_anything_else_is_a_refusal_that_says_why(answer: Answer, why: str) -> None:
    found, _ = await asked(answer)
    assert isinstance(found, Refusal)
    assert found.problem is Problem.TRANSLATION_UNAVAILABLE
    assert why in found.detail


async def test_a_slow_service_costs_no_more_than_its_time() -> None:
    found, _ = await asked(packed(GOOD), wait=1.0)
    assert isinstance(found, Refusal)
    assert found.detail == "no answer within 0.5 seconds"


async def test_a_service_that_is_away_is_told() -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        found = await Translator("http://127.0.0.1:9", None, http).translate("x", None, "en")
    assert isinstance(found, Refusal)
    assert "ConnectError" in found.detail
