"""Look-ups of keys: one address is measured before it has one, and strangers' hosts that accept and
never answer hold up neither each other nor the directory."""

import asyncio
import json
from collections import Counter
from typing import Any

import httpx2
import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import ADDRESSES, NOW
from tests.labeler.network import (
    PATH,
    PLC,
    WITNESS,
    Directory,
    claims,
    document,
    labeler,
    new_key,
    nobody,
    token,
)

from quorate.api.app import create_app
from quorate.api.around.buckets import Pace
from quorate.api.around.deps import Dependencies
from quorate.api.around.rates import GUESSES
from quorate.atproto import resolving
from quorate.atproto.resolving import PLACES, PLACES_OF_ONE, Resolver
from quorate.authority.engine import shipped_law
from quorate.labeler.app import add_labeler
from quorate.labeler.errors import xrpc_refusal
from quorate.vocabulary.problems import Problem, Refusal

KEY = new_key()
FORGER, OTHER = "203.0.113.7", "198.51.100.1"


class Silent(httpx2.AsyncBaseTransport):
    """Hosts that accept, are counted, and never answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.host)
        await asyncio.Event().wait()
        raise AssertionError("nobody ends this")


class Served:
    """The whole of serve's app, with a directory that answers and hosts that do not."""

    def __init__(self) -> None:
        self.directory, self.silent = Directory(), Silent()
        self.directory.documents[WITNESS] = document(WITNESS, KEY)
        pool: Any = AsyncConnectionPool("", open=False)
        deps = Dependencies(pool, nobody, {}, lambda: NOW, shipped_law, ADDRESSES)
        self.app = create_app(deps)
        here = labeler(pool, self.directory)
        outside = httpx2.AsyncClient(transport=self.silent)
        here.resolver = Resolver(PLC, self.directory.client(), outside)
        add_labeler(self.app, here)

    def measure(self, burst: float) -> None:
        """So many refused tokens of one address, and none more for as long as the test takes."""
        self.app.state.rates.guesses._pace = Pace(burst, 0.0)

    async def status(self, issuer: str, host: str = FORGER, key: Any = KEY) -> int:
        """Of a report without a body that fits: 400 is a signature that held."""
        headers = {"Authorization": f"Bearer {token(key, claims(iss=issuer))}"}
        transport = httpx2.ASGITransport(app=self.app, client=(host, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://labels") as client:
            return (await client.post(PATH, json={}, headers=headers)).status_code

    async def statuses(self, issuers: list[str], host: str = FORGER) -> Counter[int]:
        return Counter(await asyncio.gather(*(self.status(one, host) for one in issuers)))


def webs(count: int) -> list[str]:
    return [f"did:web:h{n}.attacker.example" for n in range(count)]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    monkeypatch.setattr(resolving, "SECONDS", 0.3)
    return Served()


async def test_tokens_of_hosts_that_never_answer_are_measured_by_address(served: Served) -> None:
    burst = int(GUESSES.burst)
    served.measure(burst)
    assert await served.statuses(webs(burst + 20)) == {502: burst, 429: 20}
    assert await served.status(WITNESS) == 429
    assert await served.status(WITNESS, OTHER) == 400


def test_whoever_asks_too_much_is_told_how_long_to_wait() -> None:
    told = xrpc_refusal(Refusal(Problem.TOO_MANY_REQUESTS, "wait a minute"))
    assert (told.status_code, told.headers["retry-after"]) == (429, "60")
    assert json.loads(bytes(told.body)) == {
        "error": "RateLimitExceeded",
        "message": "wait a minute",
    }


async def test_behind_a_front_that_says_nobody_nothing_is_measured(served: Served) -> None:
    served.measure(1)
    assert await served.statuses(webs(3), "127.0.0.1") == {502: 3}


async def test_a_forged_token_costs_one_and_a_signature_that_holds_none(served: Served) -> None:
    served.measure(2)
    for name in "abc":
        did = f"did:plc:{name * 24}"
        served.directory.documents[did] = document(did, KEY)
        assert await served.status(did) == 400
    forged = [await served.status(WITNESS, key=new_key()) for _ in range(3)]
    assert forged == [401, 401, 429]


async def test_one_address_holds_few_places_and_another_has_the_rest(served: Served) -> None:
    first = asyncio.create_task(served.statuses(webs(2 * PLACES_OF_ONE)))
    await asyncio.sleep(0.1)
    assert len(served.silent.asked) == PLACES_OF_ONE
    second = asyncio.create_task(served.statuses(["did:web:writer.example"], OTHER))
    await asyncio.sleep(0.1)
    assert served.silent.asked[PLACES_OF_ONE:] == ["writer.example"]
    assert (await first, await second) == ({502: 2 * PLACES_OF_ONE}, {502: 1})


async def test_whoever_waits_for_a_place_in_vain_is_answered(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "SECONDS", 60.0)
    holders = [asyncio.create_task(served.status(one, "127.0.0.1")) for one in webs(PLACES)]
    await asyncio.sleep(0.1)
    monkeypatch.setattr(resolving, "SECONDS", 0.1)
    assert await asyncio.wait_for(served.status("did:web:writer.example", OTHER), 10) == 502
    assert len(served.silent.asked) == PLACES
    for one in holders:
        one.cancel()


async def test_the_directory_has_places_that_no_stranger_s_host_holds(served: Served) -> None:
    strangers = [asyncio.create_task(served.status(one, "127.0.0.1")) for one in webs(3 * PLACES)]
    await asyncio.sleep(0.1)
    assert await served.status(WITNESS, OTHER) == 400
    assert not any(one.done() for one in strangers)
    assert set(await asyncio.gather(*strangers)) == {502}
