"""What leaves towards a platform: a certificate without the people behind it (I16).

A connector is given this and nothing else, so no notice and no reason of its can name a person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from quorate.decisions.docket import Proposal
from quorate.effects.checks.certificate import Certificate
from quorate.people.pseudonyms import pseudonym
from quorate.vocabulary.actions import Action

_MINT: Final = object()


@dataclass(frozen=True, slots=True)
class Outward:
    """Leave to carry out exactly one proposal now. Only `outward` makes one.

    `hands` are the signers' pseudonyms, sorted: the order tells nothing either. `policy` is the one
    that was broken, `until` when the effect ends by itself, `issued` when the
    proposal was opened: the same each time that it is sent.
    """

    proposal: str
    action: Action
    hands: tuple[str, ...]
    _minted: object = None
    policy: str = ""
    until: datetime | None = None
    issued: datetime | None = None

    def __post_init__(self) -> None:
        if self._minted is not _MINT:
            raise TypeError("this comes only from a certificate")


def outward(certificate: Certificate, proposal: Proposal, key: bytes) -> Outward:
    """The certificate of a proposal as a platform may see it; `key` is the pseudonyms'."""
    hands = tuple(sorted(pseudonym(key, person) for person in certificate.hands))
    policy = proposal.policy.name if proposal.policy else ""
    until, issued = proposal.statement.until, proposal.opened_at
    return Outward(certificate.proposal, certificate.action, hands, _MINT, policy, until, issued)
