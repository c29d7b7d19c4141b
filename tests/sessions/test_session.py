"""Sessions: how they begin, what a request checks, what ends them, what their cookie is like."""

import asyncio
import re
from datetime import UTC, date, datetime, time, timedelta

import httpx2
import pytest
from fastapi.routing import APIRoute
from tests.casework import rows
from tests.sessions.conftest import OWN, Office, console_key

from quorate.console.around.desk import COOKIE
from quorate.console.rooms import ROOMS
from quorate.incidents.stage.world import NOON
from quorate.people.model import Person, Shift, ahead
from quorate.sessions.model import Session, decide_begin
from quorate.vocabulary.kinds import Employment, Means
from quorate.vocabulary.problems import Problem, Refusal

QUEUE = "/console/queue"


def person(**facts: object) -> Person:
    plain: dict[str, object] = {
        "id": "employee",
        "team": "south",
        "manager": "head of south",
        "employment": Employment.EMPLOYEE,
        "vendor": None,
        "roles": frozenset(),
        "languages": (),
        "zone": "UTC",
        "shift": Shift(frozenset(range(1, 8)), time(8), time(12, 30)),
        "last_working_day": None,
        "contract_end": None,
        "locked": False,
        "accounts": (),
    }
    return Person(**{**plain, **facts})  # pyright: ignore[reportArgumentType]


def ends(who: Person, now: datetime) -> datetime | Problem:
    found = decide_begin(who, Means.PROVIDER, "", "secret", now)
    return found.ends_at if isinstance(found, Session) else found.problem


def test_a_session_ends_with_the_hour_the_shift_or_the_contract() -> None:
    assert ends(person(), NOON - timedelta(hours=2)) == NOON - timedelta(hours=1)
    assert ends(person(), NOON) == NOON + timedelta(minutes=30)
    night = person(
        shift=Shift(frozenset(range(1, 8)), time(20), time(4)), contract_end=date(2026, 11, 25)
    )
    at = datetime(2026, 11, 25, 23, 40, tzinfo=UTC)
    assert ends(night, at) == datetime(2026, 11, 26, tzinfo=UTC)
    assert ends(person(), NOON + timedelta(hours=1)) is Problem.PERSON_NOT_ALIVE
    assert ends(person(locked=True), NOON) is Problem.PERSON_NOT_ALIVE


def test_what_narrows_when_is_told_in_order() -> None:
    told = ahead(person(last_working_day=date(2026, 11, 25)), NOON - timedelta(hours=1))
    assert told == [
        (NOON - timedelta(minutes=30), "nothing irreversible, no bulk"),
        (NOON + timedelta(minutes=15), "no new claim or proposal"),
        (NOON + timedelta(minutes=30), "nothing"),
        (NOON + timedelta(minutes=30), "the shift is over"),
    ]
    assert ahead(person(), NOON + timedelta(hours=3)) == []


async def test_a_key_begins_a_session_whose_secret_no_table_holds(
    office: Office, database_url: str
) -> None:
    async with office.browser() as browser:
        assert (await browser.get(QUEUE)).status_code == 401
        answer = await office.sign_in(browser, "employee")
        assert answer.json() == {"person": "employee"}
        flags = answer.headers["set-cookie"]
        assert "HttpOnly" in flags
        assert "SameSite=strict" in flags
        assert "Path=/console" in flags
        assert "Secure" not in flags
        assert (await browser.get(QUEUE)).status_code == 200
        ((kept,),) = rows(database_url, "SELECT row_to_json(s)::text FROM sessions s")
        assert browser.cookies[COOKIE] not in kept


async def test_over_https_the_cookie_is_secure(office: Office) -> None:
    async with office.browser("https://quorate.test") as browser:
        answer = await office.sign_in(browser, "employee")
        assert "; Secure" in answer.headers["set-cookie"]


async def test_session_fixation_a_planted_secret_is_worth_nothing(office: Office) -> None:
    async with office.browser() as thief, office.browser() as victim:
        await office.sign_in(thief, "contractor")
        planted = thief.cookies[COOKIE]
        victim.headers["Cookie"] = f"{COOKIE}={planted}"
        answer = await office.sign_in(victim, "employee")
        assert planted not in answer.headers["set-cookie"]
        assert (await thief.get(QUEUE)).status_code == 401


async def test_signing_out_ends_the_row_too(office: Office) -> None:
    async with office.browser() as browser, office.browser() as copy:
        await office.sign_in(browser, "employee")
        copy.cookies.update(browser.cookies)
        assert (await copy.get(QUEUE)).status_code == 200
        await browser.post("/console/sign-out")
        assert (await copy.get(QUEUE)).status_code == 401


async def test_one_s_own_sessions_are_listed_and_ended_and_nobody_else_s(office: Office) -> None:
    async with office.browser() as first, office.browser() as second, office.browser() as other:
        for browser, who in ((first, "employee"), (second, "employee"), (other, "contractor")):
            office.world.later(minutes=1)
            await office.sign_in(browser, who)
        page = (await first.get("/console/me")).text
        names = re.findall(r"/console/me/sessions/([0-9a-f]{64})/end", page)
        assert len(names) == 2
        assert "What narrows when" in page
        for name in names:
            await other.post(f"/console/me/sessions/{name}/end")
        assert (await second.get(QUEUE)).status_code == 200
        newest = names[0]
        assert (await first.post(f"/console/me/sessions/{newest}/end")).status_code == 303
        assert (await second.get(QUEUE)).status_code == 401
        assert (await first.get(QUEUE)).status_code == 200


async def test_it_ends_by_itself_and_a_clock_set_back_gives_no_time(office: Office) -> None:
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        office.world.later(minutes=-10)
        assert (await browser.get(QUEUE)).status_code == 401
        office.world.later(minutes=10)
        assert (await browser.get(QUEUE)).status_code == 200
        office.world.later(minutes=60)
        assert (await browser.get(QUEUE)).status_code == 401


async def test_a_session_survives_no_leaver(office: Office) -> None:
    """The trap of that name: each way to leave ends what is open, with no message to the web."""
    employee = dict(office.world.people["employee"])
    ways: list[dict[str, object]] = [
        {"locked": True},
        {"contract_end": "2026-11-24"},
        {"last_working_day": "2026-11-24"},
        {"shift": None},
    ]
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        for way in ways:
            office.world.changed("employee", **way)
            assert (await browser.get(QUEUE)).status_code == 403, way
            office.world.changed("employee", **{k: employee[k] for k in way})
            assert (await browser.get(QUEUE)).status_code == 200
        del office.world.people["employee"]
        office.world.change_people()
        assert (await browser.get(QUEUE)).status_code == 403


async def test_a_session_ends_with_the_key_that_began_it(office: Office) -> None:
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        cli = [k for k in office.world.people["employee"]["keys"] if k["channel"] == "cli"]
        office.world.changed("employee", keys=cli)
        assert (await browser.get(QUEUE)).status_code == 403


async def test_a_key_of_another_channel_signs_nobody_in(office: Office) -> None:
    key = {**console_key("employee"), "channel": "cli"}
    office.world.changed("employee", keys=[key])
    async with office.browser() as browser:
        answer = await office.sign_in(browser, "employee")
        assert answer.json()["type"] == "urn:quorate:problem:channel-not-counted"


async def test_every_form_of_another_site_is_refused(office: Office) -> None:
    routes = [route for room in ROOMS for route in room.router.routes]
    forms = [r for r in routes if isinstance(r, APIRoute) and r.methods == {"POST"}]
    assert len(forms) >= 14
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        for form in forms:
            for site in ("cross-site", "same-site"):
                answer = await browser.post(form.path, headers={"Sec-Fetch-Site": site})
                assert answer.status_code == 401, form.path
                assert "another site" in answer.text
        bare = httpx2.ASGITransport(app=office.app)
        async with httpx2.AsyncClient(transport=bare, base_url="http://localhost") as script:
            assert (await script.post("/console/sign-out")).status_code == 401
        assert (await browser.get(QUEUE)).status_code == 200


async def test_an_open_page_hears_within_a_second_that_its_session_is_over(
    office: Office, database_url: str
) -> None:
    stop = asyncio.Event()
    listening = asyncio.create_task(office.house.wakes.run(database_url, stop))
    async with office.browser() as browser, office.browser() as second:
        await office.sign_in(browser, "employee")
        second.cookies.update(browser.cookies)
        heard = asyncio.create_task(browser.get("/console/live", headers=OWN))
        await asyncio.sleep(0.5)
        assert not heard.done()
        office.world.changed("employee", locked=True)
        answer = await asyncio.wait_for(heard, 1.0)
        assert "event: over" in answer.text
        office.world.changed("employee", locked=False)
        heard = asyncio.create_task(browser.get("/console/live"))
        await asyncio.sleep(0.5)
        await second.post("/console/sign-out")
        assert "event: over" in (await asyncio.wait_for(heard, 1.0)).text
    stop.set()
    await listening


@pytest.mark.parametrize("path", ["/console/me/keys", "/console/sign-in"])
async def test_our_script_is_refused_in_json(office: Office, path: str) -> None:
    async with office.browser() as browser:
        answer = await browser.post(path, data={"public": "zz"})
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_browser_s_key_is_asked_for_from_a_session(
    office: Office, database_url: str
) -> None:
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        assert (await browser.post("/console/me/keys", data={"public": "zz"})).status_code == 422
        await browser.post("/console/me/keys", data={"public": "ab" * 32})
    assert rows(database_url, "SELECT public, person FROM enrolments") == [("ab" * 32, "employee")]


def test_a_refusal_is_no_session() -> None:
    assert isinstance(decide_begin(person(shift=None), Means.PROVIDER, "", "x", NOON), Refusal)
