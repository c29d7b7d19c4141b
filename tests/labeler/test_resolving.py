"""DIDs are strangers' words: only public addresses are asked, little is read, nothing followed."""

from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from tests.labeler.network import (
    K256,
    P256,
    PLC,
    SERVICE,
    TROLL,
    URL,
    WITNESS,
    Directory,
    document,
    labeler,
    new_key,
)

from quorate.atproto.documents import LABEL_KEY, did_web, key_in, own_document
from quorate.atproto.keys import (
    AtKey,
    key_of,
    read_method,
    read_multikey,
)
from quorate.atproto.keys import _base58 as base58  # pyright: ignore[reportPrivateUsage]
from quorate.atproto.resolving import Resolver
from quorate.labeler.app import add_labeler
from quorate.outbound.transport import Outbound
from quorate.vocabulary.problems import Problem, Refusal

WEB = "did:web:writer.example"
PUBLIC = "93.184.215.14"
# Of the specification's own vectors: https://atproto.com/specs/cryptography.
SHOWN = (
    ("ES256", "zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo"),
    ("ES256K", "zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc"),
)


def resolver(directory: Directory, *found: str) -> Resolver:
    async def lookup(_host: str, _port: int) -> list[str]:
        return list(found)

    below = httpx2.MockTransport(directory)
    outside = httpx2.AsyncClient(transport=Outbound(below, lookup=lookup))
    return Resolver(PLC, directory.client(), outside)


def why(found: AtKey | Refusal) -> str:
    assert isinstance(found, Refusal), found
    return found.detail


@pytest.mark.parametrize(("algorithm", "text"), SHOWN)
def test_keys_read_and_write_as_the_specification_shows(algorithm: str, text: str) -> None:
    key = read_multikey(text)
    assert (key.algorithm, key.multikey) == (algorithm, text)


@pytest.mark.parametrize("text", ["", "z", "z6MkhaXgBZD", "zQ3s0", "z" + "1" * 99, SHOWN[0][1][1:]])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"key|point|[Ee]ncod"):
        read_multikey(text)


def test_an_older_documents_keys_are_read() -> None:
    for curve, name in ((K256, "k"), (P256, "r")):
        key = new_key(curve)
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        found = read_method(f"EcdsaSecp256{name}1VerificationKey2019", "z" + base58(point))
        assert found.multikey == key_of(key).multikey


async def test_a_did_web_is_asked_at_its_own_host_by_the_address_that_was_looked_at() -> None:
    seen: list[httpx2.Request] = []
    key, directory = new_key(P256), Directory()

    def answers(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=document(WEB, key))

    directory.answers = answers
    found = await resolver(directory, PUBLIC).key(WEB)
    assert isinstance(found, AtKey) and found.multikey == key_of(key).multikey
    (asked,) = seen
    assert str(asked.url) == f"https://{PUBLIC}/.well-known/did.json"
    assert asked.headers["host"] == "writer.example"
    assert asked.extensions["sni_hostname"] == "writer.example"


@pytest.mark.parametrize(
    "place",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "::1", "fd00::1", "0.0.0.0",
     "::ffff:127.0.0.1"],
)  # fmt: skip
async def test_a_private_address_is_never_asked(place: str) -> None:
    directory = Directory()
    assert "public address" in why(await resolver(directory, PUBLIC, place).key(WEB))
    assert directory.asked == []


async def test_a_redirect_is_not_followed() -> None:
    directory = Directory()
    there = {"Location": "http://127.0.0.1:5432/"}
    directory.answers = lambda _: httpx2.Response(302, headers=there)
    assert "302" in why(await resolver(directory, PUBLIC).key(WEB))
    assert "302" in why(await resolver(directory).key(WITNESS))
    assert len(directory.asked) == 2


@pytest.mark.parametrize("sent", [b"x" * 70_000, b"{", b"[]", b"[" * 50_000, b"\xff", b"null"])
async def test_a_document_that_is_none_or_too_large_is_refused(sent: bytes) -> None:
    directory = Directory()
    directory.answers = lambda _: httpx2.Response(200, content=sent)
    found = await resolver(directory).key(WITNESS)
    assert isinstance(found, Refusal) and found.problem is Problem.NOT_SIGNED_IN


async def test_a_did_of_an_address_that_cannot_be_is_refused() -> None:
    directory = Directory()
    assert "256.1.1.1" in why(await resolver(directory, PUBLIC).key("did:web:256.1.1.1"))
    assert directory.asked == []


async def test_a_server_that_is_away_is_no_fault_of_the_account() -> None:
    directory = Directory()

    def away(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("away")

    directory.answers = away
    found = await resolver(directory).key(WITNESS)
    assert isinstance(found, Refusal) and found.problem is Problem.PROVIDER_UNAVAILABLE


def changed(name: str, value: object) -> dict[str, Any]:
    found = document(WITNESS, new_key())
    if name == "id":
        return {**found, "id": value}
    found["verificationMethod"][0][name] = value
    return found


@pytest.mark.parametrize(
    "shown",
    [
        changed("id", TROLL),
        changed("controller", TROLL),
        changed("type", "JsonWebKey2020"),
        changed("publicKeyMultibase", "z6Mk"),
        {"id": WITNESS},
        {"id": WITNESS, "verificationMethod": {}},
        {"id": WITNESS, "verificationMethod": ["x"]},
        {**document(WITNESS, new_key()), "verificationMethod": []},
    ],
)
async def test_a_document_without_the_accounts_own_key_is_refused(shown: dict[str, Any]) -> None:
    directory = Directory({WITNESS: shown})
    assert isinstance(await resolver(directory).key(WITNESS), Refusal)


async def test_what_was_found_is_kept_for_minutes_and_a_failure_for_a_moment() -> None:
    directory, ticks = Directory(), [0.0]
    found = Resolver(PLC, directory.client(), directory.client(), lambda: ticks[0])
    assert isinstance(await found.key(WITNESS), Refusal)
    assert isinstance(await found.key(WITNESS), Refusal)
    assert len(directory.asked) == 1
    directory.documents[WITNESS] = document(WITNESS, new_key())
    for _ in range(3):
        ticks[0] += 100
        assert isinstance(await found.key(WITNESS), AtKey)
    assert len(directory.asked) == 2
    ticks[0] += 101
    await found.key(WITNESS)
    assert len(directory.asked) == 3


async def test_our_document_names_the_labeler_and_its_key() -> None:
    app, here = FastAPI(), labeler(None, Directory())
    add_labeler(app, here)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=URL) as client:
        found = (await client.get("/.well-known/did.json")).json()
    assert found == own_document(SERVICE, URL, here.identity.label_key)
    assert key_in(found, SERVICE, LABEL_KEY).multikey == here.identity.label_key
    service = {"id": "#atproto_labeler", "type": "AtprotoLabeler", "serviceEndpoint": URL}
    assert found["service"] == [service]


def test_a_port_is_part_of_a_did_web() -> None:
    assert did_web("http://localhost:8440") == "did:web:localhost%3A8440"
    assert did_web(URL) == SERVICE
