"""Accounts in the directory whose keys we hold, and the service tokens that their servers sign.

Source: https://web.plc.directory/spec/v0.1/did-plc.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec

from quorate.atproto.keys import key_of, sign
from quorate.atproto.labels import dag_cbor

METHOD: Final = "com.atproto.moderation.createReport"
PATH: Final = f"/xrpc/{METHOD}"
_LIFE_SECONDS: Final = 1_800


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def some_did() -> str:
    """Of nobody: the form of a did:plc."""
    return "did:plc:" + base64.b32encode(secrets.token_bytes(15)).decode().lower()


@dataclass(frozen=True, slots=True)
class Account:
    """One who reports."""

    did: str
    key: ec.EllipticCurvePrivateKey

    def token(self, audience: str) -> str:
        """Leave to file one report with `audience`, a DID."""
        at = int(time.time())
        claims = {
            "iat": at,
            "iss": self.did,
            "aud": audience,
            "exp": at + _LIFE_SECONDS,
            "lxm": METHOD,
            "jti": secrets.token_hex(16),
        }
        parts = ({"typ": "JWT", "alg": "ES256K"}, claims)
        content = ".".join(_b64(json.dumps(part).encode()) for part in parts)
        return f"{content}.{_b64(sign(self.key, content.encode()))}"


def registered(directory: httpx2.Client, plc: str) -> Account:
    """A new account of the directory at `plc`."""
    key = ec.generate_private_key(ec.SECP256K1())
    told = f"did:key:{key_of(key).multikey}"
    said = {
        "type": "plc_operation",
        "rotationKeys": [told],
        "verificationMethods": {"atproto": told},
        "alsoKnownAs": [f"at://reporter-{secrets.token_hex(6)}.test"],
        "services": {
            "atproto_pds": {
                "type": "AtprotoPersonalDataServer",
                "endpoint": "http://localhost:1",
            }
        },
        "prev": None,
    }
    operation = {**said, "sig": _b64(sign(key, dag_cbor(said)))}
    digest = hashlib.sha256(dag_cbor(operation)).digest()
    did = "did:plc:" + base64.b32encode(digest).decode().lower()[:24]
    directory.post(f"{plc}/{did}", json=operation).raise_for_status()
    return Account(did, key)


def report_of(did: str) -> Mapping[str, object]:
    """A report about an account, as a client sends it."""
    return {
        "reasonType": "com.atproto.moderation.defs#reasonRude",
        "reason": "insults people, again and again",
        "subject": {"$type": "com.atproto.admin.defs#repoRef", "did": did},
    }
