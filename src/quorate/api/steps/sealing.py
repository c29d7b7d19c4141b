"""What a browser carries for us and cannot have made itself."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.times import instant, stamp


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes and opens texts that only this process's key can have made, for one purpose each."""

    key: PrivateKey

    def seal(self, purpose: str, value: str, until: datetime) -> str:
        """A text safe in a cookie, a form or an address."""
        body = json.dumps([purpose, value, stamp(until)]).encode()
        return base64.urlsafe_b64encode(self.key.sign(_tagged(body)) + body).decode()

    def open(self, purpose: str, sealed: str, now: datetime) -> str | None:
        """The value, or None when it is not ours, for something else, or over."""
        try:
            raw = base64.urlsafe_b64decode(sealed.encode())
            Ed25519PublicKey.from_public_bytes(self.key.public).verify(raw[:64], _tagged(raw[64:]))
            found = json.loads(raw[64:])
        except (ValueError, InvalidSignature):
            return None
        if found[0] != purpose or now > instant(found[2]):
            return None
        return str(found[1])


def _tagged(body: bytes) -> bytes:
    return b"quorate/sealed/v1\n" + body
