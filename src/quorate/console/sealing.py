"""What a browser keeps for us on its way to a session, sealed; and its key's signed challenge."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from quorate.ledger.keys import PrivateKey
from quorate.people.keys import signature_holds
from quorate.vocabulary.times import instant, stamp

CHALLENGE_LASTS: Final = timedelta(minutes=2)
SIGN_IN_DOMAIN: Final = b"quorate/sign-in/v1\n"


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes and opens texts that only this process's key can have made, for one purpose each."""

    key: PrivateKey

    def seal(self, purpose: str, value: str, until: datetime) -> str:
        """A text safe in a cookie or a form."""
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


def sign_in_holds(public: str, challenge: str, sig: str) -> bool:
    """Whether the browser's key signed this challenge."""
    digest = hashlib.sha256(SIGN_IN_DOMAIN + challenge.encode()).digest()
    try:
        return signature_holds(public, digest, bytes.fromhex(sig))
    except ValueError:
        return False
