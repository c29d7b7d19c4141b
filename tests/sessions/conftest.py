"""The console and the API over a World's ledger, in this process; the clock is the World's."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from psycopg_pool import AsyncConnectionPool
from tests.casework import ADDRESSES, web_pool

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.api.around.house import House
from quorate.api.around.wakes import Wakes
from quorate.authority.gate import Actor
from quorate.authority.laws import Laws
from quorate.authority.policyset import SHIPPED
from quorate.console.app import add_console
from quorate.console.sitting.sealing import SIGN_IN_DOMAIN
from quorate.effects.asking import Asking
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.world import World
from quorate.people.keys import key_id
from quorate.people.requests import RequestCheck
from quorate.vocabulary.problems import Problem, Refusal

OWN = {"Sec-Fetch-Site": "same-origin"}
INVITES = {"invite-of-employee": "employee", "invite-of-contractor": "contractor"}


def console_key(who: str) -> dict[str, str]:
    """A browser's key as the people file names it."""
    return {"public": seeded(f"browser of {who}").public.hex(), "channel": "console"}


@dataclass
class Office:
    """One serving process."""

    world: World
    app: FastAPI
    house: House
    pool: AsyncConnectionPool[Any]

    @asynccontextmanager
    async def browser(self, base: str = "http://localhost") -> AsyncGenerator[httpx2.AsyncClient]:
        """A browser of its own, on our own pages."""
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=base, headers=OWN) as made:
            yield made

    async def sign_in(self, browser: httpx2.AsyncClient, who: str) -> httpx2.Response:
        """By the browser's key, as the page's script does it."""
        key = seeded(f"browser of {who}")
        asked = {"invite": f"invite-of-{who}", "public": key.public.hex()}
        challenge = (await browser.post("/console/sign-in/key", data=asked)).json()["challenge"]
        digest = hashlib.sha256(SIGN_IN_DOMAIN + challenge.encode()).digest()
        said = {
            "key": key_id(key.public),
            "challenge": challenge,
            "sig": key.sign(digest).hex(),
        }
        return await browser.post("/console/sign-in", data=said)


def nobody(request: Request, body: bytes) -> Actor | Refusal:
    return Refusal(Problem.NOT_SIGNED_IN, f"{request.method}, {len(body)} bytes")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path).found()
    staff = [
        row(who, team, keys=[*made.people[who]["keys"], console_key(who)])
        for who, team in (("employee", "south"), ("contractor", "north"))
    ]
    made.change_people(*staff)
    return made


@pytest.fixture
async def office(world: World, database_url: str) -> AsyncGenerator[Office]:
    onlooker = Onlooker(world.log, world.genesis)
    async with web_pool(database_url) as pool, httpx2.AsyncClient() as http:
        asking = Asking("http://127.0.0.1:1", seeded("web"), http)
        check, laws = RequestCheck(lambda _: None), Laws(SHIPPED.parent)
        house = House(onlooker, asking, check, INVITES, Wakes(onlooker), laws)
        app = create_app(Dependencies(pool, nobody, {}, world.clock, house.law, ADDRESSES), house)
        add_console(app)
        yield Office(world, app, house, pool)
