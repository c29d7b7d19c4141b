"""An amendment: people, policies, register, quorum or settings change by a proposal of their own.

What each signer signs is SHA-256 over a domain tag and the canonical JSON (RFC 8785) of every
field with the signer's own word; golden vectors hold the form (tests/authority).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quorate.authority.charter import AMENDED, Charge
from quorate.ledger.canonical import canonical
from quorate.ledger.fields import as_object, digest_text, items, text
from quorate.vocabulary.kinds import SLOT_OF, Kind, Slot
from quorate.vocabulary.times import instant

DOMAIN = b"quorate/amendment/v2\n"
PREFIX = "amd_"
_ID = re.compile(r"amd_[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class AmendmentWord:
    """One person's word about one amendment."""

    amendment: "Amendment"
    kind: Kind
    signer: str

    @property
    def slot(self) -> Slot:
        """The place this word fills."""
        return SLOT_OF[self.kind]

    @property
    def nonce(self) -> str:
        """The amendment's own."""
        return self.amendment.nonce

    def fields(self) -> dict[str, object]:
        """The word as a JSON object."""
        said = {"kind": self.kind, "slot": self.slot, "signer": self.signer}
        return {**self.amendment.fields(), **said}

    def canonical(self) -> bytes:
        """The canonical JSON that `digest` covers."""
        return canonical(self.fields())

    def digest(self) -> bytes:
        """What the key signs: 32 bytes."""
        return hashlib.sha256(DOMAIN + self.canonical()).digest()


@dataclass(frozen=True, slots=True)
class Amendment:
    """What shall change. `content` is the file's whole, `{charge: ...}`; `reason` a commitment
    to the reason's text; `approve_by` a canonical instant."""

    genesis: str
    id: str
    nonce: str
    charge: Charge
    content: Mapping[str, object]
    reason: str
    approve_by: str

    def fields(self) -> dict[str, object]:
        """The amendment as a JSON object."""
        return {
            "genesis": self.genesis,
            "id": self.id,
            "nonce": self.nonce,
            "charge": self.charge,
            "content": dict(self.content),
            "reason": self.reason,
            "approve_by": self.approve_by,
        }

    def spoken(self, kind: Kind, signer: str) -> AmendmentWord:
        """The amendment as one person's word about it."""
        return AmendmentWord(self, kind, signer)

    @property
    def approve_until(self) -> datetime:
        """Approvals seen later than this do not count."""
        return instant(self.approve_by)

    @property
    def concerned(self) -> frozenset[str]:
        """Whom it is about, by id or by account's pseudonym: none of them has a hand in it."""
        if self.charge is Charge.PERSON:
            return frozenset({text(as_object(self.content["person"], "person"), "id")})
        if self.charge is Charge.LOWERING:
            return frozenset(text(row, "ref") for row in items(self.content, "lowering"))
        return frozenset()


_KEYS = frozenset(Amendment.__dataclass_fields__)


def read_amendment(value: object) -> Amendment:
    """An amendment from parsed JSON. Raises ValueError naming the field that does not fit.

    Whether the content fits its charge is seen when it is tried on what is in force.
    """
    row = as_object(value, "amendment")
    if frozenset(row) != _KEYS:
        raise ValueError(f"amendment: fields are not exactly {', '.join(sorted(_KEYS))}")
    charge, content = Charge(text(row, "charge")), as_object(row["content"], "content")
    if charge not in AMENDED:
        raise ValueError(f"charge: one of {', '.join(AMENDED)}")
    if list(content) != [charge]:
        raise ValueError(f"content: exactly one field, {charge}")
    if not _ID.fullmatch(text(row, "id")):
        raise ValueError("id: amd_ and 32 hex digits")
    made = Amendment(
        genesis=digest_text(row, "genesis"),
        id=text(row, "id"),
        nonce=digest_text(row, "nonce"),
        charge=charge,
        content=content,
        reason=digest_text(row, "reason"),
        approve_by=text(row, "approve_by"),
    )
    instant(made.approve_by)
    canonical(made.fields())
    return made
