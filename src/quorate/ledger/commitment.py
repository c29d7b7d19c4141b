"""What stands in the log for a value that may have to be erased: a salted commitment.

A bare hash of a short text is guessed; with 32 fresh random bytes beside the value nobody can tell
what it was once both are gone, and whoever is shown both can check it.
"""

import hashlib
import hmac
import secrets
from typing import Final

DOMAIN: Final = b"quorate/commitment/v1\n"
SALT_BYTES: Final = 32


def new_salt() -> bytes:
    """32 fresh random bytes; one value, one salt."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(kind: str, value: str, salt: bytes) -> str:
    """HMAC-SHA256 by the salt over the domain, what kind of value it is, and the value; hex.

    Raises ValueError for a salt that is not 32 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("salt: 32 bytes are needed")
    said = DOMAIN + kind.encode() + b"\n" + value.encode()
    return hmac.digest(salt, said, hashlib.sha256).hex()
