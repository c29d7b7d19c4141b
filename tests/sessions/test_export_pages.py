"""The page of people's own data: a lead takes in, a colleague gives out, and each has one half."""

import re
from collections.abc import AsyncGenerator

import httpx2
import pytest
from tests.casework import entries, rows
from tests.sessions.conftest import Office, console_key
from tests.sessions.effector_door import answers

from quorate.effects.asking import Asking
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.world import TROLL
from quorate.public.app import create_public
from quorate.public.pages import PREFIX

AT = "/console/exports"
CODE = re.compile(r"<code>((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})</code>")
ADDRESS = re.compile(r"<code>http://localhost(/public/export/[0-9a-f]{64})</code>")


@pytest.fixture
async def staffed(office: Office) -> AsyncGenerator[Office]:
    """With a lead, and an effector whose door answers."""
    world, station = office.world, office.world.station()
    world.change_people(row("lead", "reviews", roles=["lead"], keys=[console_key("lead")]))
    office.house.invites = {**office.house.invites, "invite-of-lead": "lead"}
    async with answers(office, station):
        office.app.mount(PREFIX, create_public(office.app.state.dependencies, office.house))
        yield office


def asked(office: Office, **changes: str) -> dict[str, str]:
    today = office.world.now.date().isoformat()
    return {"account": TROLL, "received": today, "email": "", **changes}


async def test_two_people_send_two_halves_and_the_person_opens_it(
    staffed: Office, database_url: str
) -> None:
    async with staffed.browser() as lead, staffed.browser() as other:
        await staffed.sign_in(lead, "lead")
        await staffed.sign_in(other, "employee")
        taken = await lead.post(AT, data=asked(staffed, email="me@mail.example"))
        assert taken.status_code == 200, taken.text
        (code,) = CODE.findall(taken.text)
        assert "you took it in" in taken.text
        assert not ADDRESS.search(taken.text)
        assert not CODE.search((await lead.get(AT)).text)
        (name,) = re.findall(rf"{AT}/(export_[0-9a-f]{{32}})/give", (await other.get(AT)).text)
        assert "me@mail.example is verified" in (await other.get(AT)).text
        own = await lead.post(f"{AT}/{name}/give", data={"verified": "yes"})
        assert own.status_code == 403
        unverified = await other.post(f"{AT}/{name}/give", data={})
        assert unverified.status_code == 422
        out = await other.post(f"{AT}/{name}/give", data={"verified": "yes"})
        assert out.status_code == 200, out.text
        (path,) = ADDRESS.findall(out.text)
        assert not CODE.search(out.text)
        again = await other.post(f"{AT}/{name}/give", data={"verified": "yes"})
        assert again.status_code == 409
    async with staffed.browser() as person:
        assert TROLL not in (await person.get(path)).text
        assert TROLL in (await person.post(path, data={"code": code})).text
    async with staffed.browser() as other:
        await staffed.sign_in(other, "contractor")
        assert "Opened 1 time" in (await other.get(AT)).text
        assert (await other.post(f"{AT}/{name}/end")).status_code == 303
        assert "Ended on" in (await other.get(AT)).text
    async with staffed.browser() as person:
        assert (await person.post(path, data={"code": code})).status_code == 404
    told = [e for e in entries(database_url) if e["event"].startswith("export:")]
    assert [(e["event"], e["data"]["by"]) for e in told] == [
        ("export:asked", "lead"),
        ("export:given", "employee"),
        ("export:ended", "contractor"),
    ]
    assert {e["data"]["ref"] for e in told} == {staffed.world.ref(TROLL)}
    assert "mail.example" not in str(told)
    assert len(rows(database_url, "SELECT 1 FROM exports")) == 1


async def test_only_a_lead_takes_a_request_in(staffed: Office, database_url: str) -> None:
    async with staffed.browser() as browser:
        await staffed.sign_in(browser, "employee")
        assert "Take a request in" not in (await browser.get(AT)).text
        assert (await browser.post(AT, data=asked(staffed))).status_code == 403
    assert rows(database_url, "SELECT count(*) FROM exports") == [(0,)]


WRONG = (
    ("account", ""),
    ("account", "\x00"),
    ("account", "x" * 5000),
    ("received", ""),
    ("received", "tomorrow"),
    ("received", "2099-01-01"),
    ("email", "x" * 500),
)


async def test_what_does_not_fit_is_said(staffed: Office, database_url: str) -> None:
    async with staffed.browser() as browser:
        await staffed.sign_in(browser, "lead")
        for field, wrong in WRONG:
            answer = await browser.post(AT, data=asked(staffed, **{field: wrong}))
            assert answer.status_code == 422, (field, answer.text)
    assert rows(database_url, "SELECT count(*) FROM exports") == [(0,)]


async def test_nobody_takes_in_their_own_or_while_the_effector_is_away(
    staffed: Office, database_url: str
) -> None:
    staffed.world.changed("lead", accounts=[staffed.world.ref(TROLL)])
    async with staffed.browser() as browser, httpx2.AsyncClient() as http:
        await staffed.sign_in(browser, "lead")
        assert (await browser.post(AT, data=asked(staffed))).status_code == 403
        staffed.house.asking = Asking("http://127.0.0.1:1", staffed.world.process_key("web"), http)
        assert (await browser.post(AT, data=asked(staffed))).status_code == 503
    assert rows(database_url, "SELECT count(*) FROM exports") == [(0,)]


async def test_a_late_one_stands_first_and_says_so(staffed: Office) -> None:
    async with staffed.browser() as browser:
        await staffed.sign_in(browser, "lead")
        day = staffed.world.now.date()
        await browser.post(AT, data=asked(staffed))
        await browser.post(
            AT, data=asked(staffed, account="@old:here.example", received=f"{day.year - 1}-12-31")
        )
        page = (await browser.get(AT)).text
    assert page.index("@old:here.example") < page.index(TROLL)
    assert page.count(">late<") == 1


async def test_an_export_is_among_the_looks_of_who_had_part_and_counts_against_no_cap(
    staffed: Office, database_url: str
) -> None:
    async with staffed.browser() as browser:
        await staffed.sign_in(browser, "lead")
        await browser.post(AT, data=asked(staffed))
        bodies = rows(database_url, "SELECT body FROM ledger_queue ORDER BY id")
        staffed.world.publish(*(bytes(body) for (body,) in bodies))
        page = (await browser.get("/console/reveals")).text
    assert "given to the account itself, not shown here" in page
    looks = staffed.house.onlooker.view.looks
    assert [look.field for look in looks.at_account(staffed.world.ref(TROLL))] == ["export"]
    assert looks.intended == {}
    assert looks.refused == []
