"""The public door and the API over a World's ledger, in this process; the clock is the World's."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from tests.casework import ADDRESSES, web_pool
from tests.playing import Play

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.api.around.house import House
from quorate.api.around.wakes import Wakes
from quorate.authority.gate import Actor
from quorate.authority.laws import Laws
from quorate.authority.policyset import SHIPPED
from quorate.effects.asking import Asking
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.amending import leads
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import World
from quorate.people.requests import RequestCheck
from quorate.public.app import create_public
from quorate.public.pages import PREFIX
from quorate.vocabulary.problems import Problem, Refusal

TOKENS = {"token-of-hotline": "hotline"}


@dataclass
class Outside:
    """Somebody outside, and the people inside who decide."""

    world: World
    app: FastAPI
    http: httpx2.AsyncClient
    play: Play
    url: str

    async def read(self, path: str, **headers: str) -> str:
        answer = await self.http.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.text


def nobody(request: Request, body: bytes) -> Actor | Refusal:
    return Refusal(Problem.NOT_SIGNED_IN, f"{request.method}, {len(body)} bytes")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path).found()
    made.change_people(*leads())
    return made


@pytest.fixture
async def outside(world: World, database_url: str) -> AsyncGenerator[Outside]:
    onlooker = Onlooker(world.log, world.genesis)
    async with web_pool(database_url) as pool, httpx2.AsyncClient() as http:
        asking = Asking("http://127.0.0.1:1", seeded("web"), http)
        check, laws = RequestCheck(lambda _: None), Laws(SHIPPED.parent)
        house = House(onlooker, asking, check, {}, Wakes(onlooker), laws)
        deps = Dependencies(
            pool, nobody, {t: n for t, n in TOKENS.items()}, world.clock, house.law, ADDRESSES
        )
        app = create_app(deps, house)
        app.mount(PREFIX, create_public(deps, house))
        transport: Any = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        base, own = "http://quorate.test", {"Sec-Fetch-Site": "same-origin"}
        async with httpx2.AsyncClient(transport=transport, base_url=base, headers=own) as browser:
            seen = Onlooker(world.log, world.genesis)
            seen.catch_up()
            play = Play(world, database_url, pool, seen)
            yield Outside(world, app, browser, play, database_url)
