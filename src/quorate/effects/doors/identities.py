"""The effector's door for pseudonyms of people: whom one stands for, once a quorum opened it (I9).

Each look is signed by whoever looks and stands in the published ledger before the answer, as a look
at private data does. The ledger keeps who looked at which pseudonym, not who stands behind it.
"""

from collections.abc import Mapping
from typing import Final

from quorate.authority.administrators import administrator
from quorate.effects.doors.objections import Objections
from quorate.effects.effector import Effector
from quorate.ledger.entry import Json
from quorate.people.orders import Order
from quorate.people.signed import Signed
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

SHOW: Final = "show-identity"
PUBLISHED_WITHIN: Final = 5.0


class Identities:
    """Opens pseudonyms for one effector."""

    def __init__(self, effector: Effector, objections: Objections) -> None:
        self._executor, self._chronicle = effector.executor, effector.chronicle
        self._order = objections.order

    async def show(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """The person, for founders, leads and owners, after the amendment; else why not."""
        order = self._order(body, SHOW)
        if isinstance(order, Refusal):
            return order
        refused = self._refusal(order)
        if refused:
            return refused
        person = self._executor.person_of(order.about)
        if person is None:
            return Refusal(Problem.NOT_FOUND, "it stands for nobody here", "about")
        digest = self._chronicle.write(
            Event.IDENTITY_SHOWN, {"pseudonym": order.about, "order": order.plain()}
        )
        if not await self._executor.published(digest, PUBLISHED_WITHIN):
            return Refusal(Problem.LEDGER_UNAVAILABLE, "not published: not shown", None, "I14")
        return self._refusal(order) or self._chronicle.receipt(
            {
                "pseudonym": order.about,
                "person": person,
                "entry": digest,
                "at": stamp(self._chronicle.clock()),
            }
        )

    def _refusal(self, order: Order) -> Refusal | None:
        """Why this person may not see it now; asked again once the look is published."""
        view, now = self._chronicle.view, self._chronicle.clock()
        signed = Signed(order.signer, order.key, -1, now, bytes.fromhex(order.sig))
        found = administrator(view.founded, view.roster, signed, now)
        if isinstance(found, Refusal):
            return found
        if view.glass(order.signer, now):
            return Refusal(Problem.NARROWED, f"{order.signer} broke the glass", "signer", "I22")
        if order.about not in view.identities:
            detail = "no amendment in force names it"
            return Refusal(Problem.IDENTITY_SEALED, detail, "about", "I9")
        return None
