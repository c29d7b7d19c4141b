"""What a person signs about an authority's order: their word on it, or the answer. Pure."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Final

from quorate.ledger.canonical import canonical
from quorate.vocabulary.events import Event

DOMAIN: Final = b"quorate/legal-order/v1\n"


@dataclass(frozen=True, slots=True)
class OrderWord:
    """`content` is the commitment to what the signer read, `about` how they checked it, or the
    outcome; `text` the commitment to the answer, empty where there is none."""

    genesis: str
    event: Event
    order: str
    content: str
    signer: str
    about: str
    text: str = ""

    def canonical(self) -> bytes:
        """The canonical JSON (RFC 8785) that `digest` covers."""
        return canonical(asdict(self))

    def digest(self) -> bytes:
        """What the key signs: 32 bytes."""
        return hashlib.sha256(DOMAIN + self.canonical()).digest()
