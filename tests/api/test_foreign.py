"""The doors of other tools: refused without their secret, filed once, in the tool's own words."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
from tests.api.conftest import identify
from tests.api.test_intake import problem
from tests.casework import ADDRESSES, NOW, rows, web_pool
from tests.intake.foreigners import (
    ARF,
    coop_appeal,
    coop_report,
    hub,
    mastodon_event,
    osprey_features,
    sources,
)

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.authority.engine import shipped_law

COOP = {"X-API-KEY": "the key of the coop"}
OSPREY = {"Authorization": "Bearer the token of osprey"}
MAIL = {"Authorization": "Bearer the token of abuse"}
HUB = "/v1/intake/mastodon/mastodon"


@pytest.fixture
async def client(database_url: str) -> AsyncGenerator[httpx2.AsyncClient]:
    known = sources()
    tokens = {source.secret: name for name, source in known.items()}
    async with web_pool(database_url) as pool:
        deps = Dependencies(pool, identify, tokens, lambda: NOW, shipped_law, ADDRESSES, known)
        transport = httpx2.ASGITransport(create_app(deps), raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://q.test") as made:
            yield made


async def sent(client: httpx2.AsyncClient, tool: str) -> httpx2.Response:
    if tool == "coop":
        return await client.post("/api/v1/report", json=coop_report(), headers=COOP)
    if tool == "mastodon":
        body = mastodon_event()
        return await client.post(HUB, content=body, headers=hub(body))
    if tool == "osprey":
        return await client.post("/v1/intake/osprey", json=osprey_features(), headers=OSPREY)
    return await client.post("/v1/intake/mail", content=ARF, headers=MAIL)


TOOLS = ["coop", "mastodon", "osprey", "mail"]


async def test_each_tool_s_report_is_filed_once_however_often_it_is_sent(
    client: httpx2.AsyncClient, database_url: str
) -> None:
    for tool in TOOLS:
        first, again = await sent(client, tool), await sent(client, tool)
        assert first.status_code in {201, 202}, first.text
        assert again.json() == first.json()
        source = {"mail": "abuse"}.get(tool, tool)
        ((report,),) = rows(database_url, "SELECT id FROM reports WHERE source = %s", source)
        assert f"rep_{report.hex}" in first.text


REFUSED: list[tuple[str, dict[str, str], bytes]] = [
    ("/api/v1/report", {}, b"{}"),
    ("/api/v1/report", {"X-API-KEY": "wrong"}, b"{}"),
    ("/api/v1/report", {"X-API-KEY": "token-of-app"}, b"{}"),
    ("/api/v1/report", {"Authorization": "Bearer the key of the coop"}, b"{}"),
    ("/api/v1/report/appeal", {"X-API-KEY": "wrong"}, b"{}"),
    (HUB, {}, mastodon_event()),
    (HUB, hub(mastodon_event(), "another secret of it"), mastodon_event()),
    (HUB, hub(mastodon_event()), mastodon_event(comment="other")),
    ("/v1/intake/mastodon/coop", hub(b"{}", "the key of the coop"), b"{}"),
    ("/v1/intake/mastodon/nobody", hub(b"{}"), b"{}"),
    ("/v1/intake/osprey", {}, b"{}"),
    ("/v1/intake/osprey", MAIL, b"{}"),
    ("/v1/intake/mail", {}, ARF),
    ("/v1/intake/mail", {"Authorization": "Bearer token-of-app"}, ARF),
]


async def test_without_the_right_secret_nothing_is_filed(
    client: httpx2.AsyncClient, database_url: str
) -> None:
    for path, headers, body in REFUSED:
        problem(await client.post(path, content=body, headers=headers), 401)
    assert rows(database_url, "SELECT id FROM reports") == []


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"reporter": {"kind": "user", "typeId": "user", "id": "a b"}}, "reporter.id"),
    ({"reportedItem": {"id": "u 1", "typeId": "user", "data": {}}}, "reportedItem.id"),
    ({"reportedItem": {"id": "u", "typeId": "user"}}, "reportedItem.data"),
]
UNREAD: list[tuple[str, dict[str, str], bytes]] = [
    ("/api/v1/report", COOP, b"\xff"),
    ("/api/v1/report/appeal", COOP, b"\xff"),
    (HUB, hub(b"\xff"), b"\xff"),
    ("/v1/intake/osprey", OSPREY, b"\xff"),
    ("/v1/intake/mail", MAIL, b" \r\n"),
]


async def test_what_is_wrong_is_named_in_the_tool_s_own_words(client: httpx2.AsyncClient) -> None:
    for change, field in WRONG:
        answer = await client.post("/api/v1/report", json=coop_report(**change), headers=COOP)
        assert problem(answer, 422)["field"] == field
    for path, headers, content in UNREAD:
        answer = await client.post(path, content=content, headers=headers)
        assert problem(answer, 422)["field"] == "body", path
        large = b" " * ((1 << 20) + 1)
        problem(await client.post(path, content=large, headers=headers), 413)


async def test_what_is_no_report_is_taken_and_dropped(
    client: httpx2.AsyncClient, database_url: str
) -> None:
    body = mastodon_event("account.created")
    answer = await client.post(HUB, content=body, headers=hub(body))
    assert (answer.status_code, answer.json()) == (200, {"report": None, "case": None})
    features = osprey_features(__verdicts=["log"])
    answer = await client.post("/v1/intake/osprey", json=features, headers=OSPREY)
    assert answer.status_code == 200
    assert rows(database_url, "SELECT id FROM reports") == []


async def test_an_appeal_about_nothing_that_was_told_is_refused(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.post("/api/v1/report/appeal", json=coop_appeal(), headers=COOP)
    assert problem(answer, 404)["field"] == "actionsTaken"


async def test_the_document_has_the_doors(client: httpx2.AsyncClient) -> None:
    found = (await client.get("/schema")).json()
    assert found["components"]["securitySchemes"]["coop"]["name"] == "X-API-KEY"
    paths = found["paths"]
    for path in ("/api/v1/report", "/api/v1/report/appeal", "/v1/intake/mail"):
        assert paths[path]["post"]["requestBody"]["required"], path
    assert "reportId" in json.dumps(found["components"]["schemas"]["ReportIdOut"])
