"""Tokens as a provider or transmitter signs them, and as somebody forges them."""

import base64
import hashlib
import hmac
import json
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

OWN = RSAKey.generate_key(2048, {"kid": "own", "use": "sig"})
STRANGER = RSAKey.generate_key(2048, {"kid": "own", "use": "sig"})


def public(*keys: RSAKey | ECKey) -> dict[str, Any]:
    """The key set that is published."""
    return dict(KeySet(list(keys or (OWN,))).as_dict(private=False))


def signed(claims: dict[str, Any], key: Any = OWN, **header: Any) -> str:
    return jwt.encode(
        {"alg": "RS256", "kid": "own", **header}, claims, key, [header.get("alg", "RS256")]
    )


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(claims: dict[str, Any], **header: Any) -> str:
    """`alg` none, as libraries once took it."""
    return f"{part({'alg': 'none', 'kid': 'own', **header})}.{part(claims)}."


def by_public_key(claims: dict[str, Any], **header: Any) -> str:
    """HS256 with the public key's text as secret: the confusion of algorithms."""
    said = f"{part({'alg': 'HS256', 'kid': 'own', **header})}.{part(claims)}"
    mac = hmac.digest(OWN.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def half_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
