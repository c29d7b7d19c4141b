"""The service token with which somebody's server speaks for them, and what is demanded of it. Pure.

A PDS signs it with the account's own key, for one service and one method. Nothing here is optional:
a token without an end or a method would be leave for everything for ever.
Source: https://atproto.com/specs/xrpc, "Inter-Service Authentication".
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from quorate.atproto.keys import AtKey
from quorate.atproto.subjects import is_did
from quorate.intake.wellformed import is_clean
from quorate.ledger.fields import as_object
from quorate.vocabulary.problems import Problem, Refusal

LONGEST: Final = 8_192
LIFE: Final = timedelta(hours=1)
"""The longest that a PDS gives out for a single method."""
AHEAD: Final = timedelta(minutes=1)
"""How far another clock may be ahead of ours."""
_PART: Final = re.compile(r"[A-Za-z0-9_-]+")
_LATEST: Final = 253_402_300_799


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """A token as it was sent; nothing of it is believed before `judge` and `signed`."""

    algorithm: str
    kind: str
    issuer: str
    audience: str
    method: str
    expires: datetime | None
    issued: datetime | None
    nonce: str
    content: bytes
    signature: bytes

    def signed_by(self, key: AtKey) -> bool:
        """Whether the key signed it, by the algorithm that the token names."""
        return self.algorithm == key.algorithm and key.signed(self.signature, self.content)

    @property
    def mark(self) -> bytes:
        """By which it is known again, 32 bytes: what it says, since a signature made anew over the
        same content is the same token."""
        said = b"jti\n" + self.nonce.encode() if self.nonce else b"all\n" + self.content
        return hashlib.sha256(self.issuer.encode() + b"\n" + said).digest()


def read_token(text: str) -> ServiceToken:
    """A token from its compact form. Raises ValueError naming what does not fit."""
    parts = text.split(".")
    if len(text) > LONGEST or len(parts) != 3:
        raise ValueError("token: not three parts of at most 8 KiB")
    header, claims = (_json(part) for part in parts[:2])
    return ServiceToken(
        algorithm=_text(header, "alg"),
        kind=_text(header, "typ"),
        issuer=_text(claims, "iss"),
        audience=_text(claims, "aud"),
        method=_text(claims, "lxm"),
        expires=_instant(claims, "exp"),
        issued=_instant(claims, "iat"),
        nonce=_text(claims, "jti"),
        content=f"{parts[0]}.{parts[1]}".encode(),
        signature=_bytes(parts[2]),
    )


def judge(
    token: ServiceToken, service: str, fragment: str, method: str, now: datetime
) -> Refusal | None:
    """Why a token is no leave to call `method` of our `service` now; its signature apart."""
    if token.kind.upper() != "JWT":
        return _no("typ: a service token is of type JWT")
    if token.algorithm not in ("ES256K", "ES256"):
        return _no("alg: ES256K or ES256 is needed")
    if not is_did(token.issuer):
        return _no("iss: an account's DID is needed, without a fragment")
    if token.audience not in (service, f"{service}#{fragment}"):
        return _no("aud: the token is for another service")
    if token.method != method:
        return _no(f"lxm: the token is not for {method}")
    return _untimely(token, now)


def _untimely(token: ServiceToken, now: datetime) -> Refusal | None:
    if token.expires is None:
        return _no("exp: a token without an end is none")
    if token.expires <= now:
        return _no("exp: the token has expired")
    if token.expires > now + LIFE + AHEAD:
        return _no("exp: more than an hour ahead")
    if token.issued is not None and not now - LIFE - AHEAD <= token.issued <= now + AHEAD:
        return _no("iat: not issued within the last hour")
    return None


def _no(detail: str) -> Refusal:
    return Refusal(Problem.NOT_SIGNED_IN, detail, "Authorization")


def _bytes(part: str) -> bytes:
    """Base64url in its one spelling: none else, or one token would have several texts."""
    if not _PART.fullmatch(part):
        raise ValueError("token: not base64url")
    found = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(found).rstrip(b"=") != part.encode():
        raise ValueError("token: not base64url as it is written")
    return found


def _json(part: str) -> dict[str, object]:
    try:
        return dict(as_object(json.loads(_bytes(part)), "token"))
    except RecursionError:
        raise ValueError("token: not JSON") from None


def _text(row: dict[str, object], name: str) -> str:
    """Empty where it is absent, which no check takes. Half a character has no bytes to be known
    again by, and would fail all reports of one transaction."""
    found = row.get(name, "")
    if not isinstance(found, str) or len(found) > 512 or not is_clean(found):
        raise ValueError(f"{name}: not a text")
    return found


def _instant(row: dict[str, object], name: str) -> datetime | None:
    found = row.get(name)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= _LATEST:
        raise ValueError(f"{name}: not a time in seconds")
    return datetime.fromtimestamp(found, UTC)
