"""A person's order to see one private field, and the serving process's word about its case.

Each is signed under a domain tag of its own. The word is what the database says, so it proves
nothing alone: what it keeps away is one's own case, and what nothing keeps away is logged first.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from quorate.ledger.canonical import canonical
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, text
from quorate.vocabulary.private import PrivateField, Purpose
from quorate.vocabulary.times import instant

REVEAL_DOMAIN = b"quorate/reveal/v1\n"
CASE_DOMAIN = b"quorate/case/v1\n"
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class Reveal:
    """Who wants to see which field of whom, in which case and for what. `nonce` is taken once."""

    genesis: str
    id: str
    nonce: str
    case: str
    ref: str
    field: PrivateField
    purpose: Purpose
    signer: str
    at: str

    def fields(self) -> dict[str, Json]:
        """The order as a JSON object."""
        return asdict(self)

    def canonical(self) -> bytes:
        """The canonical JSON that `digest` covers."""
        return canonical(asdict(self))

    def digest(self) -> bytes:
        """What the person's key signs."""
        return hashlib.sha256(REVEAL_DOMAIN + self.canonical()).digest()


@dataclass(frozen=True, slots=True)
class CaseWord:
    """What the serving process says of a case: its state, and whose hands it went through."""

    genesis: str
    case: str
    ref: str
    state: str
    creator: str
    assigner: str
    holder: str
    at: str

    def digest(self) -> bytes:
        """What the process signs."""
        return hashlib.sha256(CASE_DOMAIN + canonical(asdict(self))).digest()


def _row(value: object, name: str, keys: frozenset[str]) -> Mapping[str, object]:
    row = as_object(value, name)
    if frozenset(row) != keys:
        raise ValueError(f"{name}: fields are not exactly {', '.join(sorted(keys))}")
    if any(len(text(row, key)) > _LONGEST for key in keys):
        raise ValueError(f"{name}: a text of more than {_LONGEST} characters")
    instant(text(row, "at"))
    return row


def read_reveal(value: object) -> Reveal:
    """From parsed JSON. Raises ValueError naming the field that does not fit."""
    row = _row(value, "order", frozenset(Reveal.__dataclass_fields__))
    return Reveal(
        genesis=text(row, "genesis"),
        id=text(row, "id"),
        nonce=text(row, "nonce"),
        case=text(row, "case"),
        ref=text(row, "ref"),
        field=PrivateField(text(row, "field")),
        purpose=Purpose(text(row, "purpose")),
        signer=text(row, "signer"),
        at=text(row, "at"),
    )


def read_case_word(value: object) -> CaseWord:
    """From parsed JSON. Raises ValueError naming the field that does not fit."""
    row = _row(value, "word", frozenset(CaseWord.__dataclass_fields__))
    return CaseWord(**{name: text(row, name) for name in CaseWord.__dataclass_fields__})
