"""Who may open the incident page, and what it and the API tell."""

import io
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import Request
from psycopg_pool import AsyncConnectionPool
from pypdf import PdfReader
from tests.casework import ADDRESSES, web_pool

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.api.around.house import House
from quorate.api.around.wakes import Wakes
from quorate.authority.gate import Actor
from quorate.authority.laws import Laws
from quorate.authority.policyset import SHIPPED
from quorate.console.app import add_console
from quorate.effects.asking import Asking
from quorate.effects.onlooker import Onlooker
from quorate.incidents.archive import Archive
from quorate.incidents.filling import Filler
from quorate.incidents.index import Index
from quorate.incidents.reading import Incidents
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import TROLL, World
from quorate.people.requests import RequestCheck
from quorate.vocabulary.problems import Refusal


class Asker:
    """The API over a world; `call` asks as one of its people."""

    def __init__(self, world: World, pool: AsyncConnectionPool[Any], index: Path) -> None:
        onlooker = Onlooker(world.log, world.genesis)
        onlooker.catch_up()
        asking = Asking("http://127.0.0.1:1", seeded("web"), httpx2.AsyncClient())
        laws, check = Laws(SHIPPED.parent), RequestCheck(lambda _: None)
        incidents = Incidents(world.log, world.genesis, index)
        house = House(onlooker, asking, check, {}, Wakes(onlooker), laws, incidents=incidents)

        def identify(request: Request, body: bytes) -> Actor | Refusal:
            return Actor(onlooker.view.roster.people[request.headers["x-person"]])

        app = create_app(Dependencies(pool, identify, {}, world.clock, house.law, ADDRESSES), house)
        add_console(app)
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        self._http = httpx2.AsyncClient(transport=transport, base_url="http://quorate.test")

    async def call(
        self, who: str, what: str = "", language: str = "en", **asked: str
    ) -> httpx2.Response:
        headers = {"x-person": who, "accept-language": language}
        return await self._http.get(f"/v1/incidents{what}", params=asked, headers=headers)

    async def document(self) -> httpx2.Response:
        return await self._http.get("/schema")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "world").found()
    made.propose(0)
    return made


async def test_who_answers_for_others_may_ask_and_a_reviewer_may_not(
    world: World, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "incidents.sqlite"
    async with web_pool(database_url) as pool:
        asker = Asker(world, pool, path)
        early = await asker.call("owner", about=world.ref(TROLL))
        assert (early.status_code, early.json()["type"].rpartition(":")[2]) == (
            503,
            "ledger-unavailable",
        )
        Filler(Archive(world.log, world.genesis), Index(path, world.genesis)).step()
        for who in ("auditor", "owner", "on-call"):
            found = await asker.call(who, about=world.ref(TROLL))
            assert found.status_code == 200, found.text
            assert [step["who"] for step in found.json()["steps"]] == ["proposer"]
        refused = await asker.call("employee", about=world.ref(TROLL))
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (
            403,
            "not-eligible",
        )


async def test_the_api_is_english_whatever_language_is_asked_for(
    world: World, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "incidents.sqlite"
    Filler(Archive(world.log, world.genesis), Index(path, world.genesis)).step()
    async with web_pool(database_url) as pool:
        asker = Asker(world, pool, path)
        for what in ("", "/pdf"):
            english = await asker.call("owner", what, about=world.ref(TROLL))
            german = await asker.call("owner", what, "de", about=world.ref(TROLL))
            assert (german.status_code, german.content) == (200, english.content)


async def test_a_question_without_a_name_or_time_and_a_wrong_time_are_refused(
    world: World, database_url: str, tmp_path: Path
) -> None:
    async with web_pool(database_url) as pool:
        asker = Asker(world, pool, tmp_path / "incidents.sqlite")
        assert (await asker.call("owner")).json()["field"] == "about"
        assert (await asker.call("owner", since="yesterday")).json()["field"] == "since"


async def test_the_timeline_as_pdf_is_for_who_may_see_it_and_none_is_made_of_nothing(
    world: World, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "incidents.sqlite"
    Filler(Archive(world.log, world.genesis), Index(path, world.genesis)).step()
    async with web_pool(database_url) as pool:
        asker = Asker(world, pool, path)
        found = await asker.call("auditor", "/pdf", about=world.ref(TROLL))
        assert (found.status_code, found.headers["content-type"]) == (200, "application/pdf")
        assert found.headers["content-disposition"] == 'attachment; filename="incident.pdf"'
        assert found.headers["cache-control"] == "no-store"
        text = PdfReader(io.BytesIO(found.content)).pages[0].extract_text()
        assert "proposer" in text
        again = await asker.call("owner", "/pdf", about=world.ref(TROLL))
        assert again.content == found.content
        nothing = await asker.call("auditor", "/pdf", about=f"case_{'0' * 32}")
        assert (nothing.status_code, nothing.json()["field"]) == (404, "about")
        refused = await asker.call("employee", "/pdf", about=world.ref(TROLL))
        assert refused.status_code == 403
        nameless = await asker.call("owner", "/pdf")
        assert nameless.json()["field"] == "about"


async def test_more_than_one_file_can_hold_is_refused(
    world: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "incidents.sqlite"
    Filler(Archive(world.log, world.genesis), Index(path, world.genesis)).step()
    monkeypatch.setattr("quorate.api.steps.timelines.ENTRIES", 1)
    async with web_pool(database_url) as pool:
        asker = Asker(world, pool, path)
        for what in ("/pdf", "/bundle"):
            found = await asker.call("auditor", what, since="2020-01-01")
            assert (found.status_code, found.json()["field"]) == (422, "since")


async def test_the_document_of_the_api_names_both_files(world: World, database_url: str) -> None:
    async with web_pool(database_url) as pool:
        told = (await Asker(world, pool, Path()).document()).json()
    for name, kind in (("pdf", "application/pdf"), ("bundle", "application/zip")):
        answers = told["paths"][f"/v1/incidents/{name}"]["get"]["responses"]
        assert kind in answers["200"]["content"]
