"""How much one address and one person may ask, and what every answer says to the browser."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from psycopg_pool import AsyncConnectionPool
from tests.api.conftest import TOKENS, identify
from tests.casework import ADDRESSES, NOW

from quorate.api.app import create_app
from quorate.api.around import buckets, rates
from quorate.api.around.buckets import Buckets, Pace, place_of
from quorate.api.around.deps import Dependencies
from quorate.api.around.headers import HEADERS, SafeHeaders
from quorate.authority.engine import shipped_law
from quorate.demo.setting import free_ports
from quorate.processes.running import listen

FOREIGN = ("203.0.113.7", 1)


def app() -> FastAPI:
    pool: Any = AsyncConnectionPool("", open=False)
    return create_app(Dependencies(pool, identify, TOKENS, lambda: NOW, shipped_law, ADDRESSES))


def client(made: FastAPI, place: tuple[str, int] = FOREIGN, **headers: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(
        app=SafeHeaders(made), client=place, raise_app_exceptions=False
    )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.AsyncClient(transport=transport, base_url="http://quorate.test", headers=named)


def test_a_bucket_fills_again_and_forgets_who_is_long_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Buckets(Pace(2, 0.5))
    assert [made.take("a", 0.0) for _ in range(3)] == [True, True, False]
    assert not made.has("a", 1.0)
    assert made.has("a", 2.0) and made.has("b", 2.0)
    assert [made.take("a", 2.0), made.take("a", 2.0)] == [True, False]
    monkeypatch.setattr(buckets, "MOST", 1)
    made.take("b", 2.0)
    assert made.take("a", 2.0)


def test_a_token_that_is_given_back_is_there_again_and_no_bucket_holds_more() -> None:
    made = Buckets(Pace(1, 0.0))
    assert [made.take("a", 0.0), made.take("a", 0.0)] == [True, False]
    for _ in range(2):
        made.give_back("a", 0.0)
    assert [made.take("a", 0.0), made.take("a", 0.0)] == [True, False]


def test_a_request_takes_back_no_more_than_it_laid_down() -> None:
    made = Buckets(Pace(1, 0.0))
    first, second = rates.Guess(made, "a"), rates.Guess(made, "a")
    assert [first.lay_down(), first.lay_down(), second.lay_down()] == [True, True, False]
    second.take_back()
    assert not made.has("a", 0.0)
    for _ in range(2):
        first.take_back()
    assert made.has("a", 0.0)


def test_a_household_is_one_place() -> None:
    assert place_of("2001:db8:1:2::1") == place_of("2001:db8:1:2:ffff::9")
    assert place_of("2001:db8:1:2::1") != place_of("2001:db8:1:3::1")
    assert place_of("198.51.100.1") != place_of("198.51.100.2")
    # As a front says it that listens for both kinds on one socket.
    assert place_of("::ffff:198.51.100.1") == "198.51.100.1"
    assert rates.asker({"type": "http", "client": ("::ffff:127.0.0.1", 1)}) is None


async def test_guesses_of_one_address_end_and_no_other_address_waits_for_them() -> None:
    made = app()
    async with (
        client(made, Authorization="Bearer guessed") as guesser,
        client(made, ("203.0.113.8", 1), Authorization="Bearer guessed") as other,
        client(made, ("127.0.0.1", 1), Authorization="Bearer guessed") as front,
    ):
        for _ in range(int(rates.GUESSES.burst)):
            answer = await guesser.post("/v1/reports", json={})
            assert answer.status_code == 401
        answer = await guesser.post("/v1/reports", json={})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
        assert answer.json()["type"] == "urn:quorate:problem:too-many-requests"
        guesser.headers["Authorization"] = "Bearer token-of-app"
        assert (await guesser.post("/v1/reports", json={})).status_code == 429
        assert (await other.post("/v1/reports", json={})).status_code == 401
        for _ in range(int(rates.GUESSES.burst) + 1):
            assert (await front.post("/v1/reports", json={})).status_code == 401


async def test_one_person_waits_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    made = app()
    monkeypatch.setattr(made.state.rates.persons, "_pace", Pace(3, 0.001))
    async with client(made, x_actor="r1") as runs_wild:
        statuses = [(await runs_wild.get("/v1/cases?limit=x")).status_code for _ in range(5)]
        assert statuses[3:] == [429, 429]
        assert 429 not in statuses[:3]
    async with client(made, x_actor="r2") as other:
        assert (await other.get("/v1/cases?limit=x")).status_code != 429


@pytest.mark.parametrize("path", ["/schema", "/reference", "/nowhere", "/v1/cases", "/health"])
async def test_every_answer_tells_the_browser_to_be_strict(path: str) -> None:
    """Pages, documents, refusals, and what fails: /health has no database here."""
    async with client(app()) as browser:
        answer = await browser.get(path)
    for name, value in HEADERS.items():
        own = name == "Content-Security-Policy" and path == "/reference"
        assert own or answer.headers[name] == value, name
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.fixture
async def heard(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[httpx2.AsyncClient]:
    """What a process believes of a request, over a real socket. The environment cannot widen whose
    word counts."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    made, stop, port = FastAPI(), asyncio.Event(), free_ports("app")["app"]

    @made.get("/")
    async def told(request: Request) -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"host": request.client.host if request.client else "", "by": request.url.scheme}

    serving = asyncio.create_task(listen(made, port, stop))
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        for _ in range(200):
            try:
                await http.get("/")
                break
            except httpx2.ConnectError:
                await asyncio.sleep(0.05)
        yield http
    stop.set()
    await serving


@pytest.mark.parametrize(
    ("shown", "host"),
    [
        ("", "127.0.0.1"),
        ("203.0.113.7", "203.0.113.7"),
        # What a client wrote itself stands before what the front adds.
        ("127.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 127.0.0.1", "203.0.113.7"),
    ],
)
async def test_the_front_s_word_counts_and_not_the_client_s(
    heard: httpx2.AsyncClient, shown: str, host: str
) -> None:
    headers = {"X-Forwarded-For": shown, "X-Forwarded-Proto": "https"} if shown else {}
    answer = await heard.get("/", headers=headers)
    assert answer.json() == {"host": host, "by": "https" if shown else "http"}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/holds", "GET, POST"),
        ("/v1/cases/next", "POST"),
        ("/v1/orders/x", "GET, PUT"),
    ],
)
async def test_what_an_address_takes_is_told_whole(path: str, allow: str) -> None:
    async with client(app()) as asking:
        answer = await asking.request("OPTIONS", path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
