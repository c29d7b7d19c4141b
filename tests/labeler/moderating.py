"""A labeler over a World's log, a moderator at it, and an effector that acts in the test's turn."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool
from tests.casework import ADDRESSES, entries, rows, web_pool
from tests.labeler.network import (
    PLC,
    SERVICE,
    TROLL,
    URL,
    Directory,
    claims,
    document,
    new_key,
    nobody,
    token,
)
from tests.labeler.test_labels import POST, URI, effector_pool
from tests.playing import Play

from quorate.accounts.resolution import SignedResolution
from quorate.api.around import problems
from quorate.api.around.deps import Dependencies
from quorate.api.around.house import House
from quorate.api.around.wakes import Wakes
from quorate.atproto.keys import key_of
from quorate.atproto.resolving import Resolver
from quorate.authority.charter import Charge
from quorate.authority.laws import Laws
from quorate.authority.policyset import SHIPPED
from quorate.effects.asking import Asking
from quorate.effects.labelling import Labels
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.amending import leads
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import INSTANCE, Station
from quorate.incidents.stage.world import NOON, POLICY, World
from quorate.labeler.app import add_labeler
from quorate.labeler.service import Identity, Labeler, Moderator
from quorate.people.requests import RequestCheck
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Refusal
from quorate.vocabulary.times import now

SPAM = "com.atproto.moderation.defs#reasonSpam"
DEFS = "tools.ozone.moderation.defs#"
METHODS = "tools.ozone.moderation."
MODERATOR = "did:plc:" + "m" * 24
PERSON = "proposer"
KEPT = seeded("kept by the server")
ACTIONS = ["label", "suspend", "take_down", "hide_content", "no_violation"]
AGAINST_SPAM = {**POLICY, "area": "spam", "actions": ACTIONS}
OTHER = {**AGAINST_SPAM, "id": "others", "area": "other"}
CID = "bafyreib" + "a" * 51
RECORD = {"$type": "com.atproto.repo.strongRef", "uri": URI, "cid": CID}
ACCOUNT = {"$type": "com.atproto.admin.defs#repoRef", "did": TROLL}


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"$type": DEFS + kind, **fields}


@dataclass(frozen=True, slots=True)
class Net:
    """Who we and the moderator are on a network, and what o'clock it is there."""

    service: str
    plc: str
    moderator: str
    now: datetime


STAND_IN = Net(SERVICE, PLC, MODERATOR, NOON)


@dataclass
class Room:
    """`world.now` is everybody's clock."""

    here: Labeler
    world: World
    play: Play
    station: Station
    client: httpx2.AsyncClient
    directory: Directory
    key: ec.EllipticCurvePrivateKey
    url: str

    def bearer(self, method: str, issuer: str = MODERATOR, **changes: Any) -> str:
        at = int(self.world.now.timestamp())
        said = {"iat": at, "exp": at + 60, "lxm": METHODS + method, "iss": issuer, **changes}
        return token(self.key, claims(**said))

    async def emit(
        self,
        said: dict[str, Any],
        subject: dict[str, Any] | None = None,
        bearer: str = "",
        **more: Any,
    ) -> httpx2.Response:
        usual = {"subject": subject or ACCOUNT, "createdBy": MODERATOR, "subjectBlobCids": ()}
        body: dict[str, Any] = {"event": said, **usual, **more}
        headers = {"Authorization": f"Bearer {bearer or self.bearer('emitEvent')}"}
        return await self.client.post(f"/xrpc/{METHODS}emitEvent", json=body, headers=headers)

    async def done(
        self, kind: str, subject: dict[str, Any] | None = None, **fields: Any
    ) -> dict[str, Any]:
        """An event that is taken; what it is answered with."""
        answer = await self.emit(event(kind, **fields), subject)
        assert answer.status_code == 200, answer.text
        self.play.publish()
        return answer.json()

    async def refused(self, said: dict[str, Any], named: str, **more: Any) -> dict[str, Any]:
        answer = await self.emit(said, **more)
        assert answer.status_code >= 400, answer.text
        found = answer.json()
        assert set(found) == {"error", "message"}
        assert named in found["message"], found
        return {**found, "status": answer.status_code}

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.bearer(method)}"}
        answer = await self.client.get(f"/xrpc/{METHODS}{method}", params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert not nulls(found), found
        return found

    async def statuses(self, **params: Any) -> list[dict[str, Any]]:
        return (await self.ask("queryStatuses", **params))["subjectStatuses"]

    async def step(self) -> None:
        """The effector's turn, after all that was committed stands in the log."""
        self.play.publish()
        await self.station.step()
        self.play.onlooker.catch_up()


def nulls(value: object) -> bool:
    """Whether a null stands anywhere in it."""
    if isinstance(value, dict):
        return any(map(nulls, value.values()))  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, list):
        return any(map(nulls, value))  # pyright: ignore[reportUnknownArgumentType]
    return value is None


@asynccontextmanager
async def at_work(folder: Path, url: str, net: Net = STAND_IN) -> AsyncGenerator[Room]:
    """With a policy of the area in which reports of spam are, and another one."""
    world = World(folder)
    world.now = net.now
    world.found()
    kept = {"public": KEPT.public.hex(), "channel": "network"}
    row = world.people[PERSON]
    world.change_people(*leads(), {**row, "keys": [*row["keys"], kept]})
    world.change(Charge.POLICIES, {"policies": [AGAINST_SPAM, OTHER]})
    station, directory, key = world.station(), Directory(), new_key()
    for who in (MODERATOR, TROLL):
        found = document(who, key)
        directory.documents[who] = {**found, "alsoKnownAs": [f"at://{who[8:12]}.example"]}
    async with (
        web_pool(url) as pool,
        effector_pool(url) as own,
        httpx2.AsyncClient(transport=httpx2.MockTransport(_door(world, station))) as http,
        directory.client() if net is STAND_IN else httpx2.AsyncClient() as documents,
    ):
        for native in (TROLL, POST):
            station.knows(native)
        station.executor.labels = Labels(SERVICE, new_key(), own)
        here = _labeler(world, pool, http, net)
        here.resolver = Resolver(net.plc, documents, documents)
        seen = Onlooker(world.log, world.genesis)
        seen.catch_up()
        play = Play(world, url, pool, seen)
        app = FastAPI()
        add_labeler(app, here)
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://labels") as client:
            yield Room(here, world, play, station, client, directory, key, url)


def _door(world: World, station: Station) -> Any:
    """The effector's own door, as far as the web knocks at it here."""

    async def answered(request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        if request.url.path == "/v1/resolve":
            return httpx2.Response(200, json=_resolved(world, body["ask"]).fields())
        found = await station.door.restore(body)
        if isinstance(found, Refusal):
            return httpx2.Response(403, json=problems.problem_of(found))
        return httpx2.Response(200, json=found)

    return answered


def _resolved(world: World, asked: Mapping[str, str]) -> SignedResolution:
    found = world.resolution(asked["native"]).resolution
    made = replace(found, kind=SubjectKind(asked["kind"]))
    return SignedResolution(
        made, "effector", world.process_key("effector").sign(made.digest()).hex()
    )


def _labeler(
    world: World, pool: AsyncConnectionPool[Any], http: httpx2.AsyncClient, net: Net
) -> Labeler:
    onlooker = Onlooker(world.log, world.genesis)
    asking = Asking("http://127.0.0.1:1", seeded("web"), http)
    check, laws = RequestCheck(lambda _: None), Laws(SHIPPED.parent)
    house = House(onlooker, asking, check, {}, Wakes(onlooker), laws)
    clock = world.clock if net is STAND_IN else now  # whose server dates its tokens by its own
    deps = Dependencies(pool, nobody, {}, clock, house.law, ADDRESSES)
    identity = Identity(net.service, URL, key_of(new_key()).multikey, INSTANCE)
    moderators = {net.moderator: Moderator(PERSON, KEPT)}
    return Labeler(identity, deps, Resolver(net.plc, http, http), house, moderators)


async def reported(room: Room) -> UUID:
    """A case about the account; its id."""
    await room.done("modEventReport", reportType=SPAM, comment="sells and sells")
    ((case,),) = rows(room.url, "SELECT id FROM cases WHERE state = 'open'")
    return case


def told(room: Room, event: str) -> list[dict[str, Any]]:
    return [entry for entry in entries(room.url) if entry["event"] == event]
