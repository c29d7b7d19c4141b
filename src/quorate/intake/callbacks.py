"""What a platform that speaks Coop's words is told of a decision, and how that is signed. Pure."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from quorate.intake.sources import Callback, Source
from quorate.ledger.fields import as_object, text
from quorate.vocabulary.kinds import AppealOutcome

GIVEN_UP: Final = timedelta(days=4)
SIGNATURE: Final = "Coop-Signature"
_FIRST: Final = timedelta(seconds=10)
_LONGEST: Final = timedelta(hours=6)
_BITS: Final = 2048


class Kind(StrEnum):
    """What is told."""

    ACTION = "action"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Call:
    """One on its way, `body` as it is signed and sent each time. `tries` counts all, this one
    among them."""

    id: UUID
    source: str
    kind: Kind
    body: str
    made_at: datetime
    tries: int


def address_of(callback: Callback, kind: Kind) -> str | None:
    """Where it is told; None where the platform asks for none."""
    return callback.action if kind is Kind.ACTION else callback.appeal


def again_at(call: Call, now: datetime) -> datetime | None:
    """When to try after a failure: each pause twice as long; None once it is given up."""
    if now - call.made_at >= GIVEN_UP:
        return None
    return now + min(_FIRST * 2 ** min(call.tries - 1, 16), _LONGEST)


def action_body(source: Source, item: object, reasons: Mapping[str, object]) -> str:
    """Of a decision that took effect, from its statement of reasons. Nobody who decided or
    reported is inside."""
    action, area = text(reasons, "action"), text(reasons, "category")
    policy = text(as_object(reasons.get("ground"), "ground"), "policy")
    known = (theirs for theirs, ours in source.areas.items() if ours == area)
    said = {
        "item": item,
        "action": {"id": source.name_of(action)},
        "policies": [{"id": next(known, policy), "name": policy, "penalty": "NONE"}],
        "rules": [],
        "custom": {"proposal": text(reasons, "proposal")},
    }
    return _written(said)


def appeal_body(ref: str, asked: Mapping[str, object], appeal: str, outcome: AppealOutcome) -> str:
    """Of a decided appeal. One that is reversed in part was right, and `custom` says how far."""
    accepted = outcome is not AppealOutcome.UPHELD
    said = {
        "appealId": ref,
        **asked,
        "appealDecision": "ACCEPT" if accepted else "REJECT",
        "custom": {"appeal": appeal, "outcome": outcome},
    }
    return _written(said)


def signing_key(pem: str, name: str) -> RSAPrivateKey:
    """An RSA key of at least 2048 bits. Raises ValueError that names the file alone."""
    try:
        found = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, RSAPrivateKey) or found.key_size < _BITS:
        raise ValueError(f"{name}: an RSA private key of at least {_BITS} bits is needed, as PEM")
    return found


def signature(key: RSAPrivateKey, body: str) -> str:
    """RSASSA-PKCS1-v1_5 with SHA-256 over the body (RFC 8017, 8.2), as base64: what receivers of
    Coop's callbacks check already."""
    return base64.b64encode(key.sign(body.encode(), PKCS1v15(), SHA256())).decode()


def _written(said: Mapping[str, object]) -> str:
    return json.dumps(said, separators=(",", ":"))
