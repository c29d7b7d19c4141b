"""Raising a subject's protection: one person, one signature, at once (I10)."""

import hashlib
from dataclasses import asdict, dataclass

import rfc8785

RAISE_DOMAIN = b"quorate/raise/v1\n"


@dataclass(frozen=True, slots=True)
class Raise:
    """`reason_digest` is the SHA-256 of the reason's text, which stays beside the ledger."""

    genesis: str
    ref: str
    tier: int
    signer: str
    reason_digest: str
    at: str

    def digest(self) -> bytes:
        """What the person signs."""
        return hashlib.sha256(RAISE_DOMAIN + rfc8785.dumps(asdict(self))).digest()
