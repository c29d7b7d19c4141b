"""Rules over reports at their doors: the leads' page and the API."""

from collections.abc import AsyncGenerator

import httpx2
import psycopg
import pytest
from fastapi import Request
from tests import signalling
from tests.casework import rows
from tests.playing import Play, playing
from tests.sessions.conftest import Office

from quorate.authority.gate import Actor, known_actor
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import TROLL, World
from quorate.people.keys import key_id
from quorate.signals.model import Rule, State
from quorate.vocabulary.problems import Refusal

HOSTILE = "text.contains('<b>gold</b>')"
DRAFT = {"name": "gold", "area": "safety", "expression": HOSTILE}


@pytest.fixture
async def play(office: Office, world: World, database_url: str) -> AsyncGenerator[Play]:
    """The employee, who has a browser, is a lead as well."""
    world.changed("employee", roles=["lead", "reviewer"])
    async with playing(world, database_url) as found:
        yield found


async def test_a_lead_writes_tests_and_shadows_and_a_colleague_puts_it_live(
    office: Office, play: Play
) -> None:
    await play.report(TROLL, evidence=[{"text": "<b>gold</b>"}])
    async with office.browser() as lead:
        await office.sign_in(lead, "employee")
        assert (await lead.post("/console/signals", data=DRAFT)).status_code == 303
        page = (await lead.get("/console/signals")).text
        assert "&lt;b&gt;gold&lt;/b&gt;" in page
        assert "Not tested yet." in page
        wrong = await lead.post("/console/signals", data={**DRAFT, "expression": "tier > 1.5"})
        assert wrong.status_code == 422
        assert "line 1, column 6" in wrong.text
        play.world.later(seconds=1)
        path, version = "/console/signals/gold", {"version": "1"}
        tested = await lead.post(f"{path}/backtest", data={**version, "days": "30"})
        assert tested.status_code == 200, tested.text
        assert "of 1 reports since" in tested.text
        assert "The newest examples of gold, version 1" in tested.text
        assert "A colleague puts it live: you wrote it." in tested.text
        for days in ("", "x", "0", "367"):
            bad = await lead.post(f"{path}/backtest", data={**version, "days": days})
            assert bad.status_code == 422
        own = await lead.post(f"{path}/move", data={**version, "to": "live"})
        assert own.status_code == 403
        done = await lead.post(f"{path}/move", data={**version, "to": "shadow"})
        assert done.status_code == 303
        await signalling.work(play)
        assert "1 hit since it began to read." in (await lead.get("/console/signals")).text
        assert isinstance(await signalling.move(play, State.LIVE, 1, "gold"), Rule)
        assert (await lead.post(f"{path}/move", data={**version, "to": "off"})).status_code == 303
        assert (await lead.post(f"{path}/move", data={**version, "to": "up"})).status_code == 422
    assert rows(play.url, "SELECT state FROM signal_rules") == [("off",)]


async def test_a_bank_is_added_by_the_api_and_put_live_by_a_colleague_on_the_page(
    office: Office, play: Play
) -> None:
    who, banks = "lead", "/v1/signals/banks"

    def identify(_: Request, __: bytes) -> Actor | Refusal:
        return known_actor(play.rules().roster, key_id(seeded(who).public))

    object.__setattr__(office.app.state.dependencies, "identify", identify)
    body = {"name": "known", "algorithm": "pdq", "distance": 31, "area": "safety"}
    async with office.browser() as browser:
        made = await browser.post(banks, json={**body, "hashes": ["0f" * 32]})
        assert (made.status_code, made.json()["state"]) == (201, "waiting")
        wrong = await browser.post(banks, json={**body, "name": "b", "hashes": ["x"]})
        assert (wrong.status_code, wrong.json()["field"]) == (422, "hashes")
        own = await browser.post(f"{banks}/known/move", json={"to": "live"})
        assert own.json()["type"].endswith("self-excluded")
        await office.sign_in(browser, "employee")
        assert "A colleague puts it live" not in (await browser.get("/console/signals")).text
        path = "/console/signals/banks/known/move"
        assert (await browser.post(path, data={"to": "live"})).status_code == 303
        said = [{"media_hashes": {"pdq": "0f" * 31 + "0e"}}]
        await play.report(TROLL, evidence=said)
        await signalling.work(play)
        assert "1 report was near." in (await browser.get("/console/signals")).text
        assert (await browser.post(path, data={"to": "up"})).status_code == 422
        (one,) = (await browser.get(banks)).json()["banks"]
        assert (one["state"], one["hits"], one["moved_by"]) == ("live", 1, "employee")
        assert "0f" * 31 not in str(one)
        who = "contractor"
        assert (await browser.get(banks)).status_code == 403
        stopped = await browser.post(f"{banks}/known/move", json={"to": "off"})
        assert stopped.status_code == 403


async def test_what_became_of_pictures_is_counted_on_the_page_and_by_the_api(
    office: Office, play: Play
) -> None:
    def identify(_: Request, __: bytes) -> Actor | Refusal:
        return known_actor(play.rules().roster, key_id(seeded("lead").public))

    object.__setattr__(office.app.state.dependencies, "identify", identify)
    async with office.browser() as lead:
        await office.sign_in(lead, "employee")
        assert "compared" not in (await lead.get("/console/signals")).text
        with psycopg.connect(play.url) as conn:
            conn.execute(
                "INSERT INTO signal_media_counts VALUES ('compared', 2000), ('not_decoded', 1),"
                " ('left_out', 3), ('not_given', 4)"
            )
        page = (await lead.get("/console/signals")).text
        assert "The pictures of 2000 reports were compared." in page
        assert "<strong>1 could not be decoded.</strong>" in page
        assert "<strong>3 were left out: too many waited.</strong>" in page
        assert "The platform did not give 4." in page
        assert "could not be reached" not in page
        told = (await lead.get("/v1/signals/banks")).json()["pictures"]
    assert told == {
        "compared": 2000,
        "left_out": 3,
        "no_picture": 0,
        "not_decoded": 1,
        "not_given": 4,
        "too_large": 0,
        "unreachable": 0,
    }


async def test_who_is_no_lead_sees_and_does_nothing(office: Office, play: Play) -> None:
    assert isinstance(await signalling.write(play), Rule)
    async with office.browser() as browser:
        await office.sign_in(browser, "contractor")
        assert (await browser.get("/console/signals")).status_code == 403
        assert (await browser.post("/console/signals", data=DRAFT)).status_code == 403
        for step, form in (("backtest", {"days": "3"}), ("move", {"to": "off"})):
            data = {"version": "1", **form}
            refused = await browser.post(f"/console/signals/spam/{step}", data=data)
            assert refused.status_code == 403, step


async def test_the_api_goes_the_whole_way(office: Office, play: Play) -> None:
    who, rules = "lead", "/v1/signals/rules"

    def identify(_: Request, __: bytes) -> Actor | Refusal:
        return known_actor(play.rules().roster, key_id(seeded(who).public))

    async def moved(browser: httpx2.AsyncClient, to: str) -> httpx2.Response:
        return await browser.post(f"{rules}/gold/move", json={"version": 1, "to": to})

    object.__setattr__(office.app.state.dependencies, "identify", identify)
    await play.report(TROLL, evidence=[{"text": "<b>gold</b>"}])
    async with office.browser() as browser:
        made = await browser.post(rules, json=DRAFT)
        assert (made.status_code, made.json()["version"]) == (201, 1)
        wrong = await browser.post(rules, json={**DRAFT, "expression": "text.matches(words)"})
        assert (wrong.status_code, wrong.json()["field"]) == (422, "expression")
        assert "line 1, column 6" in wrong.json()["detail"]
        who = "other lead"
        assert (await moved(browser, "live")).json()["type"].endswith("not-tested")
        play.world.later(seconds=1)
        tested = await browser.post(f"{rules}/gold/backtest", json={"days": 30})
        assert tested.json()["tested"]["hits"] == 1
        assert len(tested.json()["examples"]) == 1
        who = "lead"
        assert (await moved(browser, "live")).json()["type"].endswith("self-excluded")
        who = "other lead"
        assert (await moved(browser, "live")).json()["state"] == "live"
        await signalling.work(play)
        (one,) = (await browser.get(rules)).json()["rules"]
        assert (one["hits"], one["alarms"], one["expression"]) == (1, 1, HOSTILE)
        assert one["tested"]["share"] is None
        who = "contractor"
        assert (await browser.get(rules)).status_code == 403
        assert (await moved(browser, "off")).status_code == 403
        assert (await browser.post(f"{rules}/none/backtest", json={"days": 3})).status_code == 403
        who = "lead"
        assert (await browser.post(f"{rules}/none/backtest", json={"days": 3})).status_code == 404
        assert (await moved(browser, "off")).json()["state"] == "off"
