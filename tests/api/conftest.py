from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
from fastapi import Request
from psycopg_pool import AsyncConnectionPool
from tests.casework import ADDRESSES, NOW, actor, web_pool

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.authority.engine import shipped_law
from quorate.authority.gate import Actor
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.problems import Problem, Refusal

TOKENS = {"token-of-app": "app", "token-of-partner": "partner"}


def identify(request: Request, body: bytes) -> Actor | Refusal:
    """A stand-in for signatures: the X-Actor header names a person, X-Role another role."""
    name = request.headers.get("x-actor")
    if name is None:
        return Refusal(Problem.NOT_SIGNED_IN, f"no signature over {len(body)} bytes")
    return actor(name, Role(request.headers.get("x-role", Role.REVIEWER)))


def make_client(pool: AsyncConnectionPool[Any]) -> httpx2.AsyncClient:
    app = create_app(Dependencies(pool, identify, TOKENS, lambda: NOW, shipped_law, ADDRESSES))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://quorate.test")


@pytest.fixture
async def client(database_url: str) -> AsyncGenerator[httpx2.AsyncClient]:
    async with web_pool(database_url) as pool, make_client(pool) as made:
        made.headers["Authorization"] = "Bearer token-of-app"
        yield made
