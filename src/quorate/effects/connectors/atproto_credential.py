"""How the effector shows a PDS that it may moderate: a token of our own key, or the password.

Source: atproto.com, XRPC, inter-service authentication; the PDS takes a service's token for its
admin calls where its moderation service is that service (`PDS_MOD_SERVICE_DID`).
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from quorate.atproto.keys import sign
from quorate.vocabulary.times import now

_LASTS: Final = 60
"""Seconds, from when a token is made for its one call."""


class Credential(Protocol):
    """What stands in the Authorization header of a call."""

    def header(self, method: str) -> str:
        """For the XRPC method of that name."""
        ...


@dataclass(frozen=True, slots=True)
class Password:
    """The administrator's, shared by everybody who administers the PDS."""

    password: str

    def header(self, method: str) -> str:
        """HTTP basic authentication (RFC 7617), the same for every method."""
        return "Basic " + base64.b64encode(f"admin:{self.password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Service:
    """A token for one method at one PDS (`audience` is its DID), by the key that stands in the DID
    document of `did` as `#atproto_label`."""

    did: str
    key: EllipticCurvePrivateKey
    audience: str

    def header(self, method: str) -> str:
        """A new token each time: it names the method, and lasts a minute."""
        at = int(now().timestamp())
        claims = {
            "iss": f"{self.did}#atproto_labeler",
            "aud": self.audience,
            "lxm": method,
            "iat": at,
            "exp": at + _LASTS,
            "jti": secrets.token_hex(16),
        }
        said = f"{_part({'typ': 'JWT', 'alg': 'ES256K'})}.{_part(claims)}"
        return f"Bearer {said}.{_encoded(sign(self.key, said.encode()))}"


def read_key(pem: bytes) -> EllipticCurvePrivateKey:
    """A secp256k1 private key. Raises ValueError."""
    key = load_pem_private_key(pem, None)
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256K1):
        raise ValueError("key_file: a private key of secp256k1 is needed, in PEM")
    return key


def _part(values: Mapping[str, object]) -> str:
    return _encoded(json.dumps(values, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
