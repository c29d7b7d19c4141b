"""What stands where an amendment would change something, as the effector signs it.

Signed, so that no page and no row can show another difference than there is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quorate.ledger.canonical import canonical
from quorate.ledger.fields import as_object, text
from quorate.people.keys import signature_holds
from quorate.vocabulary.times import instant

BEFORE_DOMAIN = b"quorate/before/v1\n"


@dataclass(frozen=True, slots=True)
class Before:
    """`content` is in the shape of the amendment's own, empty where nothing stands yet."""

    genesis: str
    amendment: str
    content: Mapping[str, object]
    at: str

    def fields(self) -> dict[str, object]:
        """As a JSON object."""
        return {
            "genesis": self.genesis,
            "amendment": self.amendment,
            "content": dict(self.content),
            "at": self.at,
        }

    def digest(self) -> bytes:
        """What the effector signs."""
        spelled = canonical(self.fields())
        return hashlib.sha256(BEFORE_DOMAIN + spelled).digest()

    @property
    def seen(self) -> datetime:
        """When the effector looked, by its own clock."""
        return instant(self.at)


@dataclass(frozen=True, slots=True)
class SignedBefore:
    """With the effector's name and signature (hex)."""

    before: Before
    effector: str
    sig: str

    def holds(self, effectors: Mapping[str, str]) -> bool:
        """Whether a key of the genesis signed it."""
        public = effectors.get(self.effector, "")
        return signature_holds(public, self.before.digest(), bytes.fromhex(self.sig))

    def fields(self) -> dict[str, object]:
        """As JSON."""
        return {"before": self.before.fields(), "effector": self.effector, "sig": self.sig}


def read_before(value: object) -> SignedBefore:
    """From parsed JSON. Raises ValueError naming the field."""
    whole = as_object(value, "before")
    row = as_object(whole.get("before"), "before")
    made = Before(
        text(row, "genesis"),
        text(row, "amendment"),
        as_object(row.get("content"), "content"),
        text(row, "at"),
    )
    instant(made.at)
    bytes.fromhex(text(whole, "sig"))
    canonical(made.fields())
    return SignedBefore(made, text(whole, "effector"), text(whole, "sig"))
