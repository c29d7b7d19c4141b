"""Two `serve` on one database: what is shared between them, and what need not be."""

from contextlib import AsyncExitStack

import httpx2
from fastapi import Request
from psycopg_pool import AsyncConnectionPool
from tests.casework import ADDRESSES, NOW, actor, rows, web_pool
from tests.cli.asking import problem

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.authority.engine import shipped_law
from quorate.authority.gate import Actor
from quorate.people.nonces import take
from quorate.people.requests import FRESH
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.problems import Problem, Refusal

PATH = "/v1/cases/case_01a20000000070008000000000000000"


def identify(request: Request, _: bytes) -> Actor | Refusal:
    """As after a signature that holds: the nonce that it covers is known."""
    request.state.nonce = request.headers["x-nonce"]
    return actor("reviewer", Role.REVIEWER)


def serve(pool: AsyncConnectionPool) -> httpx2.AsyncClient:
    app = create_app(Dependencies(pool, identify, {}, lambda: NOW, shipped_law, ADDRESSES))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test")


async def test_what_one_serve_was_asked_another_does_not_take(database_url: str) -> None:
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(
                serve(await stack.enter_async_context(web_pool(database_url)))
            )
            for _ in range(2)
        ]
        recorded = {"x-nonce": "once"}
        first = await one.post(f"{PATH}/claim", json={"version": 1}, headers=recorded)
        problem(first, Problem.NOT_FOUND, "id")
        again = await other.post(f"{PATH}/claim", json={"version": 1}, headers=recorded)
        problem(again, Problem.NOT_SIGNED_IN, "nonce")
        reads = [await each.get(PATH, headers={"x-nonce": "read"}) for each in (one, other)]
        assert [answer.status_code for answer in reads] == [404, 404]


async def test_nonces_go_once_no_signature_can_bear_them(database_url: str) -> None:
    async with web_pool(database_url) as pool, pool.connection() as conn:
        assert await take(conn, "old", NOW)
        assert not await take(conn, "old", NOW + FRESH)
        assert await take(conn, "new", NOW + 3 * FRESH)
    assert len(rows(database_url, "SELECT FROM request_nonces")) == 1
