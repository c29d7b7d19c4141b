"""A directory's side of SCIM: its people file in force, its token, its calls, what the log got."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx2
from starlette.applications import Starlette
from starlette.routing import Mount
from tests.casework import rows, web_pool

from quorate.api.scim.app import PATH, create_scim
from quorate.api.scim.door import Scim
from quorate.incidents.stage.roles import row, seeded
from quorate.people.actions import InForce
from quorate.people.chain import Chain, Speaker
from quorate.people.roster import Roster

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GENESIS = "ab" * 32
SPEAKER = Speaker("directory", seeded("source directory"))
OTHER = Speaker("agency", seeded("source agency"))
TOKENS = {"token-of-directory": "directory", "token-of-agency": "agency"}
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
WORKFORCE = "urn:quorate:scim:schemas:extension:workforce:1.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
Row = dict[str, Any]


def people(**changes: Row) -> Roster:
    """Two employees and a contractor, and both sources; `changes` are of rows by id."""
    plain = [row("employee", "south"), row("lead", "west", roles=["lead", "reviewer"])]
    plain.append(row("contractor", "north", "contractor"))
    found = [{**r, **changes.get(r["id"], {})} for r in plain]
    sources = [{"name": s.name, "public": s.key.public.hex()} for s in (SPEAKER, OTHER)]
    return Roster().replaced({"people": found, "sources": sources})


@dataclass
class Directory:
    """`roster` is what the published ledger would say."""

    url: str
    client: httpx2.AsyncClient
    scim: Scim
    now: datetime = NOW
    roster: Roster = field(default_factory=people)
    chains: dict[str, Chain] = field(default_factory=dict[str, Chain])

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    async def call(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        content = None if body is None else json.dumps(body)
        sent = {"content-type": "application/scim+json", **named}
        return await self.client.request(method, PATH + path, content=content, headers=sent)

    async def add(self, user_name: str = "ada@example.org", **fields: Any) -> Row:
        """A new user; `work` is its workforce extension."""
        work = fields.pop("work", None)
        body = {"schemas": [CORE], "userName": user_name, **fields}
        if work is not None:
            body = {**body, "schemas": [CORE, WORKFORCE], WORKFORCE: work}
        answer = await self.call("POST", "/Users", body)
        assert answer.status_code == 201, answer.text
        return cast("Row", answer.json())

    async def patch(self, identifier: str, *operations: Row, **headers: str) -> Any:
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return await self.call("PATCH", f"/Users/{identifier}", body, **headers)

    def told(self, event: str = "people:narrowed") -> list[Row]:
        """The data of the entries of this type in the queue."""
        bodies = rows(self.url, "SELECT body FROM ledger_queue ORDER BY id")
        found = [cast("Row", json.loads(body)) for (body,) in bodies]
        return [entry["data"] for entry in found if entry["event"] == event]

    def facts(self) -> list[tuple[str, Row]]:
        """Who was narrowed by what, in order."""
        return [(data["person"], data["facts"]) for data in self.told()]

    def waiting(self) -> dict[str, Row]:
        """The differences of the drafts, by person."""
        return dict(rows(self.url, "SELECT person, differences FROM people_drafts"))


@asynccontextmanager
async def directory(url: str) -> AsyncGenerator[Directory]:
    """An open connection of the first source."""
    async with web_pool(url) as pool:
        held: list[Directory] = []

        def known() -> InForce:
            return InForce(GENESIS, held[0].roster, held[0].chains)

        speakers = {s.name: s for s in (SPEAKER, OTHER)}
        scim = Scim(pool, lambda: held[0].now, TOKENS, speakers, known)
        transport = httpx2.ASGITransport(app=mounted(scim), raise_app_exceptions=False)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://quorate.test"
        ) as client:
            client.headers["Authorization"] = "Bearer token-of-directory"
            held.append(Directory(url, client, scim))
            yield held[0]


def mounted(scim: Scim) -> Any:
    """SCIM under its path, as serve has it."""
    return Starlette(routes=[Mount(PATH, app=create_scim(scim))])
