"""An office whose effector knows whose an account or a message is, and one whose effector hangs."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from fastapi import Request
from tests.casework import ADDRESSES
from tests.sessions.conftest import Office
from tests.sessions.effector_door import answers

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.authority.gate import Actor
from quorate.effects.asking import Asking
from quorate.incidents.stage.world import TROLL
from quorate.vocabulary.problems import Problem, Refusal

MESSAGE = f"!room:here.example/$event/{TROLL}"
OWNER, OTHER = "employee", "contractor"


def owned(office: Office) -> None:
    """The account is its owner's, as the people file says."""
    office.world.changed(OWNER, accounts=[office.world.ref(TROLL)])
    office.house.rules()


@asynccontextmanager
async def effector(office: Office) -> AsyncGenerator[None]:
    """Its door answers."""
    async with answers(office, office.world.station()):
        yield


def hang(office: Office) -> list[str]:
    """Its door takes every question and answers none in time; what it was asked."""
    asked: list[str] = []

    def late(request: httpx2.Request) -> httpx2.Response:
        assert request.extensions["timeout"]["read"] == 2.0
        asked.append(request.url.path)
        raise httpx2.ReadTimeout("it does not answer", request=request)

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(late))
    office.house.asking = Asking("http://door", office.world.process_key("web"), http)
    return asked


class Api:
    """The API's doors, as people ask them."""

    def __init__(self, office: Office, http: httpx2.AsyncClient) -> None:
        self.office = office
        self.http = http

    async def post(self, who: str, path: str, **body: Any) -> httpx2.Response:
        headers = {"x-person": who, "content-type": "application/json"}
        return await self.http.post(f"/v1{path}", content=json.dumps(body), headers=headers)


@asynccontextmanager
async def api(office: Office) -> AsyncGenerator[Api]:
    """Whoever a header names asks."""

    def identify(request: Request, _: bytes) -> Actor | Refusal:
        return Actor(office.house.rules().roster.people[request.headers["x-person"]])

    law, clock = office.house.law, office.world.clock
    deps = Dependencies(office.pool, identify, {}, clock, law, ADDRESSES)
    transport = httpx2.ASGITransport(app=create_app(deps, office.house))
    async with httpx2.AsyncClient(transport=transport, base_url="http://quorate.test") as http:
        yield Api(office, http)


def excluded(answer: httpx2.Response) -> bool:
    """Whether it was refused since nobody has a word in their own matter."""
    told = answer.json()
    if answer.status_code < 400:
        return False
    assert told["type"] == f"urn:quorate:problem:{Problem.SELF_EXCLUDED}", told
    assert (told["field"], told["invariant"]) == ("signer", "I2")
    return True
