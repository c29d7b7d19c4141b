"""What stands in the log for a value that may have to be erased: a salted commitment.

A bare hash of a short text is guessed; with 32 fresh random bytes beside the value nobody can tell
what it was once both are gone, and whoever is shown both can check it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final, Self

from quorate.vocabulary.kinds import ValueKind

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


@dataclass(frozen=True, slots=True)
class Salted:
    """A value with its salt: both together show what an entry commits to."""

    kind: ValueKind
    value: str
    salt: bytes

    @property
    def commitment(self) -> str:
        """How it stands in the log. Raises ValueError for a salt that is not 32 bytes."""
        return commitment(self.kind, self.value, self.salt)

    @classmethod
    def fresh(cls, kind: ValueKind, value: str) -> Self:
        """With a new salt."""
        return cls(kind, value, new_salt())
