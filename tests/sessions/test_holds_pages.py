"""Holds at their doors: a case's page, the list, and the API for an owner's request."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from uuid import UUID

import httpx2
import psycopg
import pytest
from fastapi import Request
from tests.appealing import Appeals
from tests.casework import CONNECTOR, entries, rows
from tests.holding import place
from tests.playing import Play, playing
from tests.retention.keeping import CANARY, Kept, put, texts
from tests.sessions.conftest import Office

from quorate.appeals.filing import Filed
from quorate.authority.gate import Actor, known_actor
from quorate.decisions.facts import ToldFacts
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import TROLL, World
from quorate.people.keys import key_id
from quorate.retention.jobs import erase_day
from quorate.retention.model import MOST_DAYS, SHIPPED, DataKind, Hold
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import APPEAL, CASE, edge
from quorate.vocabulary.kinds import Kind, Outcome
from quorate.vocabulary.problems import Refusal

WHY = "<b>the court asked</b>"


@pytest.fixture
async def play(office: Office, world: World, database_url: str) -> AsyncGenerator[Play]:
    """The employee, who has a browser, is a lead as well."""
    world.changed("employee", roles=["lead", "reviewer"])
    async with playing(world, database_url) as found:
        yield found


@pytest.fixture
async def lead(office: Office, play: Play) -> AsyncGenerator[httpx2.AsyncClient]:
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        yield browser


async def placed(browser: httpx2.AsyncClient, case: UUID, **form: str) -> httpx2.Response:
    data = {"reason": WHY, **form}
    return await browser.post(f"/console/cases/{edge(CASE, case)}/holds", data=data)


async def test_a_hold_stands_on_its_page_and_its_own_hand_does_not_lift_it(
    lead: httpx2.AsyncClient, play: Play
) -> None:
    case = await play.report(TROLL)
    done = await placed(lead, case, review_on="2099-01-31", whole="yes")
    assert done.status_code == 303, done.text
    for path in (f"/console/cases/{edge(CASE, case)}", "/console/holds"):
        page = (await lead.get(path)).text
        assert "The whole account is on hold since" in page
        assert "&lt;b&gt;the court asked&lt;/b&gt;" in page
        assert "Another person lifts what you placed yourself." in page
    (entry,) = [e for e in entries(play.url) if e["event"] == Event.HOLD_PLACED]
    name = entry["data"]["hold"]
    refused = await lead.post(f"/console/holds/{name}/lift")
    assert refused.status_code == 403
    assert rows(play.url, "SELECT 1 FROM holds WHERE lifted_at IS NULL")
    other = await place(play, case)
    assert isinstance(other, Hold)
    assert "Lift this hold" in (await lead.get("/console/holds")).text
    assert (await lead.post(f"/console/holds/{edge('hold', other.id)}/lift")).status_code == 303
    assert (await lead.post("/console/holds/hold_7/lift")).status_code == 404
    assert (await placed(lead, case, reason=" ")).status_code == 422


async def test_who_may_place_none_sees_none(office: Office, play: Play) -> None:
    case = await play.report(TROLL)
    assert isinstance(await place(play, case), Hold)
    async with office.browser() as browser:
        await office.sign_in(browser, "contractor")
        page = await browser.get(f"/console/cases/{edge(CASE, case)}")
        assert page.status_code == 200
        assert "the court" not in page.text
        assert "Holds" not in page.text
        assert (await browser.get("/console/holds")).status_code == 403
        assert (await placed(browser, case)).status_code == 403


async def test_an_owner_lists_and_erases_on_request_and_nobody_else(
    office: Office, play: Play
) -> None:
    free = Kept(closed=200)
    put(play.url, play.world.now, free)
    await play.report(TROLL)
    asked = {"who": "account", "source": CONNECTOR}
    asked["id"] = f"@canary7f3a-{free.subject.hex}:example.org"
    who = "owner"

    def identify(_: Request, __: bytes) -> Actor | Refusal:
        return known_actor(play.rules().roster, key_id(seeded(who).public))

    object.__setattr__(office.app.state.dependencies, "identify", identify)
    async with office.browser() as browser:
        path = "/v1/erasure-requests"
        listed = (await browser.post(path, json=asked)).json()["kinds"]
        assert {"kind": "report", "found": 1, "erased": 0, "kept": 1} in listed
        assert texts(play.url, free)[DataKind.REPORT]
        done = (await browser.post(path, json={**asked, "erase": True})).json()["kinds"]
        assert {"kind": "report", "found": 1, "erased": 1, "kept": 0} in done
        assert not any(texts(play.url, free).values())
        none = await browser.post(path, json={**asked, "id": "@nobody:example.org"})
        assert none.json() == {"kinds": []}
        for name in ("id", "source"):
            odd = await browser.post(path, json={**asked, name: "a\x00b"})
            assert (odd.status_code, odd.json()["field"]) == (422, name)
        held = await browser.get("/v1/holds")
        assert held.json() == {"holds": []}
        who = "contractor"
        assert (await browser.post(path, json={**asked, "erase": True})).status_code == 403
        assert (await browser.get("/v1/holds")).status_code == 403


async def test_a_lead_places_by_the_api_and_an_owner_lifts(office: Office, play: Play) -> None:
    case, who = await play.report(TROLL), "lead"

    def identify(_: Request, __: bytes) -> Actor | Refusal:
        return known_actor(play.rules().roster, key_id(seeded(who).public))

    object.__setattr__(office.app.state.dependencies, "identify", identify)
    async with office.browser() as browser:
        body = {"case": edge(CASE, case), "reason": WHY}
        made = await browser.post("/v1/holds", json=body)
        assert made.status_code == 201, made.text
        name = made.json()["hold"]
        assert (await browser.post("/v1/holds", json=body)).status_code == 409
        refused = await browser.post(f"/v1/holds/{name}/lift")
        assert refused.json()["type"].endswith("self-excluded")
        (one,) = (await browser.get("/v1/holds")).json()["holds"]
        assert (one["placed_by"], one["reason"], one["lifted_by"]) == ("lead", WHY, None)
        who = "owner"
        lifted = await browser.post(f"/v1/holds/{name}/lift")
        assert lifted.json()["lifted_by"] == "owner"


async def test_pages_say_where_a_text_was_and_go_on(lead: httpx2.AsyncClient, play: Play) -> None:
    case = await play.report(TROLL)
    await play.claim("proposer", case)
    facts = ToldFacts(f"{CANARY} wrote it", "5b" * 32)
    said = await play.propose("proposer", case, TROLL, facts=facts)
    play.publish()
    await play.say("contractor", Kind.DENY, said)
    await play.close("proposer", case, Outcome.NO_VIOLATION)
    play.publish()
    appeals = Appeals(play)
    assert isinstance(await appeals.report(case), Filed)
    (appeal,) = rows(
        play.url,
        "UPDATE appeals SET decided_at = filed_at, outcome = 'upheld',"
        " decided_by = 'lead' RETURNING id",
    )
    with psycopg.connect(play.url) as conn:
        conn.execute(
            "INSERT INTO notes (id, case_id, author, text, written_at)"
            " VALUES (%s, %s, 'ada', %s, %s)",
            (case, case, CANARY, play.world.now),
        )
    days = {**SHIPPED, DataKind.SESSION: MOST_DAYS}
    await erase_day(play.pool, days, lambda _: [], play.world.now + timedelta(days=1200))
    for path in (
        f"/console/cases/{edge(CASE, case)}",
        f"/console/proposals/{said.proposal}",
        f"/console/appeals/{edge(APPEAL, appeal[0])}",
        "/console/search?text=witness",
    ):
        page = await lead.get(path)
        assert page.status_code == 200, (path, page.text)
        assert TROLL not in page.text, path
        assert CANARY not in page.text
    page = (await lead.get(f"/console/cases/{edge(CASE, case)}")).text
    assert page.count("Erased on") == 2
