import asyncio
from datetime import timedelta

import httpx2
import pytest
from fastapi import Request
from tests.api.test_intake import problem
from tests.casework import NOW, body, rows

from quorate.api.steps import care
from quorate.authority.gate import Actor

ADA = {"X-Actor": "ada"}
BO = {"X-Actor": "bo"}


async def opened(client: httpx2.AsyncClient, native: str = "@spam:example.org") -> str:
    subject = {"connector": "matrix:example.org", "kind": "account", "id": native}
    posted = body(subject=subject, evidence=[{"text": "<b>buy</b>"}])
    headers = {"Idempotency-Key": native}
    answer = await client.post("/v1/reports", json=posted, headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["case"])


async def test_a_case_is_read_claimed_and_given_back(client: httpx2.AsyncClient) -> None:
    case = await opened(client)
    page = (await client.get(f"/v1/cases/{case}", headers=ADA)).json()
    assert page["case"]["version"] == 1
    assert page["case"]["claimed_by"] is None
    assert page["subject"]["id"] == "@spam:example.org"
    assert page["reports"][0]["evidence"] == [{"text": "<b>buy</b>"}]
    assert page["reports"][0]["received_at"] == "2026-11-24T11:00:00.000Z"
    answer = await client.post(f"/v1/cases/{case}/claim", json={"version": 1}, headers=ADA)
    claimed = answer.json()
    assert answer.status_code == 200, answer.text
    assert (claimed["claimed_by"], claimed["fence"], claimed["version"]) == ("ada", 1, 2)
    assert claimed["lease_until"] == "2026-11-24T11:15:00.000Z"
    shown = {"version": 2, "fence": 1}
    foreign = await client.post(f"/v1/cases/{case}/release", json=shown, headers=BO)
    assert problem(foreign, 409)["type"] == "urn:quorate:problem:lease-lost"
    answer = await client.post(f"/v1/cases/{case}/release", json=shown, headers=ADA)
    assert answer.status_code == 200, answer.text
    assert answer.json()["claimed_by"] is None


async def test_of_20_concurrent_claims_exactly_one_wins(client: httpx2.AsyncClient) -> None:
    case = await opened(client)
    answers = await asyncio.gather(
        *(
            client.post(
                f"/v1/cases/{case}/claim", json={"version": 1}, headers={"X-Actor": f"p{n}"}
            )
            for n in range(20)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 19


async def test_a_stale_version_and_an_unknown_case(client: httpx2.AsyncClient) -> None:
    case = await opened(client)
    stale = await client.post(f"/v1/cases/{case}/claim", json={"version": 5}, headers=ADA)
    assert problem(stale, 409)["field"] == "version"
    for unknown in ("case_" + "0" * 32, "case_x", case.replace("case", "rep"), case.upper()):
        read = await client.get(f"/v1/cases/{unknown}", headers=ADA)
        assert problem(read, 404)["field"] == "id"
    for bad in ({}, {"version": "1"}, {"version": 1, "fence": 1}, {"version": 0}):
        answer = await client.post(f"/v1/cases/{case}/claim", json=bad, headers=ADA)
        assert problem(answer, 422)["field"] in {"version", "fence"}


async def test_the_list_goes_by_cursor(client: httpx2.AsyncClient, database_url: str) -> None:
    made = [await opened(client, f"@u{n}:example.org") for n in range(7)]
    seen: list[str] = []
    query: dict[str, str | int] = {"limit": 3}
    while True:
        page = (await client.get("/v1/cases", params=query, headers=ADA)).json()
        seen += [case["id"] for case in page["cases"]]
        if page["cursor"] is None:
            break
        query["cursor"] = page["cursor"]
    assert seen == made
    rows(database_url, "UPDATE cases SET state = 'closed' RETURNING id")
    assert (await client.get("/v1/cases", headers=ADA)).json() == {"cases": [], "cursor": None}
    for params in ({"cursor": "nonsense"}, {"limit": "101"}, {"limit": "0"}):
        found = problem(await client.get("/v1/cases", params=params, headers=ADA), 422)
        assert found["field"] in {"cursor", "limit"}


async def test_an_expired_lease_is_not_shown_as_a_claim(
    client: httpx2.AsyncClient, database_url: str
) -> None:
    case = await opened(client)
    await client.post(f"/v1/cases/{case}/claim", json={"version": 1}, headers=ADA)
    past = NOW - timedelta(seconds=1)
    rows(database_url, "UPDATE cases SET lease_until = %s RETURNING id", past)
    page = (await client.get(f"/v1/cases/{case}", headers=ADA)).json()
    assert (page["case"]["claimed_by"], page["case"]["lease_until"]) == (None, None)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/cases"),
        ("GET", "/v1/cases/{case}"),
        ("POST", "/v1/cases/{case}/claim"),
        ("POST", "/v1/cases/{case}/assign"),
        ("POST", "/v1/cases/{case}/release"),
        ("POST", "/v1/cases/{case}/escalate"),
        ("POST", "/v1/cases/{case}/reopen"),
        ("POST", "/v1/cases/{case}/skip"),
        ("POST", "/v1/cases/next"),
    ],
)
async def test_who_does_not_sign_or_has_no_role_gets_nowhere(
    client: httpx2.AsyncClient, method: str, path: str
) -> None:
    at = path.format(case=await opened(client))
    word = {"key": "00", "sig": "00"}
    bodies = {
        "assign": {"version": 1, "to": "bo", **word},
        "claim": {"version": 1},
        "escalate": {"version": 1, "fence": 1, "reason": "legal", **word},
        "next": {},
        "release": {"version": 1, "fence": 1},
        "reopen": {"version": 1, "reason": "mistake", **word},
        "skip": {"reason": "rest"},
    }
    posted = bodies[path.rpartition("/")[2]] if method == "POST" else None
    unsigned = await client.request(method, at, json=posted)
    assert problem(unsigned, 401)["type"] == "urn:quorate:problem:not-signed-in"
    owner = {"X-Actor": "olga", "X-Role": "owner"}
    powerless = await client.request(method, at, json=posted, headers=owner)
    assert problem(powerless, 403)["type"] == "urn:quorate:problem:not-eligible"
    auditor = {"X-Actor": "aud", "X-Role": "auditor"}
    reads = await client.request(method, at, json=posted, headers=auditor)
    assert reads.status_code == (200 if method == "GET" else 403)


async def nobody_rests(_: Request, __: Actor) -> frozenset[str]:
    """Who rests is asked of the ledger, which this app has none of: sessions/test_resting.py."""
    return frozenset()


async def test_next_and_skip(client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(care, "spared", nobody_rests)
    case = await opened(client)
    nothing = await client.post("/v1/cases/next", json={"area": "other"}, headers=ADA)
    assert (nothing.status_code, nothing.content) == (204, b"")
    queue = {"area": "spam", "language": None, "tier": None}
    taken = (await client.post("/v1/cases/next", json=queue, headers=ADA)).json()
    assert (taken["id"], taken["claimed_by"], taken["fence"]) == (case, "ada", 1)
    assert (taken["tier"], taken["escalated"]) == (None, False)
    skipped = await client.post(f"/v1/cases/{case}/skip", json={"reason": "rest"}, headers=ADA)
    assert skipped.json()["claimed_by"] is None
    assert (await client.post("/v1/cases/next", json={}, headers=ADA)).status_code == 204
    held = (await client.post("/v1/cases/next", json={}, headers=BO)).json()
    assert held["claimed_by"] == "bo"


async def test_the_list_is_filtered_by_area_language_and_tier(
    client: httpx2.AsyncClient, database_url: str
) -> None:
    spam, abuse = await opened(client, "@a:example.org"), await opened(client, "@b:example.org")
    change = "UPDATE cases SET area = 'abuse', language = 'de', tier = 2, due_at = due_at - %s"
    rows(
        database_url, change + " WHERE id = %s RETURNING id", timedelta(1), abuse.partition("_")[2]
    )
    for query, want in (
        ({}, [abuse, spam]),
        ({"area": "abuse"}, [abuse]),
        ({"area": "spam"}, [spam]),
        ({"language": "de", "tier": "2"}, [abuse]),
        ({"language": "de", "tier": "0"}, []),
    ):
        page = (await client.get("/v1/cases", params=query, headers=ADA)).json()
        assert [case["id"] for case in page["cases"]] == want
    for bad in ({"tier": "4"}, {"tier": "-1"}, {"area": "a" * 65}, {"language": "a" * 36}):
        found = problem(await client.get("/v1/cases", params=bad, headers=ADA), 422)
        assert found["field"] in bad


@pytest.mark.parametrize(
    "path", ["/v1/cases?area=a%00", "/v1/cases?language=%00", "/v1/cases/a%00"]
)
async def test_an_address_with_a_nul_is_refused(client: httpx2.AsyncClient, path: str) -> None:
    assert problem(await client.get(path, headers=ADA), 422)["field"] == "address"


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("next", {"tier": 4}, "tier"),
        ("next", {"tier": "1"}, "tier"),
        ("next", {"area": "a" * 65}, "area"),
        ("next", {"who": "me"}, "who"),
        ("{case}/skip", {}, "reason"),
        ("{case}/skip", {"reason": "tired"}, "reason"),
        ("{case}/escalate", {"reason": "legal"}, "version"),
        ("{case}/escalate", {"version": 1, "fence": 1, "reason": "x" * 9999}, "reason"),
        ("{case}/reopen", {"version": 1}, "reason"),
        ("{case}/reopen", {"version": 2**70, "reason": "appeal"}, None),
    ],
)
async def test_a_bad_body_names_its_field_and_changes_nothing(
    client: httpx2.AsyncClient,
    database_url: str,
    verb: str,
    body: dict[str, object],
    field: str | None,
) -> None:
    case = await opened(client)
    answer = await client.post("/v1/cases/" + verb.format(case=case), json=body, headers=ADA)
    assert answer.status_code in {409, 422}, answer.text
    if field is not None:
        assert problem(answer, 422)["field"] == field
    assert rows(database_url, "SELECT version, fence, state FROM cases") == [(1, 0, "open")]
