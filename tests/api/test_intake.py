import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, NoReturn

import httpx2
import pytest
from starlette.types import Message
from tests.casework import ADDRESSES, body, rows

from quorate.api.around.deps import source_of
from quorate.api.around.limits import BodyLimit

KEY = {"Idempotency-Key": "k1"}
POSTS = ["/v1/reports", "/v1/alarms", "/v1/reports/batch", "/v1/alarms/batch"]


def problem(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The problem that an answer is."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["title"]
    assert found["way_out"]
    return found


async def test_a_report_is_answered_after_its_commit(
    client: httpx2.AsyncClient, database_url: str
) -> None:
    answer = await client.post("/v1/reports", json=body(), headers=KEY)
    assert answer.status_code == 202, answer.text
    found = answer.json()
    ((report, case, source),) = rows(database_url, "SELECT id, case_id, source FROM reports")
    assert found == {
        "report": f"rep_{report.hex}",
        "case": f"case_{case.hex}",
        "address": f"/public/reports/{ADDRESSES.of(report)}",
    }
    assert source == "app"


async def test_a_report_sent_again_gets_the_first_answer(client: httpx2.AsyncClient) -> None:
    first = await client.post("/v1/reports", json=body(), headers=KEY)
    again = await client.post("/v1/reports", json=body(), headers=KEY)
    assert (again.status_code, again.json()) == (202, first.json())
    other = await client.post("/v1/reports", json=body(body="other"), headers=KEY)
    found = problem(other, 409)
    assert found["type"] == "urn:quorate:problem:idempotency-conflict"
    assert found["field"] == "key"


async def test_32_concurrent_reports_make_one_case(client: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(
            client.post("/v1/reports", json=body(), headers={"Idempotency-Key": f"k{n}"})
            for n in range(32)
        )
    )
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["case"] for answer in answers}) == 1
    assert len({answer.json()["report"] for answer in answers}) == 32


async def test_an_alarm_has_a_score(client: httpx2.AsyncClient, database_url: str) -> None:
    answer = await client.post("/v1/alarms", json=body(score=0.75), headers=KEY)
    assert answer.status_code == 202, answer.text
    assert rows(database_url, "SELECT kind, score FROM reports") == [("alarm", 0.75)]
    assert (
        problem(await client.post("/v1/alarms", json=body(), headers=KEY), 422)["field"] == "score"
    )
    high = await client.post("/v1/alarms", json=body(score=2), headers=KEY)
    assert problem(high, 422)["field"] == "score"
    scored = await client.post("/v1/reports", json=body(score=0.75), headers=KEY)
    assert problem(scored, 422)["field"] == "score"


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "token", [None, "Bearer", "Bearer wrong", "Basic token-of-app", "Bearer ä"]
)
async def test_without_a_known_token_nothing_is_filed(
    client: httpx2.AsyncClient, path: str, token: str | None, database_url: str
) -> None:
    del client.headers["Authorization"]
    headers = [(b"Idempotency-Key", b"k1")]
    headers += [] if token is None else [(b"Authorization", token.encode("latin-1"))]
    posted = body(score=0.5) if "alarms" in path else body()
    if "batch" in path:
        posted = {"items": [{**posted, "key": "k1"}]}
    answer = await client.post(path, json=posted, headers=headers)
    assert problem(answer, 401)["field"] == "Authorization"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert rows(database_url, "SELECT id FROM reports") == []


def test_each_token_names_its_own_source() -> None:
    tokens = {"a": "one", "b": "two"}
    assert [source_of(tokens, shown) for shown in ("a", "b", "", "A", "ab")] == [
        *("one", "two"),
        *(None, None, None),
    ]


async def test_a_batch_with_bad_items_files_the_good_ones(
    client: httpx2.AsyncClient, database_url: str
) -> None:
    items = [
        body(key="k1"),
        body(key="k2", surprise=1),
        body(key="k3", category="NO SLUG"),
        "not an object",
        body(key="k1"),
        body(key="k1", body="other"),
        body(key="k4"),
    ]
    answer = await client.post("/v1/reports/batch", json={"items": items})
    assert answer.status_code == 202, answer.text
    found = answer.json()["items"]
    assert [item["status"] for item in found] == [202, 422, 422, 422, 202, 409, 202]
    assert found[1]["problem"]["field"] == "surprise"
    assert found[2]["problem"]["field"] == "category"
    assert found[3]["problem"]["field"] == "body"
    assert found[4]["report"] == found[0]["report"]
    assert rows(database_url, "SELECT key FROM reports ORDER BY key") == [("k1",), ("k4",)]
    assert rows(database_url, "SELECT reports FROM cases") == [(2,)]


async def test_a_batch_of_alarms_is_filed(client: httpx2.AsyncClient, database_url: str) -> None:
    items = [body(key=f"k{n}", score=0.5) for n in range(100)]
    answer = await client.post("/v1/alarms/batch", json={"items": items})
    assert answer.status_code == 202, answer.text
    assert rows(database_url, "SELECT reports, alarms FROM cases") == [(0, 100)]
    unscored = await client.post("/v1/alarms/batch", json={"items": [body(key="x")]})
    assert unscored.json()["items"][0]["problem"]["field"] == "score"


@pytest.mark.parametrize("count", [0, 101])
async def test_a_batch_has_1_to_100_items(client: httpx2.AsyncClient, count: int) -> None:
    items = [body(key=f"k{n}") for n in range(count)]
    answer = await client.post("/v1/reports/batch", json={"items": items})
    assert problem(answer, 422)["field"] == "items"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (b'{"category": "\xff"}', "body"),
        (b"\xff\xfe", "body"),
        (b"{", "body"),
        (b"", "body"),
        (b"[]", "body"),
        (b"[" * 100_000, "body"),
        (b'{"a":' * 20_000, "body"),
        (b'"\\ud800"', "body"),
        (b'{"\\ud800": 1}', None),
    ],
)
async def test_a_broken_body_is_a_problem(
    client: httpx2.AsyncClient, sent: bytes, field: str | None
) -> None:
    headers = {**KEY, "Content-Type": "application/json"}
    found = problem(await client.post("/v1/reports", content=sent, headers=headers), 422)
    assert found["type"] == "urn:quorate:problem:body-invalid"
    assert field is None or found["field"] == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"surprise": 1}, "surprise"),
        ({"source": "somebody else"}, "source"),
        ({"subject": {"connector": "m:x", "kind": "planet", "id": "@a"}}, "subject.kind"),
        ({"subject": {"connector": "m:x", "kind": "account", "id": "@a", "x": 1}}, "subject.x"),
        ({"subject": {"connector": "m", "kind": "account", "id": "@a"}}, "subject.connector"),
        ({"body": 5}, "body"),
        ({"body": "a\x00b"}, "body"),
        ({"body": "a" * 10_001}, "body"),
        ({"language": "?"}, "language"),
        ({"evidence": {}}, "evidence"),
        ({"evidence": ["a\x00"]}, "evidence"),
        ({"evidence": ["a" * 70_000]}, "evidence"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(
    client: httpx2.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    answer = await client.post("/v1/reports", json=body(**changes), headers=KEY)
    found = problem(answer, 422)
    assert found["type"] == "urn:quorate:problem:body-invalid"
    assert found["field"] == field


@pytest.mark.parametrize("evidence", ["NaN", "Infinity", "1e400", "9" * 5000, '"\\ud800"'])
async def test_json_that_a_database_cannot_hold_is_a_problem(
    client: httpx2.AsyncClient, evidence: str
) -> None:
    text = json.dumps(body(evidence=["HERE"])).replace('"HERE"', evidence)
    headers = {**KEY, "Content-Type": "application/json"}
    problem(await client.post("/v1/reports", content=text.encode(), headers=headers), 422)


@pytest.mark.parametrize("key", [None, "", "k" * 256, "a b"])
async def test_a_report_needs_its_key(client: httpx2.AsyncClient, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    found = problem(await client.post("/v1/reports", json=body(), headers=headers), 422)
    assert found["field"] in {"Idempotency-Key", "key"}


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 65_536


@pytest.mark.parametrize("path", [*POSTS, "/v1/cases/case_0/claim", "/nowhere"])
async def test_10_mb_is_too_large_stated_or_chunked(client: httpx2.AsyncClient, path: str) -> None:
    for content in (b" " * 10_000_000, chunks(160)):
        headers = {**KEY, "Content-Type": "application/json"}
        found = problem(await client.post(path, content=content, headers=headers), 413)
        assert found["type"] == "urn:quorate:problem:body-too-large"


async def test_a_stated_length_over_the_cap_is_refused_unread() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def never(*_: object) -> NoReturn:
        raise AssertionError("the body was read")

    for length in (b"1048577", b"9" * 5000):
        headers = [(b"content-length", length)]
        await BodyLimit(never)({"type": "http", "headers": headers}, never, send)
    assert [m["status"] for m in sent if "status" in m] == [413, 413]


@pytest.mark.parametrize(
    ("name", "field"), [("x" * 900, "x" * 200), ("\ud800", "body"), ("\x00", "\x00")]
)
async def test_the_name_of_an_unknown_field_does_no_harm(
    client: httpx2.AsyncClient, name: str, field: str
) -> None:
    posted = json.dumps({**body(), name: 1}).encode()
    headers = {**KEY, "Content-Type": "application/json"}
    found = problem(await client.post("/v1/reports", content=posted, headers=headers), 422)
    assert found["field"] == field


async def test_just_under_the_cap_is_read(client: httpx2.AsyncClient) -> None:
    content = b" " * (1 << 20)
    headers = {**KEY, "Content-Type": "application/json"}
    problem(await client.post("/v1/reports", content=content, headers=headers), 422)
    problem(await client.post("/v1/reports", content=content + b" ", headers=headers), 413)
