"""Passkeys (WebAuthn credentials): which ones can be enrolled, and whether an assertion is theirs.

Offline, and without a parser for CBOR: CTAP2 fixes one spelling for each kind of public key that
is taken, and WebAuthn (5.8.1.2, limited verification) fixes how client data begins.
"""

import base64
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from quorate.ledger.entry import Json
from quorate.ledger.fields import text
from quorate.people.model import Key, Passkey
from quorate.vocabulary.kinds import Algorithm

PASSKEY: Final = "passkey"
"""What a link to the signer is about, when it is no proposal."""
MOST_CLIENT_DATA: Final = 1024
MOST_SIGNATURE: Final = 72
_UNCOMPRESSED: Final = b"\x04"
_ES256: Final = (bytes.fromhex("a5010203262001215820"), bytes.fromhex("225820"))
_EDDSA: Final = bytes.fromhex("a4010103272006215820")
_PRESENT_AND_VERIFIED: Final = 0x05
"""User present, user verified, and nothing else: not to be backed up, no extensions."""
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]{1,1364}")
_RP_ID: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an authenticator answers; it stands in an entry in place of a signature."""

    client_data: bytes
    authenticator_data: bytes
    signature: bytes

    def fields(self) -> dict[str, Json]:
        """As JSON, hex."""
        return {
            "authenticator_data": self.authenticator_data.hex(),
            "client_data": self.client_data.hex(),
            "signature": self.signature.hex(),
        }

    @property
    def sign_count(self) -> int:
        """The authenticator's own count of its signatures; many always say 0."""
        return int.from_bytes(self.authenticator_data[33:37], "big")


def read_assertion(row: Mapping[str, object]) -> Assertion:
    """From parsed JSON. Raises ValueError naming the field."""
    if set(row) != {"authenticator_data", "client_data", "signature"}:
        raise ValueError("assertion: authenticator_data, client_data and signature, nothing else")
    return Assertion(
        bytes.fromhex(text(row, "client_data")),
        bytes.fromhex(text(row, "authenticator_data")),
        bytes.fromhex(text(row, "signature")),
    )


def base64url(raw: bytes) -> str:
    """Without padding, as WebAuthn writes it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read_passkey(row: Mapping[str, object]) -> Passkey:
    """The passkey of a people file's key. Raises ValueError naming the field."""
    credential, rp_id = text(row, "credential"), text(row, "rp_id")
    if not _BASE64URL.fullmatch(credential):
        raise ValueError("credential: not an id in base64url without padding")
    if not _RP_ID.fullmatch(rp_id):
        raise ValueError("rp_id: not a host's name in lower case")
    return Passkey(credential, rp_id, Algorithm(text(row, "algorithm")))


def key_row(key: Key) -> dict[str, Json]:
    """A key as the people file has it."""
    row: dict[str, Json] = {"public": key.public, "channel": key.channel}
    if key.passkey is None:
        return row
    passkey = key.passkey
    return row | {
        "credential": passkey.credential,
        "rp_id": passkey.rp_id,
        "algorithm": passkey.algorithm,
    }


def point(public: bytes, algorithm: Algorithm) -> bytes:
    """The bare key inside a COSE key, by which one key is known under every spelling.

    Raises ValueError unless it is exactly the one canonical spelling of this algorithm's key.
    """
    if algorithm is Algorithm.EDDSA:
        bare = public[len(_EDDSA) :]
        if public != _EDDSA + bare or len(bare) != 32:
            raise ValueError("public: not a canonical COSE key for EdDSA with Ed25519")
        return bare
    start, between = _ES256
    x, y = public[len(start) :][:32], public[-32:]
    if public != start + x + between + y:
        raise ValueError("public: not a canonical COSE key for ES256 with P-256")
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _UNCOMPRESSED + x + y)
    return x + y


def unasserted(
    passkey: Passkey,
    public: bytes,
    challenge: bytes,
    assertion: Assertion,
    origins: Collection[str],
) -> str:
    """Why the assertion is not this passkey's over this challenge; empty when it is."""
    return (
        _client_wrong(assertion.client_data, passkey, challenge, origins)
        or _authenticator_wrong(assertion.authenticator_data, passkey)
        or _signature_wrong(passkey, public, assertion)
    )


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _client_wrong(raw: bytes, passkey: Passkey, challenge: bytes, origins: Collection[str]) -> str:
    if len(raw) > MOST_CLIENT_DATA:
        return "client data: too long"
    try:
        said: object = json.loads(raw.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as problem:
        return f"client data: {str(problem)[:80]}"
    if not isinstance(said, dict):
        return "client data: not an object"
    found: dict[str, object] = said  # pyright: ignore[reportUnknownVariableType]
    origin = next((known for known in origins if known == found.get("origin")), None)
    if found.get("type") != "webauthn.get":
        return "client data: not of type webauthn.get"
    if found.get("challenge") != base64url(challenge):
        return "client data: the challenge is of another statement"
    if origin is None:
        return "client data: not made on an origin of the genesis"
    if urlsplit(origin).hostname != passkey.rp_id:
        return "client data: the origin is not the passkey's own host"
    if found.get("crossOrigin", False) is not False or "topOrigin" in found:
        return "client data: made inside another site's page"
    head = {"type": "webauthn.get", "challenge": base64url(challenge), "origin": origin}
    spelled = json.dumps(head, separators=(",", ":"), ensure_ascii=False)[:-1]
    fits = raw.startswith(spelled.encode()) and raw.endswith(b"}")
    return "" if fits else "client data: not as WebAuthn spells it"


def _authenticator_wrong(raw: bytes, passkey: Passkey) -> str:
    if len(raw) != 37:
        return "authenticator data: not of 37 bytes"
    if raw[:32] != hashlib.sha256(passkey.rp_id.encode()).digest():
        return "authenticator data: for another relying party"
    if raw[32] != _PRESENT_AND_VERIFIED:
        return "authenticator data: the user was not verified, or the key can leave its device"
    return ""


def _signature_wrong(passkey: Passkey, public: bytes, assertion: Assertion) -> str:
    signed = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
    if len(assertion.signature) > MOST_SIGNATURE:
        return "the signature is too long"
    try:
        bare = point(public, passkey.algorithm)
        if passkey.algorithm is Algorithm.EDDSA:
            Ed25519PublicKey.from_public_bytes(bare).verify(assertion.signature, signed)
        else:
            known = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _UNCOMPRESSED + bare)
            known.verify(assertion.signature, signed, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return "the passkey's signature does not hold"
    return ""
