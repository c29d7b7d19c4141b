"""What a person signs to decide an appeal, or to record how it was settled out of court."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Final

from quorate.ledger.canonical import canonical
from quorate.vocabulary.events import Event

DOMAIN: Final = b"quorate/appeal-decision/v1\n"


@dataclass(frozen=True, slots=True)
class Ruling:
    """`decision` is what was appealed, `outcome` what the signer found (of a settlement: its
    outcome and its day), `text` the commitment to the answer, or to the name of the body."""

    genesis: str
    event: Event
    appeal: str
    decision: str
    signer: str
    outcome: str
    text: str

    def canonical(self) -> bytes:
        """The canonical JSON (RFC 8785) that `digest` covers."""
        return canonical(asdict(self))

    def digest(self) -> bytes:
        """What the key signs: 32 bytes."""
        return hashlib.sha256(DOMAIN + self.canonical()).digest()
