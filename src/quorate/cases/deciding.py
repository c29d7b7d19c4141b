"""What one person decides about a case, as their own key signs it.

To close, reopen or escalate a case, or give it to somebody, is a decision: an entry about one
counts only with the signature of whom it names, so that no process decides in a person's name.
"""

import hashlib
from dataclasses import asdict, dataclass
from typing import Final, Protocol

from quorate.ledger.canonical import canonical
from quorate.ledger.entry import Json
from quorate.people.keys import signature_holds
from quorate.people.roster import Roster
from quorate.vocabulary.events import Event

DOMAIN: Final = b"quorate/case-decision/v1\n"
_BY_KEPT_KEY: Final = frozenset({Event.CASE_CLOSED, Event.CASE_ESCALATED})


@dataclass(frozen=True, slots=True)
class Decision:
    """`version` is the one that stands after it, so that it is said once. `about` is the outcome,
    the reason, or the colleague who gets the case.

    A decision about whoever misuses notices has the notifier in the place of the case, and in that
    of `about` the days of a suspension, else nothing.
    """

    genesis: str
    event: Event
    case: str
    version: int
    signer: str
    about: str

    @property
    def by_kept_key(self) -> bool:
        """Whether a key that the server keeps may say it: what takes nothing from anybody."""
        return self.event in _BY_KEPT_KEY

    def canonical(self) -> bytes:
        """The canonical JSON that `digest` covers."""
        return canonical(asdict(self))

    def digest(self) -> bytes:
        """What the key signs: 32 bytes."""
        return hashlib.sha256(DOMAIN + self.canonical()).digest()


# Which field of an entry says what a decision is about.
ABOUT: Final = {
    Event.CASE_ASSIGNED: "to",
    Event.CASE_CLOSED: "outcome",
    Event.CASE_ESCALATED: "reason",
    Event.CASE_REOPENED: "reason",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A key's id and its signature over a decision, hex; or the signed proposal that is one."""

    key: str = ""
    sig: str = ""
    proposal: str = ""

    def fields(self) -> dict[str, Json]:
        """How it stands in an entry."""
        if self.proposal:
            return {"proposal": self.proposal}
        return {"key": self.key, "sig": self.sig}


class Spoken(Protocol):
    """What one person signs by themselves, and nobody else's hand is needed for."""

    @property
    def signer(self) -> str:
        """Who says it."""
        ...

    def digest(self) -> bytes:
        """What the key signs."""
        ...


def unsaid(said: Spoken, key: str, sig: str, roster: Roster, *, kept: bool = False) -> str:
    """Why this is not the signer's own word; empty when it is. With `kept` the key may be one that
    the server keeps for them."""
    known = roster.key(key, kept=kept)
    if known is None or known.person != said.signer:
        return "the key is not a living one of the signer"
    try:
        signature = bytes.fromhex(sig)
    except ValueError:
        return "the signature is not hex"
    if not signature_holds(known.public, said.digest(), signature):
        return "the signature does not hold over this decision"
    return ""
