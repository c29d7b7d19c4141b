"""Health, the document, the reference page, and errors that are nobody's field."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import httpx2
import psycopg
import pytest
from tests.api.conftest import make_client
from tests.api.test_intake import problem
from tests.casework import body, web_pool

REPORTER = {"Authorization": "Bearer token-of-app", "Idempotency-Key": "k1"}


async def test_it_lives_and_is_ready(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    answer = await client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def breaking(error: Exception) -> Callable[..., Any]:
    def connection(*_: Any) -> Any:
        raise error

    return connection


async def test_an_unexpected_error_tells_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with web_pool(database_url) as pool, make_client(pool) as client:
        monkeypatch.setattr(pool, "connection", breaking(KeyError("a secret")))
        answer = await client.post("/v1/reports", json=body(), headers=REPORTER)
    found = problem(answer, 500)
    assert found["type"] == "about:blank"
    assert "secret" not in answer.text


async def test_a_database_that_is_away_is_said_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = psycopg.OperationalError("password of host db.internal")
    async with web_pool(database_url) as pool, make_client(pool) as client:
        monkeypatch.setattr(pool, "connection", breaking(away))
        answers = [
            await client.post("/v1/reports", json=body(), headers=REPORTER),
            await client.get("/ready"),
        ]
        assert (await client.get("/health")).status_code == 200
    for answer in answers:
        problem(answer, 503)
        assert answer.headers["retry-after"] == "1"
        assert "internal" not in answer.text
    assert answers[1].json()["detail"] == "not ready: database, migrations"


async def test_an_unknown_path_and_a_wrong_method(client: httpx2.AsyncClient) -> None:
    assert problem(await client.get("/v1/nowhere"), 404)["type"] == "urn:quorate:problem:not-found"
    answer = await client.delete("/v1/reports")
    assert problem(answer, 405)["type"] == "about:blank"
    assert answer.headers["allow"] == "POST"
    assert problem(await client.get("/docs"), 404)


async def test_the_document_has_one_shape_for_errors(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/schema")).json()
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    assert "Unfit" not in schemas
    for name in re.findall(r'"#/components/schemas/([^"]+)"', (await client.get("/schema")).text):
        assert name in schemas
    for item in document["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                if status == "204":
                    assert "content" not in answer
                    continue
                errs = "application/problem+json" in answer["content"]
                assert errs == (status >= "400"), (operation["operationId"], status)
                assert not errs or len(answer["content"]) == 1


class Page(HTMLParser):
    """What matters of the page: tags, references, ids."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.links += [v for k in ("href", "src") if (v := found.get(k)) is not None]
        self.ids += [v for v in [found.get("id")] if v is not None]


async def test_the_reference_says_all_that_the_document_says(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/reference")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = Page()
    page.feed(answer.text)
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert all(link == "/schema" or link[1:] in page.ids for link in page.links)
    assert len(page.ids) == len(set(page.ids))
    assert '<html lang="en">' in answer.text
    assert "prefers-color-scheme: dark" in answer.text
    assert 'name="viewport"' in answer.text
    document = (await client.get("/schema")).json()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert f"<code>{method.upper()} {path}</code>" in answer.text
            for parameter in operation.get("parameters", []):
                assert f"<code>{parameter['name']}</code>" in answer.text
    for field in (
        "items[].subject.connector",
        "evidence",
        "score",
        "fence",
        "Idempotency-Key",
        "way_out",
    ):
        assert f"<code>{field}</code>" in answer.text
