"""Every page and form with what no browser sends in each of its fields: it is refused in words, and
nothing fails on our side. A new route is in this test by being one."""

import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from tests.casework import filed, report
from tests.sessions.conftest import Office, console_key
from tests.sessions.test_doors import browser, routes

from quorate.api.around.buckets import Buckets, Pace
from quorate.api.around.rates import Rates
from quorate.authority.drafting import amendment_of
from quorate.incidents.stage.roles import row, seeded
from quorate.ledger.commitment import Salted
from quorate.people.keys import key_id
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Kind, ValueKind

NEVER = Pace(1e9, 1e9)
FITS = {"version": "1", "fence": "1", "number": "1", "days": "1", "sig": "00", "action": "suspend"}
WAIT = ("/live", "/sign-out", "/sessions/{name}/end", "/replays/{name}", "/handover")


def pages(app: FastAPI) -> Iterator[tuple[str, str, Dependant]]:
    """Method, path and fields of each page and form; not of what waits, or ends the session."""
    for path, route in routes(app.routes):
        if isinstance(route, APIRoute) and path.startswith("/console") and not path.endswith(WAIT):
            for method in sorted(set(route.methods or ()) - {"HEAD", "OPTIONS"}):
                yield method, path, route.dependant


def fields(found: Dependant, kind: str) -> list[str]:
    names = [field.alias for field in getattr(found, kind)]
    return names + [name for one in found.dependencies for name in fields(one, kind)]


def variants(found: Dependant, odd: str) -> Iterator[tuple[dict[str, str], ...]]:
    """What stands in the path, the query and the form, with the odd text in one place of them."""
    kinds = ("path_params", "query_params", "body_params")
    fit = [{name: FITS.get(name, "x") for name in fields(found, kind)} for kind in kinds]
    fit[1] = {}
    for number, kind in enumerate(kinds):
        for name in fields(found, kind):
            changed = [dict(one) for one in fit]
            changed[number][name] = odd
            yield tuple(changed)


@pytest.mark.parametrize("odd", ["a\x00b", "9999-12-31", "9" * 30], ids=["nul", "last day", "huge"])
async def test_no_field_of_a_page_or_form_makes_it_fail(office: Office, odd: str) -> None:
    await office.app.state.console.done()
    office.app.state.rates = Rates(Buckets(NEVER), Buckets(NEVER), Buckets(NEVER))
    (one,) = await filed(office.pool, report("odd"))
    case, tried = edge(CASE, one.case), 0
    async with browser(office.app) as there:
        await office.sign_in(there, "employee")
        for method, path, found in pages(office.app):
            for place, query, form in variants(found, odd):
                whole = {name: case if text == "x" else text for name, text in place.items()}
                address = path.format_map({n: quote(text, safe="") for n, text in whole.items()})
                if form.get("case") == "x":
                    form["case"] = case
                body = urlencode(form).encode() if method == "POST" else None
                kind = {"Content-Type": "application/x-www-form-urlencoded"}
                answer = await there.request(
                    method, f"{address}?{urlencode(query)}", content=body, headers=kind
                )
                assert answer.status_code != 500, (method, path, place, query, form)
                tried += 1
        assert (await there.get("/console/me")).status_code == 200, "the session went on"
    assert tried > 250


@pytest.fixture
def owned(office: Office) -> Office:
    """The owner has a browser, too, and amends together with leads."""
    owner, leads = office.world.people["owner"], ("first lead", "second lead", "third lead")
    office.world.change_people(
        {**owner, "keys": [*owner["keys"], console_key("owner")]},
        *(row(who, f"team of {who}", roles=["lead"]) for who in leads),
    )
    office.house.invites = {**office.house.invites, "invite-of-owner": "owner"}
    return office


async def open_amendment(office: Office, **form: str) -> httpx2.Response:
    async with browser(office.app) as there:
        await office.sign_in(there, "owner")
        return await there.post("/console/amendments", data=form)


@pytest.mark.parametrize("said", ["[" * 65_000, '{"id": "\\ud800"}', "[]", "1e999", "amendment"])
async def test_an_amendment_that_is_none_is_refused(owned: Office, said: str) -> None:
    rest = {"reason": "why", "salt": "5a" * 32, "key": "k", "sig": "00"}
    answer = await open_amendment(owned, amendment=said, **rest)
    assert answer.status_code == 422, answer.text
    assert "The way out" in answer.text


async def test_an_amendment_s_reason_with_a_nul_is_refused(owned: Office) -> None:
    said = Salted.fresh(ValueKind.AMENDMENT_REASON, "why\x00")
    made = amendment_of({"quorum": {"2": 1}}, owned.world.genesis, said, owned.world.now)
    key = seeded("browser of owner")
    answer = await open_amendment(
        owned,
        amendment=json.dumps(made.fields()),
        reason=said.value,
        salt=said.salt.hex(),
        key=key_id(key.public),
        sig=key.sign(made.spoken(Kind.PROPOSE, "owner").digest()).hex(),
    )
    assert answer.status_code == 422, answer.text
    assert "a text with NUL or half a surrogate pair" in answer.text
