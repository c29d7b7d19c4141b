"""createReport: only an account itself, for this service and method, once, files a report."""

import asyncio
import base64
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any, NoReturn

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import FastAPI
from tests.casework import NOW, rows, web_pool
from tests.labeler.network import (
    CONNECTOR,
    P256,
    PATH,
    SERVICE,
    TROLL,
    WITNESS,
    Directory,
    account_report,
    b64,
    claims,
    document,
    labeler,
    new_key,
    token,
)

from quorate.atproto.keys import _KINDS  # pyright: ignore[reportPrivateUsage]
from quorate.labeler.app import add_labeler


class Door:
    """The labeler over a database, and one account with its key."""

    def __init__(self, client: httpx2.AsyncClient, url: str, directory: Directory) -> None:
        self.client, self.url, self.directory = client, url, directory
        self.key = new_key()
        directory.documents[WITNESS] = document(WITNESS, self.key)

    async def post(
        self, bearer: str | None = None, body: dict[str, Any] | None = None
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {bearer or token(self.key)}"}
        return await self.client.post(PATH, json=body or account_report(), headers=headers)

    def reports(self) -> list[tuple[Any, ...]]:
        return rows(self.url, "SELECT reporter FROM reports")

    async def refused(self, bearer: str, named: str, status: int = 401) -> None:
        """Refused in XRPC's shape, by the field that is wrong, and nothing is filed."""
        answer = await self.post(bearer)
        assert answer.status_code == status, answer.text
        found = answer.json()
        assert set(found) == {"error", "message"}
        assert found["error"] == ("AuthenticationRequired" if status == 401 else found["error"])
        assert named in found["message"], found


def asking(pool: Any, directory: Directory, now: list[datetime]) -> httpx2.AsyncClient:
    app = FastAPI()
    add_labeler(app, labeler(pool, directory, lambda: now[0]))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://labels")


class Shut:
    """In place of a database: what is refused must not have come this far."""

    def connection(self) -> NoReturn:
        raise AssertionError("the database was asked")


@pytest.fixture
async def door(database_url: str) -> AsyncGenerator[Door]:
    directory = Directory()
    async with web_pool(database_url) as pool, asking(pool, directory, [NOW]) as client:
        yield Door(client, database_url, directory)


@pytest.fixture
async def shut() -> AsyncGenerator[Door]:
    directory = Directory()
    async with asking(Shut(), directory, [NOW]) as client:
        yield Door(client, "", directory)


async def test_a_report_of_an_account_is_answered_after_its_commit(door: Door) -> None:
    answer = await door.post()
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert isinstance(found["id"], int) and 0 <= found["id"] < 2**53
    assert {k: v for k, v in found.items() if k != "id"} == {
        **account_report(),
        "reportedBy": WITNESS,
        "createdAt": "2026-11-24T11:00:00.000Z",
    }
    ((connector, kind, native),) = rows(door.url, "SELECT connector, kind, native FROM subjects")
    assert (connector, kind, native) == (CONNECTOR, "account", TROLL)
    ((source, reporter, category, body, reports),) = rows(
        door.url,
        "SELECT source, reporter, category, body, c.reports FROM reports r"
        " JOIN cases c ON c.id = r.case_id",
    )
    assert (source, reporter, category, body) == ("atproto", WITNESS, "spam", "buys and sells")
    assert reports == 1


async def test_a_report_of_a_record_is_about_the_record(door: Door) -> None:
    uri = f"at://{TROLL}/app.bsky.feed.post/3kabc"
    about = {"$type": "com.atproto.repo.strongRef", "uri": uri, "cid": "bafyreib" + "a" * 20}
    answer = await door.post(body=account_report(subject=about))
    assert answer.status_code == 200, answer.text
    assert answer.json()["subject"] == about
    found = rows(door.url, "SELECT kind, native FROM subjects")
    assert found == [("message", f"app.bsky.feed.post/3kabc/{TROLL}")]


async def test_a_reason_that_was_not_given_is_absent_and_not_null(door: Door) -> None:
    body = account_report()
    del body["reason"]
    assert "reason" not in (await door.post(body=body)).json()
    null = await door.post(body=account_report(reason=None))
    assert null.status_code == 200 and "reason" not in null.json()


async def test_an_unknown_reason_is_kept_and_is_no_area(door: Door) -> None:
    told = "example.lexicon.defs#reasonTheyStoleMyCat"
    answer = await door.post(body=account_report(reasonType=told))
    assert answer.json()["reasonType"] == told
    ((category, evidence),) = rows(door.url, "SELECT category, evidence FROM reports")
    assert category == "unsorted"
    assert evidence[0]["reason_type"] == told


async def test_the_same_words_under_a_new_token_are_one_report(door: Door) -> None:
    first, again = await door.post(), await door.post()
    assert again.status_code == 200
    assert first.json() == again.json()
    assert len(door.reports()) == 1
    assert len({(await door.post(body=account_report(reason=r))).json()["id"] for r in "ab"}) == 2


async def test_a_key_of_p_256_counts_too(door: Door) -> None:
    other = new_key(P256)
    door.directory.documents[WITNESS] = document(WITNESS, other)
    assert (await door.post(token(other))).status_code == 200


async def test_the_audience_may_name_the_service_in_the_document(door: Door) -> None:
    said = claims(aud=f"{SERVICE}#atproto_labeler")
    assert (await door.post(token(door.key, said))).status_code == 200


async def test_a_token_of_another_key_is_refused(shut: Door) -> None:
    await shut.refused(token(new_key()), "not signed by its account's key")


async def test_a_token_signed_by_a_key_of_another_account_is_refused(shut: Door) -> None:
    other = new_key()
    shut.directory.documents[TROLL] = document(TROLL, other)
    await shut.refused(token(other), "not signed by its account's key")


async def test_a_token_for_another_service_is_refused(shut: Door) -> None:
    for aud in ("did:web:other.example", f"{SERVICE}#atproto_pds", f"{SERVICE}#", ""):
        await shut.refused(token(shut.key, claims(aud=aud)), "aud")
    await shut.refused(token(shut.key, claims(aud=None)), "aud")


async def test_a_token_for_another_method_or_for_none_is_refused(shut: Door) -> None:
    await shut.refused(token(shut.key, claims(lxm="com.atproto.repo.createRecord")), "lxm")
    await shut.refused(token(shut.key, claims(lxm="*")), "lxm")
    await shut.refused(token(shut.key, claims(lxm=None)), "lxm")


async def test_a_token_without_an_end_is_refused(shut: Door) -> None:
    await shut.refused(token(shut.key, claims(exp=None)), "exp")


async def test_a_token_that_expired_or_lasts_for_days_is_refused(shut: Door) -> None:
    at = int(NOW.timestamp())
    await shut.refused(token(shut.key, claims(exp=at)), "exp")
    await shut.refused(token(shut.key, claims(exp=at - 1)), "exp")
    await shut.refused(token(shut.key, claims(exp=at + 86400)), "exp")


async def test_a_token_of_an_issuing_time_that_cannot_be_is_refused(shut: Door) -> None:
    at = int(NOW.timestamp())
    await shut.refused(token(shut.key, claims(iat=at + 3600)), "iat")
    await shut.refused(token(shut.key, claims(iat=at - 2 * 86400)), "iat")
    await shut.refused(token(shut.key, claims(iat=True)), "iat")


@pytest.mark.parametrize("kind", ["at+jwt", "refresh+jwt", "dpop+jwt", "", None, "AT+JWT"])
async def test_a_session_token_is_no_service_token(shut: Door, kind: str | None) -> None:
    await shut.refused(token(shut.key, typ=kind), "typ")


@pytest.mark.parametrize("alg", ["none", "HS256", "ES384", "ES256K ", None])
async def test_other_algorithms_are_refused(shut: Door, alg: str | None) -> None:
    await shut.refused(token(shut.key, alg=alg), "alg")


async def test_an_algorithm_of_another_curve_than_the_keys_is_refused(shut: Door) -> None:
    await shut.refused(token(shut.key, alg="ES256"), "not signed by its account's key")


@pytest.mark.parametrize(
    "iss", [f"{WITNESS}#atproto_labeler", f"{WITNESS}#", "did:key:z6Mk", "@witness", None]
)
async def test_only_an_account_reports(shut: Door, iss: str | None) -> None:
    await shut.refused(token(shut.key, claims(iss=iss)), "iss")


async def test_a_token_is_used_once(door: Door) -> None:
    shown = token(door.key)
    assert (await door.post(shown)).status_code == 200
    again = await door.post(shown, account_report(reason="other"))
    assert again.status_code == 401
    assert "used before" in again.json()["message"]
    assert len(door.reports()) == 1


async def test_of_many_uses_of_one_token_at_once_one_files(door: Door) -> None:
    shown = token(door.key)
    answers = await asyncio.gather(
        *(door.post(shown, account_report(reason=f"r{n}")) for n in range(8))
    )
    assert sorted(a.status_code for a in answers) == [200, *[401] * 7]
    assert len(door.reports()) == 1


async def test_a_token_without_an_id_is_used_once_too(door: Door) -> None:
    shown = token(door.key, claims(jti=None))
    assert (await door.post(shown)).status_code == 200
    assert (await door.post(shown, account_report(reason="other"))).status_code == 401


async def test_an_id_that_no_text_holds_fails_nobody_else_s_report(door: Door) -> None:
    """Reports that come at once share a transaction."""
    shown = [token(door.key), token(door.key, claims(jti="\ud800")), token(door.key)]
    answers = await asyncio.gather(
        *(door.post(one, account_report(reason=f"r{n}")) for n, one in enumerate(shown))
    )
    assert [a.status_code for a in answers] == [200, 401, 200]
    assert "jti" in answers[1].json()["message"]
    assert len(door.reports()) == 2


async def test_a_body_that_is_refused_uses_no_token_up(door: Door) -> None:
    shown = token(door.key)
    assert (await door.post(shown, {"reasonType": "x"})).status_code == 400
    assert (await door.post(shown)).status_code == 200


async def test_the_other_half_of_a_signature_is_refused(shut: Door) -> None:
    """r, -s signs the same bytes: without an id, it would look like a new token."""
    content, _, signature = token(shut.key).rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    high = _KINDS[0].order - int.from_bytes(raw[32:])
    await shut.refused(f"{content}.{b64(raw[:32] + high.to_bytes(32))}", "not signed")


async def test_signatures_of_another_form_are_refused(shut: Door) -> None:
    content = token(shut.key).rpartition(".")[0]
    for raw in (b"\x00" * 64, b"\xff" * 64, b"\x01" * 63, shut.key.sign(content.encode(), _DER)):
        await shut.refused(f"{content}.{b64(raw)}", "not signed")


@pytest.mark.parametrize(
    "bearer", ["x", "a.b", "a.b.c.d", "e30.e30.e30", "!.!.!", "W10.W10.AA", "A" * 9000, "e3.e30.AA"]
)
async def test_what_is_no_token_is_refused(shut: Door, bearer: str) -> None:
    await shut.refused(bearer, "")


async def test_without_a_token_nothing_is_filed(shut: Door) -> None:
    for headers in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer"}):
        answer = await shut.client.post(PATH, json=account_report(), headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (401, "AuthenticationRequired")


async def test_a_key_that_was_changed_counts_at_once_and_the_old_one_no_more(door: Door) -> None:
    assert (await door.post()).status_code == 200
    old, door.key = door.key, new_key()
    door.directory.documents[WITNESS] = document(WITNESS, door.key)
    await asyncio.sleep(1.1)
    assert (await door.post(body=account_report(reason="b"))).status_code == 200
    assert (await door.post(token(old), account_report(reason="c"))).status_code == 401
    assert len(door.directory.asked) == 2


async def test_forged_tokens_do_not_make_us_ask_and_ask(shut: Door) -> None:
    for _ in range(10):
        await shut.post(token(new_key()))
    assert len(shut.directory.asked) == 1


async def test_an_account_that_reports_without_end_is_slowed(door: Door) -> None:
    answers = [await door.post(body=account_report(reason=f"r{n}")) for n in range(11)]
    assert [a.status_code for a in answers] == [*[200] * 10, 429]
    assert answers[-1].json()["error"] == "RateLimitExceeded"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"reasonType": ""}, "reasonType"),
        ({"reasonType": 1}, "reasonType"),
        ({"reasonType": "x" * 513}, "reasonType"),
        ({"reason": "a\x00b"}, "reason"),
        ({"reason": "x" * 20_001}, "reason"),
        ({"reason": ["x"]}, "reason"),
        ({"subject": None}, "subject"),
        ({"subject": {"$type": "chat.bsky.convo.defs#messageRef"}}, "subject"),
        ({"subject": {"$type": "com.atproto.admin.defs#repoRef", "did": "x"}}, "did"),
        (
            {
                "subject": {
                    "$type": "com.atproto.repo.strongRef",
                    "uri": "at://a/b/c",
                    "cid": "b" * 9,
                }
            },
            "uri",
        ),
        (
            {
                "subject": {
                    "$type": "com.atproto.repo.strongRef",
                    "uri": f"at://{TROLL}/app.bsky.feed.post/..",
                    "cid": "b" * 9,
                }
            },
            "uri",
        ),
    ],
)
async def test_a_body_that_does_not_fit_is_refused_by_its_field(
    shut: Door, changes: dict[str, Any], named: str
) -> None:
    answer = await shut.post(body=account_report(**changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest"), answer.text
    assert answer.json()["message"].startswith(named)


async def test_a_long_reason_is_cut_and_not_lost(door: Door) -> None:
    assert (await door.post(body=account_report(reason="x" * 20_000))).status_code == 200
    assert rows(door.url, "SELECT length(body) FROM reports") == [(10_000,)]


async def test_a_broken_or_huge_body_is_refused(shut: Door) -> None:
    for sent, status in ((b"{", 400), (b"[" * 50_000, 400), (b"\xff", 400), (b" " * 70_000, 413)):
        headers = {"Authorization": f"Bearer {token(shut.key)}"}
        answer = await shut.client.post(PATH, content=sent, headers=headers)
        assert answer.status_code == status, answer.text
        assert set(answer.json()) == {"error", "message"}


async def test_another_method_is_not_implemented(shut: Door) -> None:
    answer = await shut.client.get("/xrpc/com.atproto.server.describeServer")
    assert (answer.status_code, answer.json()["error"]) == (501, "MethodNotImplemented")


async def test_used_tokens_are_forgotten_when_they_have_expired(database_url: str) -> None:
    directory, now = Directory(), [NOW]
    async with web_pool(database_url) as pool, asking(pool, directory, now) as client:
        door = Door(client, database_url, directory)
        assert (await door.post()).status_code == 200
        now[0] += timedelta(minutes=5)
        at = int(now[0].timestamp())
        later = token(door.key, claims(iat=at, exp=at + 60))
        assert (await door.post(later, account_report(reason="b"))).status_code == 200
    assert len(rows(database_url, "SELECT mark FROM service_tokens")) == 1


_DER = ec.ECDSA(SHA256())
