"""Orders of authorities at their doors: pages without any script but the signature, and the API."""

import asyncio
import html
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import Request
from tests.casework import ADDRESSES, CONNECTOR, rows
from tests.ordering import TEXT
from tests.sessions.conftest import Office, console_key
from uuid_utils.compat import uuid7

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.authority.gate import Actor
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.world import World
from quorate.orders.saying import DOMAIN
from quorate.people.keys import key_id
from quorate.vocabulary.identifiers import ORDER, edge
from quorate.vocabulary.problems import Refusal

NATIVE = "@<b>troll</b>:x.org"
FORM: dict[str, Any] = {
    "kind": "act",
    "via": "letter",
    "state": "DE",
    "authority": "Court of <i>Elbonia</i>",
    "contact": "registry@court.example",
    "reference": "12/2026",
    "issued_on": "2026-11-20",
    "language": "de",
    "area": "safety",
    "territory": ["DE", "FR"],
    "basis": "Section 1",
    "reasons": "it incites to hatred",
    "redress": "",
    "telling": "with_effect",
    "items": f"{CONNECTOR} account {NATIVE} https://x.org/troll\n",
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path).found()
    staff = [
        row(who, team, roles=["lead"], keys=[*made.people[who]["keys"], console_key(who)])
        for who, team in (("employee", "south"), ("contractor", "north"))
    ]
    for one in staff:
        one.update({"employment": "employee", "vendor": None})
    made.change_people(*staff)
    return made


def dated(world: World, **changes: Any) -> dict[str, Any]:
    came, ends = world.now - timedelta(hours=1), world.now + timedelta(hours=20)
    plain = "%Y-%m-%dT%H:%M"
    return {
        **FORM,
        "named": edge(ORDER, uuid7()),
        "received_at": came.strftime(plain),
        "deadline": ends.strftime(plain),
        **changes,
    }


def signed(who: str, statement: str) -> dict[str, str]:
    import hashlib  # noqa: PLC0415

    key = seeded(f"browser of {who}")
    digest = hashlib.sha256(DOMAIN + statement.encode()).digest()
    return {"key": key_id(key.public), "sig": key.sign(digest).hex()}


def statement_of(page: str, form: str) -> str:
    """The bytes that the page's script signs for `form`, with the first way of checking."""
    part = html.unescape(page).partition(f'/{form}"')[2]
    found = re.search(r'data-statement="(\{.*?\})"', part)
    assert found, page
    return found[1]


async def vouch(browser: httpx2.AsyncClient, who: str, at: str) -> httpx2.Response:
    page = (await browser.get(at)).text
    said = signed(who, statement_of(page, "vouch"))
    return await browser.post(f"{at}/vouch", data={"how": "called_back", **said})


async def test_an_order_goes_from_the_form_to_its_answer(
    office: Office, world: World, database_url: str
) -> None:
    async with office.browser() as one, office.browser() as other:
        await office.sign_in(one, "employee")
        await office.sign_in(other, "contractor")
        assert "Take it in" in (await one.get("/console/orders/new")).text
        bad = await one.post("/console/orders", data=dated(world, contact="nobody"))
        assert (bad.status_code, "no e-mail address" in bad.text) == (422, True)
        bad = await one.post("/console/orders", data=dated(world, items="@x"))
        assert bad.status_code == 422
        made = await one.post("/console/orders", data=dated(world))
        assert made.status_code == 303, made.text
        at = made.headers["location"]
        page = (await one.get(at)).text
        assert "lacks what the law demands: redress" in page
        assert "<i>" not in page and "<b>" not in page
        assert "/vouch" not in page
        assert "Section 1" in (await one.get(f"{at}/complete")).text
        known = at.rpartition("/")[2]
        late = {"telling": "when_allowed", "tell_from": "2026-12-01T10:00"}
        more = dated(world, redress="an appeal", named=known, known="yes", **late)
        assert (await one.post("/console/orders", data=more)).headers["location"] == at
        told = (await one.get(at)).text
        assert "propose nothing before" in told and "2026-12-01T10:00:00.000Z" in told
        assert (await vouch(one, "employee", at)).status_code == 303
        assert "/vouch" not in (await one.get(at)).text
        assert rows(database_url, "SELECT * FROM cases") == []
        assert (await vouch(other, "contractor", at)).status_code == 303
        assert len(rows(database_url, "SELECT * FROM cases")) == 1
        for path in ("/console/on-call", "/console/leads", "/console/orders"):
            assert at in (await one.get(path)).text, path
        said = {"outcome": "carried_out", "text": TEXT}
        draft = (await other.post(f"{at}/draft", data=said)).text
        fields = dict(re.findall(r'name="(salt|effected_at|outcome|ground)" value="(.*?)"', draft))
        answer = {**fields, "text": TEXT, **signed("contractor", statement_of(draft, "answer"))}
        worse = await other.post(f"{at}/answer", data={**answer, "text": TEXT + "!"})
        assert worse.status_code == 403
        assert (await other.post(f"{at}/answer", data=answer)).status_code == 303
        page = (await other.get(at)).text
        assert "Carried out" in page and "Was aus Ihrer Anordnung wurde" in page
        assert (await other.post(f"{at}/told", data={"what": "answer"})).status_code == 303
        assert (await other.post(f"{at}/told", data={"what": "answer"})).status_code == 409
        assert (await other.post(f"{at}/adore")).status_code == 404
        assert (await other.get("/console/orders/order_x")).status_code == 404


async def test_a_form_is_one_order_however_often_it_is_sent(
    office: Office, world: World, database_url: str
) -> None:
    async with office.browser() as one, office.browser() as other:
        await office.sign_in(one, "employee")
        await office.sign_in(other, "contractor")
        shown = (await one.get("/console/orders/new")).text
        named = re.findall(r'name="named" value="(order_[0-9a-f]{32})"', shown)
        form = dated(world, named=named[0])
        sent = await asyncio.gather(*(one.post("/console/orders", data=form) for _ in range(4)))
        assert {(a.status_code, a.headers.get("location")) for a in sent} == {
            (303, f"/console/orders/{named[0]}")
        }
        changed = await one.post("/console/orders", data={**form, "basis": "another law"})
        assert (changed.status_code, "by this form" in changed.text) == (409, True)
        assert "another law" in changed.text
        assert (await other.post("/console/orders", data=form)).status_code == 404
    assert len(rows(database_url, "SELECT * FROM legal_orders")) == 1
    kept = "SELECT * FROM kept_values WHERE kind = 'order-content'"
    assert len(rows(database_url, kept)) == len(rows(database_url, "SELECT * FROM legal_orders"))


async def test_the_api_names_the_field_and_who_may_not(office: Office, world: World) -> None:
    def identify(request: Request, _: bytes) -> Actor | Refusal:
        return Actor(office.house.rules().roster.people[request.headers["x-person"]])

    deps = Dependencies(office.pool, identify, {}, world.clock, office.house.law, ADDRESSES)
    transport = httpx2.ASGITransport(app=create_app(deps, office.house))
    item = {"connector": CONNECTOR, "kind": "account", "id": "@troll:x.org"}
    body = dated(world, items=[item], redress="an appeal")
    del body["named"]
    body["deadline"] += ":00Z"
    async with httpx2.AsyncClient(transport=transport, base_url="http://quorate.test") as client:

        async def send(who: str, path: str = "", **changes: Any) -> httpx2.Response:
            said = json.dumps({**body, **changes} if not path else changes)
            headers = {"x-person": who, "content-type": "application/json"}
            return await client.post(f"/v1/orders{path}", content=said, headers=headers)

        assert (await send("proposer")).status_code == 403
        wrong = await send("employee", state="XX")
        assert (wrong.status_code, wrong.json()["field"]) == (422, "state")
        for odd in ("soon", "9999-12-31T23:59-14:00"):
            wrong = await send("employee", deadline=odd)
            assert (wrong.status_code, wrong.json()["field"]) == (422, "deadline")
        made = await send("employee")
        assert made.status_code == 201, made.text
        assert (made.json()["stage"], made.json()["missing"]) == ("unchecked", [])
        name = made.json()["order"]
        wrong = await send("employee", f"/{name}/word", genuine=True, how="list", key="k", sig="00")
        assert wrong.json()["type"].endswith("signature-invalid")
        read = await client.get(f"/v1/orders/{name}", headers={"x-person": "auditor"})
        assert read.json()["says"]["authority"] == FORM["authority"]
        listed = await client.get("/v1/orders", headers={"x-person": "on-call"})
        assert [one["order"] for one in listed.json()["waiting"]] == [name]
