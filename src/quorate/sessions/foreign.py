"""What others sign, once it was read: a token's content, and a sign-in on its way to a provider.

Here and not beside what reads them, whose libraries are loaded where a provider is configured.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass


class ForeignTokenError(ValueError):
    """Not a token that these keys signed with an algorithm that counts."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a signature that held was over."""

    header: Mapping[str, object]
    claims: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """One sign-in on its way: what its answer has to repeat, and the secret half of PKCE."""

    state: str
    nonce: str
    verifier: str

    def sealed(self) -> str:
        """For the browser's cookie."""
        return f"{self.state} {self.nonce} {self.verifier}"


def new_asked() -> Asked:
    """256 bits each."""
    return Asked(*(secrets.token_urlsafe(32) for _ in range(3)))
