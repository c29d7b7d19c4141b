"""A signature that verified, as the log tells it."""

from dataclasses import dataclass
from datetime import datetime

from quorate.people.hands import Proof


@dataclass(frozen=True, slots=True)
class Signed:
    """One verified signature: whose, with which key, at which index, and when we first saw it.

    The index is negative for what an effector or the web was given and the log does not have yet.
    """

    signer: str
    key: str
    index: int
    seen: datetime
    proof: Proof

    @property
    def logged(self) -> bool:
        """Whether the log has it."""
        return self.index >= 0
