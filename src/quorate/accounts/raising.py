"""Raising a subject's protection: one person, one signature, at once (I10)."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from quorate.accounts.register import Listing, listing, unfit_review, weakens
from quorate.ledger.canonical import canonical
from quorate.ledger.entry import Json
from quorate.ledger.fields import integer, text
from quorate.vocabulary.times import instant

RAISE_DOMAIN = b"quorate/raise/v3\n"


@dataclass(frozen=True, slots=True)
class Raise:
    """`reason_commitment` is salted: the reason's text and the salt stay beside the ledger.

    `owner` answers for the row and looks at it again by `review_by` (an ISO date).
    """

    genesis: str
    ref: str
    tier: int
    criterion: str
    owner: str
    review_by: str
    signer: str
    reason_commitment: str
    at: str

    def fields(self) -> dict[str, Json]:
        """The raise as a JSON object."""
        return asdict(self)

    def digest(self) -> bytes:
        """What the person signs."""
        return hashlib.sha256(RAISE_DOMAIN + canonical(asdict(self))).digest()

    def listing(self) -> Listing:
        """The row it puts into the register. Raises ValueError naming what does not fit."""
        try:
            instant(self.at)
        except ValueError as problem:
            raise ValueError(f"at: {problem}") from None
        return listing(
            self.ref,
            self.tier,
            self.criterion,
            self.owner,
            self.review_by,
            self.reason_commitment,
            self.signer,
        )


def read_raise(row: Mapping[str, object]) -> Raise:
    """A raise from parsed JSON. Raises ValueError naming the field."""
    names = ("criterion", "owner", "review_by", "signer", "reason_commitment", "at")
    rest = {name: text(row, name) for name in names}
    return Raise(text(row, "genesis"), text(row, "ref"), integer(row, "tier"), **rest)


def fit_to_sign(raised: Raise, listed: Listing | None, today: date) -> str:
    """Why nobody should sign it, with its field: it would lower or weaken the row, or its review
    is past or too far; empty when it may be signed."""
    row = raised.listing()
    if listed and row.tier < listed.tier:
        return f"tier: listed at {listed.tier}; lowering takes a quorum, a delay and a notice"
    return weakens(row, listed) or unfit_review(row, today)
