"""Every route of every door: none that changes something takes a form of another site, and what
browsers are told. A new route is in these tests by being one."""

import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path

import httpx2
import psycopg
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route
from tests.labeler.network import Directory, labeler
from tests.sessions.conftest import OWN, Office, console_key

from quorate.api.around.forms import READING
from quorate.api.around.headers import HEADERS, SafeHeaders
from quorate.api.scim.app import PATH, create_scim
from quorate.api.scim.door import Scim
from quorate.console.around.desk import COOKIE
from quorate.flow import known_people
from quorate.labeler.app import add_labeler
from quorate.public.app import create_public
from quorate.public.pages import PREFIX
from quorate.signer.app import create_signer
from quorate.signer.pages import Pinned
from quorate.signer.upstream import Upstream

PAGES = ("/console", PREFIX)
FILL = "x"


def routes(found: Sequence[BaseRoute], under: str = "") -> Iterator[tuple[str, BaseRoute]]:
    """Each with its whole path, those of mounted applications too."""
    for route in found:
        included = getattr(route, "original_router", None)
        if isinstance(included, APIRouter):
            yield from routes(included.routes, under)
        elif isinstance(route, Mount):
            yield from routes(route.routes, under + route.path)
        else:
            yield under + str(getattr(route, "path", "")), route


def unsafe(app: FastAPI) -> list[tuple[str, str, BaseRoute]]:
    """Method, path and route of each that may change something."""
    return [
        (method, path, route)
        for path, route in routes(app.routes)
        if isinstance(route, Route | APIRoute)
        for method in sorted(set(route.methods or ()) - READING)
    ]


def filled(path: str) -> str:
    return re.sub(r"{[^}]+}", FILL, path)


@pytest.fixture
async def whole(office: Office) -> FastAPI:
    """All that serve answers, put together as it does."""
    app, deps = office.app, office.app.state.dependencies
    await app.state.console.done()
    app.mount(
        PATH,
        create_scim(
            Scim(office.pool, office.world.clock, {}, {}, known_people(office.house.onlooker))
        ),
    )
    app.mount(PREFIX, create_public(deps, office.house))
    add_labeler(app, labeler(office.pool, Directory()))
    return app


def signer() -> FastAPI:
    gone = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: httpx2.Response(503)))
    return create_signer(Pinned("", {}, "https://sign.test"), Upstream("http://serve.test", gone))


def browser(app: FastAPI, **headers: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=SafeHeaders(app), raise_app_exceptions=False)
    return httpx2.AsyncClient(
        transport=transport, base_url="http://localhost", headers={**OWN, **headers}
    )


async def refuses_forms(app: FastAPI, of: list[tuple[str, str, BaseRoute]], status: int) -> None:
    async with browser(app) as there:
        for method, path, _ in of:
            for site in ("cross-site", "same-site", ""):
                answer = await there.request(method, filled(path), headers={"Sec-Fetch-Site": site})
                assert answer.status_code == status, (method, path, site)
                assert "another site" in answer.text, (method, path)


async def test_no_page_s_form_is_taken_from_another_site(whole: FastAPI) -> None:
    forms = [row for row in unsafe(whole) if row[1].startswith(PAGES)]
    assert len(forms) >= 70
    await refuses_forms(whole, forms, 401)


async def test_the_signer_takes_nothing_from_another_site() -> None:
    app = signer()
    forms = unsafe(app)
    assert len(forms) >= 3
    await refuses_forms(app, forms, 403)


def test_what_is_no_page_takes_no_cookie(whole: FastAPI) -> None:
    """So no browser can be made to send a credential along: it is a signature or a token, which a
    page of another site has not. Only pages read cookies at all."""
    rest = [row for row in unsafe(whole) if not row[1].startswith(PAGES)]
    assert len(rest) >= 50
    for method, path, route in rest:
        if isinstance(route, APIRoute):
            assert not route.dependant.cookie_params, (method, path)
    source = Path(__file__).parents[2] / "src/quorate"
    reading = {
        file.relative_to(source).as_posix()
        for file in source.rglob("*.py")
        if re.search(r"\.cookies|Cookie\(|APIKeyCookie", file.read_text())
    }
    assert reading == {
        "console/around/desk.py",
        "console/around/languages.py",
        "console/sitting/provider.py",
        "public/app.py",
    }


async def test_every_page_tells_the_browser_to_be_strict(whole: FastAPI, office: Office) -> None:
    """Each page that an address alone opens, as found or as refused: script of ours alone, no
    frame around it, no type guessed, no address told to others."""
    seen = 0
    async with browser(whole) as signed_in:
        await office.sign_in(signed_in, "employee")
        for path, route in routes(whole.routes):
            if not isinstance(route, Route) or "GET" not in (route.methods or ()):
                continue
            if path.endswith("/live") or not path.startswith(PAGES):
                continue
            answer = await signed_in.get(filled(path))
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy, path
            assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy, path
            for name in set(HEADERS) - {"Content-Security-Policy"}:
                assert answer.headers[name] == HEADERS[name], (path, name)
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert answer.headers["Cache-Control"] in ("no-store", "no-cache"), path
            seen += 1
    assert seen >= 50


async def test_the_signer_s_pages_are_as_strict() -> None:
    async with browser(signer()) as there:
        for path in ("/", "/passkeys?link=x", "/proposals/x?link=x", "/nowhere"):
            answer = await there.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "form-action 'none'" in policy, path
            for name in set(HEADERS) - {"Content-Security-Policy"}:
                assert answer.headers[name] == HEADERS[name], (path, name)


async def test_no_door_reads_a_body_without_end(whole: FastAPI) -> None:
    """The cap stands before every route, whoever asks, however the length is told."""
    big = b"x" * ((1 << 20) + 1)

    async def chunks() -> AsyncGenerator[bytes]:
        for start in range(0, len(big), 1 << 16):
            yield big[start : start + (1 << 16)]

    for app in (whole, signer()):
        async with browser(app) as there:
            for method, path, _ in unsafe(app):
                answer = await there.request(method, filled(path), content=big)
                assert answer.status_code == 413, (method, path)
            method, path, _ = unsafe(app)[0]
            answer = await there.request(method, filled(path), content=chunks())
            assert answer.status_code == 413


async def test_a_session_s_cookie_goes_to_its_pages_alone(office: Office) -> None:
    async with office.browser("https://quorate.test") as there:
        flags = (await office.sign_in(there, "employee")).headers["set-cookie"]
        parts = {part.strip().lower() for part in flags.split(";")[1:]}
        assert {"httponly", "secure", "samesite=strict", "path=/console"} <= parts
        assert not any(part.startswith("domain") for part in parts)
        first = there.cookies[COOKIE]
        await office.sign_in(there, "employee")
        assert there.cookies[COOKIE] != first, "each sign-in makes a new secret"


async def test_a_person_s_row_as_a_file_is_kept_nowhere_on_the_way(
    office: Office, database_url: str
) -> None:
    """As the pages, and the other files: somebody's facts are in it."""
    owner = office.world.people["owner"]
    office.world.changed("owner", keys=[*owner["keys"], console_key("owner")])
    office.house.invites = {"invite-of-owner": "owner"}
    with psycopg.connect(database_url) as conn:
        conn.execute(
            "INSERT INTO people_drafts VALUES ('hr', 'employee', '{}', '{\"team\": \"east\"}',"
            " '{}', now())"
        )
    async with office.browser() as there:
        await office.sign_in(there, "owner")
        answer = await there.get("/console/people/hr/employee.yaml")
    assert "team: east" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
