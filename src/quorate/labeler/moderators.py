"""Who moderates through a client of the network, and the key that is kept here for them.

The token says which account speaks, checked as any report's is. What its person may do is decided
by the gate at each step, as for everybody; and a token is nobody's signature, so what they decide
is signed by a key of theirs on the channel `network`, which counts for little
(docs/how-to/use-ozone-clients.md).
"""

from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from quorate.api.around.deps import allowed
from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.atproto.tokens import ServiceToken
from quorate.authority.gate import Actor
from quorate.cases.deciding import Said
from quorate.cases.queries import ALL_CASES
from quorate.labeler.service import labeler
from quorate.labeler.speaking import spoken
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.kinds import Channel
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


class _Words(Protocol):
    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person behind a service token, and the hand with which they sign here."""

    token: ServiceToken
    actor: Actor
    _key: PrivateKey

    @property
    def did(self) -> str:
        """The account."""
        return self.token.issuer

    def sign(self, words: _Words) -> Said:
        """Their own word, by the kept key."""
        return Said(key_id(self._key.public), self._key.sign(words.digest()).hex())


async def moderator(request: Request, method: str) -> Speaker:
    """Who asks for this method; whoever may read no case is refused here, in the gate's words."""
    here = labeler(request)
    token = await spoken(request, method)
    known = here.moderators.get(token.issuer)
    if known is None:
        refuse(Problem.NOT_SIGNED_IN, "no moderator here", "Authorization")
    roster = house(request).rules().roster
    person = roster.people.get(known.person)
    if person is None:
        refuse(Problem.NOT_SIGNED_IN, "no moderator here: not in the people file", "Authorization")
    held = roster.living(key_id(known.key.public), kept=True)
    # Kept here, somebody's own key would be a hand of theirs that any token moves.
    if held is None or held.person != person or held.key.channel is not Channel.NETWORK:
        refuse(Problem.KEY_UNKNOWN, "the key kept here for the moderator is none of `network`")
    glass = house(request).onlooker.view.glass(person.id, here.deps.clock())
    found = Speaker(token, Actor(person, glass), known.key)
    allowed(here.deps, found.actor, Permission.CASE_READ, ALL_CASES)
    return found
