"""What leaves towards a platform: a certificate without the people behind it (I16).

A connector is given this and nothing else, so no notice and no reason of its can name a person.
"""

from dataclasses import dataclass
from typing import Final

from quorate.effects.certificate import Certificate
from quorate.people.pseudonyms import pseudonym
from quorate.vocabulary.actions import Action

_MINT: Final = object()


@dataclass(frozen=True, slots=True)
class Outward:
    """Leave to carry out exactly one proposal now. Only `outward` makes one.

    `hands` are the signers' pseudonyms, sorted: the order tells nothing either.
    """

    proposal: str
    action: Action
    hands: tuple[str, ...]
    _minted: object = None

    def __post_init__(self) -> None:
        if self._minted is not _MINT:
            raise TypeError("this comes only from a certificate")


def outward(certificate: Certificate, key: bytes) -> Outward:
    """The certificate as a platform may see it; `key` is the pseudonyms'."""
    hands = tuple(sorted(pseudonym(key, person) for person in certificate.hands))
    return Outward(certificate.proposal, certificate.action, hands, _MINT)
