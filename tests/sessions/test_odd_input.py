"""Every page and form with what no browser sends in each of its fields: it is refused in words, and
nothing fails on our side. A new route is in this test by being one."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from tests.casework import filed, report
from tests.sessions.conftest import Office
from tests.sessions.test_doors import browser, routes

from quorate.api.around.buckets import Buckets, Pace
from quorate.api.around.rates import Rates
from quorate.vocabulary.identifiers import CASE, edge

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
