"""Passkeys offline: only an assertion of this very word, from this very device, is a hand."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.incidents.stage.passkeys import ORIGIN, Authenticator
from quorate.incidents.stage.roles import row, seeded
from quorate.people.hands import Proof, challenge, proof_fields, read_proof, unproved
from quorate.people.model import Key
from quorate.people.passkeys import Assertion, base64url, key_row, point, read_passkey
from quorate.people.roster import Roster, read_key
from quorate.vocabulary.kinds import Algorithm

ORIGINS = (ORIGIN,)
BOTH = pytest.mark.parametrize("algorithm", list(Algorithm))
FUZZ = settings(derandomize=True, max_examples=150, deadline=None)


@dataclass(frozen=True)
class Saying:
    """The least that can be said."""

    said: str = "approve"
    slot: str = "approver"
    nonce: str = "0a" * 32

    def digest(self) -> bytes:
        return self.said.encode().ljust(32, b".")


WORD = Saying()


def held(device: Authenticator, proof: Proof, word: Saying = WORD, **key: Any) -> str:
    enrolled = read_key(device.row(**key), "employee")
    return unproved(enrolled, word, proof, ORIGINS)


def made(device: Authenticator, **client: Any) -> Assertion:
    return device.signed(device.client_data(WORD, **client), device.authenticator_data())


@BOTH
def test_the_holder_s_word_holds(algorithm: Algorithm) -> None:
    device = Authenticator("employee", algorithm)
    assert held(device, device.says(WORD)) == ""


@BOTH
@pytest.mark.parametrize(
    "other", [Saying("deny"), Saying(slot="objector"), Saying(nonce="0b" * 32)]
)
def test_i3_it_is_for_this_digest_slot_and_nonce(algorithm: Algorithm, other: Saying) -> None:
    device = Authenticator("employee", algorithm)
    assert "another statement" in held(device, device.says(WORD), other)


def test_the_challenge_s_golden_vector() -> None:
    """SHA-256 of the domain tag, 32 bytes of digest, the slot's name and 32 bytes of nonce."""
    assert challenge(WORD).hex() == GOLDEN


GOLDEN = "a032c6286b2c77097cc7c430d9293c26cde8d3b83ca683d516051b57d5f6017f"


@pytest.mark.parametrize(
    ("client", "says"),
    [
        ({"type": "webauthn.create"}, "type webauthn.get"),
        ({"type": None}, "type webauthn.get"),
        ({"challenge": base64url(b"c" * 32)}, "another statement"),
        ({"challenge": base64url(challenge(WORD)) + "="}, "another statement"),
        ({"challenge": None}, "another statement"),
        ({"origin": "https://console.here.example"}, "origin of the genesis"),
        ({"origin": ORIGIN + "/"}, "origin of the genesis"),
        ({"origin": ORIGIN.upper()}, "origin of the genesis"),
        ({"origin": ORIGIN.replace("https", "http")}, "origin of the genesis"),
        ({"origin": f"{ORIGIN}:8443"}, "origin of the genesis"),
        ({"origin": [ORIGIN]}, "origin of the genesis"),
        ({"origin": None}, "origin of the genesis"),
        ({"crossOrigin": True}, "another site's page"),
        ({"crossOrigin": "false"}, "another site's page"),
        ({"crossOrigin": 0}, "another site's page"),
        ({"topOrigin": "https://elsewhere.example"}, "another site's page"),
    ],
)
def test_client_data_of_anything_else_is_refused(client: dict[str, Any], says: str) -> None:
    device = Authenticator("employee")
    assert says in held(device, made(device, **client))


@pytest.mark.parametrize("client", [{"crossOrigin": None}, {"other_keys_can_be_added": "here"}])
def test_client_data_as_browsers_vary_it_holds(client: dict[str, Any]) -> None:
    device = Authenticator("employee")
    assert held(device, made(device, **client)) == ""


SPELLINGS: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda c: c + b"{}", "Extra data"),
    (lambda c: c + b" ", "as WebAuthn spells it"),
    (lambda c: b" " + c, "as WebAuthn spells it"),
    (lambda c: c.replace(b',"', b', "'), "as WebAuthn spells it"),
    (lambda c: c.replace(b"webauthn.get", b"webauthn\\u002eget"), "as WebAuthn spells it"),
    (lambda c: c[:-1] + b',"crossOrigin":false}', "stands twice"),
    (lambda c: c[:-1] + b',"origin":"' + ORIGIN.encode() + b'"}', "stands twice"),
    (lambda c: b"[" + c + b"]", "not an object"),
    (lambda c: b"\xff" + c, "decode"),
    (lambda c: b"[" * 1000, "client data"),
    (lambda c: c[:-1] + b',"a":"' + b"a" * 1024 + b'"}', "too long"),
]


@pytest.mark.parametrize(("spell", "says"), SPELLINGS)
def test_client_data_has_one_spelling(spell: Callable[[bytes], bytes], says: str) -> None:
    device = Authenticator("employee")
    spelled = spell(device.client_data(WORD))
    found = held(device, device.signed(spelled, device.authenticator_data()))
    assert says in found


def test_every_flag_but_present_and_verified_is_refused() -> None:
    device = Authenticator("employee")
    for flags in set(range(256)) - {0x05}:
        proof = device.signed(device.client_data(WORD), device.authenticator_data(flags))
        assert "not verified, or the key can leave" in held(device, proof), flags


def test_another_relying_party_is_refused() -> None:
    device = Authenticator("employee")
    for party in ("console.here.example", "here.example", ORIGIN):
        data = device.authenticator_data(rp_id=party)
        assert "relying party" in held(device, device.signed(device.client_data(WORD), data))


def test_a_credential_of_the_console_s_host_is_none_of_the_signer_s() -> None:
    device = Authenticator("employee", rp_id="here.example")
    proof = device.signed(device.client_data(WORD, origin=ORIGIN), device.authenticator_data())
    assert "own host" in held(device, proof)


@pytest.mark.parametrize("more", [b"\x00", b"\xa0", b"\x00" * 16])
def test_authenticator_data_has_37_bytes(more: bytes) -> None:
    device = Authenticator("employee")
    data = device.authenticator_data()
    for odd in (data + more, data[:-1], b""):
        assert "37 bytes" in held(device, device.signed(device.client_data(WORD), odd))


@BOTH
def test_another_s_passkey_is_refused(algorithm: Algorithm) -> None:
    device, other = Authenticator("employee", algorithm), Authenticator("other", algorithm)
    assert "does not hold" in held(device, other.says(WORD))


def test_the_algorithm_is_the_enrolled_one() -> None:
    device = Authenticator("employee")
    enrolled = read_key(device.row(), "employee")
    assert enrolled.passkey is not None
    pinned = replace(enrolled.passkey, algorithm=Algorithm.EDDSA)
    proof = device.says(WORD)
    assert "does not hold" in unproved(replace(enrolled, passkey=pinned), WORD, proof, ORIGINS)


def test_an_overlong_signature_is_refused() -> None:
    device = Authenticator("employee")
    proof = replace(device.says(WORD), signature=b"\x30" * 73)
    assert "too long" in held(device, proof)


def test_a_bare_signature_is_no_word_of_a_passkey_and_an_assertion_none_of_another_key() -> None:
    device = Authenticator("employee", Algorithm.EDDSA)
    assert "assertion" in held(device, b"\x00" * 64)
    cli = read_key(row("employee", "south")["keys"][0], "employee")
    assert "does not hold" in unproved(cli, WORD, device.says(WORD), ORIGINS)
    assert unproved(cli, WORD, seeded("employee").sign(WORD.digest()), ORIGINS) == ""


def test_without_origins_no_passkey_counts() -> None:
    device = Authenticator("employee")
    enrolled = read_key(device.row(), "employee")
    assert "origin of the genesis" in unproved(enrolled, WORD, device.says(WORD), ())


PARTS = st.sampled_from(["client_data", "authenticator_data", "signature"])


@FUZZ
@given(algorithm=st.sampled_from(Algorithm), part=PARTS, choice=st.data())
def test_any_byte_changed_is_refused(
    algorithm: Algorithm, part: str, choice: st.DataObject
) -> None:
    device = Authenticator("employee", algorithm)
    proof = device.says(WORD)
    raw = bytearray(getattr(proof, part))
    raw[choice.draw(st.integers(0, 999)) % len(raw)] ^= choice.draw(st.integers(1, 255))
    assert held(device, replace(proof, **{part: bytes(raw)}))


@FUZZ
@given(part=PARTS, raw=st.binary(max_size=200))
def test_any_part_replaced_is_refused_without_a_raise(part: str, raw: bytes) -> None:
    device = Authenticator("employee")
    assert held(device, replace(device.says(WORD), **{part: raw}))


@FUZZ
@given(choice=st.data())
def test_any_byte_of_the_enrolled_key_changed_is_refused(choice: st.DataObject) -> None:
    device = Authenticator("employee")
    raw = bytearray(device.public)
    raw[choice.draw(st.integers(0, 999)) % len(raw)] ^= choice.draw(st.integers(1, 255))
    try:
        found = held(device, device.says(WORD), public=raw.hex())
    except ValueError:
        return
    assert found


@pytest.mark.parametrize(
    ("other", "names"),
    [
        ({"credential": "a b"}, "credential"),
        ({"credential": "YQ=="}, "credential"),
        ({"credential": base64url(b"c" * 1024)}, "credential"),
        ({"credential": None}, "credential"),
        ({"rp_id": "Sign.here.example"}, "rp_id"),
        ({"rp_id": "https://sign.here.example"}, "rp_id"),
        ({"rp_id": ""}, "rp_id"),
        ({"algorithm": "RS256"}, "RS256"),
        ({"algorithm": "EdDSA"}, "public"),
        ({"public": "00" * 32}, "public"),
        ({"public": Authenticator("employee").public.hex() + "00"}, "public"),
        ({"public": "04" + "01" * 64}, "public"),
        ({"channel": "cli"}, "credential"),
        ({"channel": "console"}, "credential"),
    ],
)
def test_a_row_that_does_not_fit_is_not_enrolled(other: dict[str, Any], names: str) -> None:
    with pytest.raises(ValueError, match=names):
        read_key(Authenticator("employee").row(**other), "employee")


def test_the_channel_signer_takes_passkeys_only() -> None:
    with pytest.raises(ValueError, match="credential"):
        read_key({"public": seeded("employee").public.hex(), "channel": "signer"}, "employee")


def test_a_point_off_the_curve_is_no_key() -> None:
    public = bytearray(Authenticator("employee").public)
    public[-1] ^= 1
    with pytest.raises(ValueError, match=r"curve|valid|point"):
        point(bytes(public), Algorithm.ES256)


def test_one_key_does_not_serve_two_under_two_spellings() -> None:
    """The same Ed25519 key as a passkey and as a key of the command line."""
    device = Authenticator("employee", Algorithm.EDDSA)
    bare = {"public": device.public[-32:].hex(), "channel": "cli"}
    people = [
        row("employee", "south", keys=[device.row()]),
        row("contractor", "north", keys=[bare]),
    ]
    with pytest.raises(ValueError, match="cannot serve two"):
        Roster().replaced({"people": people})


def test_a_proof_comes_back_from_its_entry() -> None:
    device = Authenticator("employee")
    for proof in (device.says(WORD), b"\x01" * 64):
        assert read_proof(json.loads(json.dumps(proof_fields(proof)))) == proof


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"sig": "00", "assertion": {}},
        {"sig": "no hex"},
        {"sig": 1},
        {"assertion": {}},
        {"assertion": "00"},
        {"assertion": {"client_data": "00", "authenticator_data": "00"}},
        {"assertion": {"client_data": "x", "authenticator_data": "00", "signature": "00"}},
        {
            "assertion": {
                "client_data": "00",
                "authenticator_data": "00",
                "signature": "00",
                "more": "00",
            }
        },
    ],
)
def test_what_is_no_proof_is_not_read(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"sig|assertion|data|hex|text"):
        read_proof(row)


def test_a_signature_beside_an_assertion_is_no_proof() -> None:
    proof = proof_fields(Authenticator("employee").says(WORD))
    with pytest.raises(ValueError, match="either a signature or an assertion"):
        read_proof({**proof, "sig": "00" * 64})


def test_passkeys_are_read_as_enrolled() -> None:
    device = Authenticator("employee")
    enrolled: Key = read_key(device.row(), "employee")
    assert enrolled.id == device.key_id
    assert enrolled.passkey == read_passkey(device.row())


PREFIX, BARE = bytes.fromhex("a4010103272006215820"), bytes(range(32))


@pytest.mark.parametrize(
    "public",
    [PREFIX[:-1] + b"\x21" + BARE, PREFIX + BARE + b"x", PREFIX + BARE[1:], BARE],
)
def test_one_spelling_of_an_ed25519_key_is_taken(public: bytes) -> None:
    assert point(PREFIX + BARE, Algorithm.EDDSA) == BARE
    with pytest.raises(ValueError, match="not a canonical COSE key"):
        point(public, Algorithm.EDDSA)


def test_a_key_is_written_back_as_its_row_was() -> None:
    plain = row("employee", "south")["keys"][0]
    made = Authenticator("employee").row()
    for key in (plain, made):
        assert key_row(read_key(key, "employee")) == key
