"""What the effector's `resolve` answers: a subject, its pseudonym and tier, signed.

Signed, so that no page and no row can put another id behind a pseudonym.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from quorate.ledger.canonical import canonical
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, integer, text
from quorate.people.keys import signature_holds
from quorate.vocabulary.kinds import SubjectKind

RESOLUTION_DOMAIN = b"quorate/resolution/v1\n"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The subject and its pseudonym, with what the effector read: tier, reach, reporters."""

    genesis: str
    connector: str
    kind: SubjectKind
    native: str
    ref: str
    tier: int
    reach: int
    reporters: str
    reporter_count: int
    at: str

    def canonical(self) -> bytes:
        """The bytes the effector signs under its domain tag."""
        return canonical(asdict(self))

    def digest(self) -> bytes:
        """What is signed."""
        return hashlib.sha256(RESOLUTION_DOMAIN + self.canonical()).digest()


@dataclass(frozen=True, slots=True)
class SignedResolution:
    """A resolution with the effector's name and signature (hex)."""

    resolution: Resolution
    effector: str
    sig: str

    def holds(self, effectors: Mapping[str, str]) -> bool:
        """Whether a key of the genesis signed it."""
        public = effectors.get(self.effector, "")
        return signature_holds(public, self.resolution.digest(), bytes.fromhex(self.sig))

    def fields(self) -> dict[str, Json]:
        """As JSON."""
        return {
            "resolution": asdict(self.resolution),
            "effector": self.effector,
            "sig": self.sig,
        }


def read_resolution(value: object) -> SignedResolution:
    """From parsed JSON. Raises ValueError naming the field."""
    whole = as_object(value, "resolution")
    row = as_object(whole.get("resolution"), "resolution")
    return SignedResolution(
        Resolution(
            text(row, "genesis"),
            text(row, "connector"),
            SubjectKind(text(row, "kind")),
            text(row, "native"),
            text(row, "ref"),
            integer(row, "tier"),
            integer(row, "reach"),
            text(row, "reporters"),
            integer(row, "reporter_count"),
            text(row, "at"),
        ),
        text(whole, "effector"),
        text(whole, "sig"),
    )
