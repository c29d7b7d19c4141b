"""The closed list of calls on a real PDS: what they do, and what is refused instead of done."""

import secrets
import time
from collections.abc import AsyncIterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, generate_private_key
from tests.network.conftest import Platform
from tests.network.running import Network, Person
from tests.platforms.test_answers import answering

from quorate.accounts.subject import Subject
from quorate.effects.connectors.atproto import AtprotoConnector
from quorate.effects.connectors.atproto_credential import Credential, Password, Service
from quorate.effects.connectors.base import Freeing
from quorate.effects.outward import Outward
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

HOST = "localhost"
NOBODY = "did:plc:" + "a" * 24


def account(did: str) -> Subject:
    return Subject(f"atproto:{HOST}", SubjectKind.ACCOUNT, did)


def record(uri: str) -> Subject:
    did, collection, rkey = uri.removeprefix("at://").split("/")
    return Subject(f"atproto:{HOST}", SubjectKind.MESSAGE, f"{collection}/{rkey}/{did}")


def order(action: Action, monkeypatch: pytest.MonkeyPatch) -> Outward:
    """One that no certificate stands behind: only a test can make it."""
    monkeypatch.setattr("quorate.effects.outward._MINT", None)
    return Outward(f"prop_{secrets.token_hex(16)}", action, ("hand",))


def by_password(network: Network) -> Credential:
    return Password(network.admin_password)


def problem(answer: object) -> Problem:
    assert isinstance(answer, Refusal), answer
    return answer.problem


@pytest.fixture(params=["password", "key"])
async def connector(
    request: pytest.FixtureRequest, platform: Platform
) -> AsyncIterator[AtprotoConnector]:
    network = platform.network
    own = Service(network.service, platform.key, network.did)
    credential = own if request.param == "key" else by_password(network)
    made = AtprotoConnector(HOST, network.pds, credential, mails=True)
    yield made
    await made.close()


@pytest.fixture
def person(platform: Platform) -> Person:
    return platform.network.person()


async def test_an_account_is_taken_down_and_given_back_with_the_same_token(
    connector: AtprotoConnector,
    platform: Platform,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    about, made = account(person.did), order(Action.TAKE_DOWN, monkeypatch)
    started = time.monotonic()
    assert await connector.act(made, about) is None
    print(f"take_down: {1000 * (time.monotonic() - started):.0f} ms")
    status, answer = person.write("heard?")
    assert (status, answer["error"]) == (401, "AccountTakedown")
    assert await connector.in_force(Action.TAKE_DOWN, about) is True
    assert await connector.state(person.did) == {Action.TAKE_DOWN: True}
    shown = platform.network.admin("getSubjectStatus", did=person.did)
    assert shown["takedown"] == {"applied": True, "ref": made.proposal}
    started = time.monotonic()
    assert await connector.free(Freeing.GIVE_BACK, about) is None
    print(f"give_back: {1000 * (time.monotonic() - started):.0f} ms")
    assert person.write("heard?")[0] == 200
    assert await connector.state(person.did) == {Action.TAKE_DOWN: False}


async def test_a_record_is_hidden_from_everybody_and_shown_again(
    connector: AtprotoConnector,
    platform: Platform,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uri, reader = person.post("hello"), platform.network.person()
    about = record(uri)
    assert await connector.resolve(about) is None
    assert await connector.act(order(Action.HIDE_CONTENT, monkeypatch), about) is None
    for who in (reader, person):
        status, answer = who.read(uri)
        assert (status, answer["error"]) == (400, "RecordNotFound")
    assert await connector.in_force(Action.HIDE_CONTENT, about) is True
    assert await connector.resolve(about) is None, "or it could never be shown again"
    assert person.write("another")[0] == 200
    assert await connector.free(Freeing.SHOW_CONTENT, about) is None
    assert reader.read(uri)[0] == 200
    assert await connector.in_force(Action.HIDE_CONTENT, about) is False


async def test_a_hidden_record_that_its_author_deletes_is_not_waited_for(
    connector: AtprotoConnector, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = record(person.post("hello"))
    assert await connector.act(order(Action.HIDE_CONTENT, monkeypatch), about) is None
    collection, rkey, did = about.native.split("/")
    body = {"repo": did, "collection": collection, "rkey": rkey}
    assert person.call("com.atproto.repo.deleteRecord", body)[0] == 200
    assert await connector.free(Freeing.SHOW_CONTENT, about) is None
    assert await connector.in_force(Action.HIDE_CONTENT, about) is False
    refused = await connector.act(order(Action.HIDE_CONTENT, monkeypatch), about)
    assert problem(refused) is Problem.SUBJECT_UNKNOWN


async def test_whoever_is_unknown_is_refused_although_the_pds_would_write_it_down(
    connector: AtprotoConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = account(NOBODY)
    made = order(Action.TAKE_DOWN, monkeypatch)
    ghost = record(f"at://{NOBODY}/app.bsky.feed.post/3k")
    for answer in (
        await connector.resolve(about),
        await connector.read(about),
        await connector.act(made, about),
        await connector.free(Freeing.GIVE_BACK, about),
        await connector.state(NOBODY),
        await connector.resolve(ghost),
    ):
        assert problem(answer) is Problem.SUBJECT_UNKNOWN


async def test_a_record_that_is_not_there_is_unknown(
    connector: AtprotoConnector, person: Person
) -> None:
    missing = record(f"at://{person.did}/app.bsky.feed.post/3kxxxxxxxxxx2")
    assert problem(await connector.resolve(missing)) is Problem.SUBJECT_UNKNOWN


@pytest.mark.parametrize(
    "native",
    [
        "alice.test",
        "did:plc:AAAAAAAAAAAAAAAAAAAAAAAA",
        "did:plc:short",
        "did:web:Example.org",
        f"{NOBODY}#atproto",
        f"{NOBODY}?x=1",
        f" {NOBODY}",
        "did:key:z6Mk",
        f"app.bsky.feed.post/../{NOBODY}",
        f"app.bsky.feed.post/a/b/{NOBODY}",
        f"App.bsky.feed.post/3k/{NOBODY}",
        f"app.bsky.feed.post/3k\n/{NOBODY}",
    ],
)
async def test_another_spelling_is_refused_and_never_normalised(native: str) -> None:
    kind = SubjectKind.MESSAGE if "/" in native else SubjectKind.ACCOUNT
    made = AtprotoConnector(HOST, "http://127.0.0.1:9", Password("x"), mails=False)
    about = Subject(f"atproto:{HOST}", kind, native)
    assert problem(await made.resolve(about)) is Problem.SUBJECT_NOT_CANONICAL
    elsewhere = Subject("atproto:elsewhere.example", SubjectKind.ACCOUNT, NOBODY)
    assert problem(await made.resolve(elsewhere)) is Problem.SUBJECT_NOT_CANONICAL
    await made.close()


async def test_the_email_is_read_and_nothing_else(
    connector: AtprotoConnector, platform: Platform
) -> None:
    person = platform.network.person(email="private@mail.example")
    try:
        assert await connector.reveal(PrivateField.EMAIL, account(person.did)) == [
            "private@mail.example"
        ]
        refused = await connector.reveal(PrivateField.DEVICES, account(person.did))
        assert problem(refused) is Problem.FIELD_NOT_OFFERED
    finally:
        body = {"account": person.did, "email": f"{secrets.token_hex(4)}@mail.example"}
        platform.network.admin("updateAccountEmail", body)


async def test_a_warning_is_a_mail_that_arrives(
    connector: AtprotoConnector,
    platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"{secrets.token_hex(4)}@mail.example"
    person = platform.network.person(email=address)
    made = order(Action.WARN, monkeypatch)
    assert await connector.act(made, account(person.did)) is None
    (mail,) = platform.mails.to(address)
    body = mail.get_body(("plain",))
    assert body is not None
    assert made.proposal in body.get_content()


async def test_without_a_mail_server_nothing_is_said_to_be_sent(
    platform: Platform, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = AtprotoConnector(HOST, platform.network.pds, by_password(platform.network), mails=False)
    assert Action.WARN not in made.offered
    refused = await made.act(order(Action.WARN, monkeypatch), account(person.did))
    assert problem(refused) is Problem.ACTION_NOT_OFFERED
    await made.close()


async def test_a_strangers_key_moderates_nothing(platform: Platform, person: Person) -> None:
    network = platform.network
    stranger = Service(network.service, generate_private_key(SECP256K1()), network.did)
    made = AtprotoConnector(HOST, network.pds, stranger, mails=False)
    assert problem(await made.resolve(account(person.did))) is Problem.PLATFORM_UNAVAILABLE
    await made.close()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (429, b"{}"),
        (502, b"<html>"),
        (200, b"not json"),
        (200, b"[]"),
        (200, b"{}"),
        (401, b"{}"),
        (400, b'{"error": "InvalidRequest"}'),
        (200, b'{"did": "did:plc:another", "subject": {"did": "did:plc:another"}}'),
    ],
)
async def test_a_bad_answer_is_a_typed_refusal_and_never_a_fact(status: int, body: bytes) -> None:
    about = account(NOBODY)
    with answering(status, body) as url:
        made = AtprotoConnector(HOST, url, Password("x"), mails=True)
        for answer in (
            await made.resolve(about),
            await made.read(about),
            await made.state(NOBODY),
            await made.in_force(Action.TAKE_DOWN, about),
            await made.free(Freeing.GIVE_BACK, about),
        ):
            assert problem(answer) is Problem.PLATFORM_UNAVAILABLE
        await made.close()


async def test_a_pds_that_wants_rest_is_left_alone() -> None:
    asked: list[str] = []
    with answering(429, b"{}", rest="1", asked=asked) as url:
        made = AtprotoConnector(HOST, url, Password("x"), mails=True)
        await made.state(NOBODY)
        await made.state(NOBODY)
        assert len(asked) == 1
        await made.close()


async def test_a_pds_that_hangs_is_not_waited_for(platform: Platform, person: Person) -> None:
    made = AtprotoConnector(HOST, platform.network.pds, by_password(platform.network), mails=True)
    platform.network.hang()
    try:
        started = time.monotonic()
        assert problem(await made.state(person.did)) is Problem.PLATFORM_UNAVAILABLE
        assert time.monotonic() - started < 8
    finally:
        platform.network.wake()
        await made.close()
