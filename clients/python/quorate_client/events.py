"""Events that Quorate sends, believed when their signature holds.

Source: Standard Webhooks 1.0.0, signature scheme `v1a`.
"""

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FRESH: Final = timedelta(minutes=5)
_PUBLIC: Final = "whpk_"
_SCHEME: Final = "v1a,"


class UnbelievedError(Exception):
    """Nobody who holds the key sent this just now: answer 401 and do nothing."""


@dataclass(frozen=True, slots=True)
class Event:
    """`id` is the same however often it comes: remember it, and act once. `data` has ids and closed
    words; `entry` in it is the ledger's entry, in whose order events come."""

    id: str
    type: str
    timestamp: str
    data: Mapping[str, object]


def verified(
    headers: Mapping[str, str],
    body: bytes,
    keys: Collection[str],
    now: datetime | None = None,
) -> Event:
    """The event of a request, by its headers and its body as it came, byte for byte; `keys` are the
    `whpk_…` that Quorate's operator gave you. Raises UnbelievedError."""
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        name, seconds = lower["webhook-id"], lower["webhook-timestamp"]
        signatures = lower["webhook-signature"].split(" ")
        sent = datetime.fromtimestamp(int(seconds), UTC)
    except (KeyError, ValueError, OverflowError, OSError) as problem:
        raise UnbelievedError("the three webhook headers are needed") from problem
    if abs((now or datetime.now(UTC)) - sent) > FRESH:
        raise UnbelievedError("not sent just now")
    signed = f"{name}.{seconds}.".encode() + body
    if not any(_holds(key, one, signed) for key in keys for one in signatures):
        raise UnbelievedError("not signed by a key that is known here")
    return _read(name, body)


def _holds(key: str, signature: str, signed: bytes) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(_decoded(key, _PUBLIC))
        public.verify(_decoded(signature, _SCHEME), signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _decoded(text: str, prefix: str) -> bytes:
    if not text.startswith(prefix):
        raise ValueError(f"not {prefix}…")
    return base64.b64decode(text.removeprefix(prefix), validate=True)


def _read(name: str, body: bytes) -> Event:
    found: object = json.loads(body)
    if not isinstance(found, dict):
        raise UnbelievedError("not an object")
    said = cast("dict[str, object]", found)
    data = cast("Mapping[str, object]", said["data"])
    return Event(name, str(said["type"]), str(said["timestamp"]), data)
