"""A browser key's signed challenge, on its way to a session."""

import hashlib
from datetime import timedelta
from typing import Final

from quorate.people.keys import signature_holds

CHALLENGE_LASTS: Final = timedelta(minutes=2)
SIGN_IN_DOMAIN: Final = b"quorate/sign-in/v1\n"


def sign_in_holds(public: str, challenge: str, sig: str) -> bool:
    """Whether the browser's key signed this challenge."""
    digest = hashlib.sha256(SIGN_IN_DOMAIN + challenge.encode()).digest()
    try:
        return signature_holds(public, digest, bytes.fromhex(sig))
    except ValueError:
        return False
