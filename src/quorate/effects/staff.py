"""What people say to the effector directly about administration and colleagues.

As with vetoes of proposals: no database, web server or sequencer can withhold it.
"""

from collections.abc import Mapping

from quorate.authority.administrators import living_key
from quorate.authority.amendment import Amendment, read_amendment
from quorate.effects.effector import Effector
from quorate.effects.folds.amendments import may_veto
from quorate.ledger.entry import Entry, Json
from quorate.ledger.fields import text
from quorate.people.hands import proof_fields, read_proof, unproved
from quorate.people.signed import Signed
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


class StaffDoor:
    """The effector's ears for amendments."""

    def __init__(self, effector: Effector) -> None:
        self._chronicle = effector.chronicle

    def veto(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Ends an amendment until it is in force."""
        self._chronicle.catch_up()
        try:
            amendment = read_amendment(body.get("amendment"))
            signer, key, proof = text(body, "signer"), text(body, "key"), read_proof(body)
        except ValueError as problem:
            return Refusal(Problem.BODY_INVALID, str(problem)[:200], "amendment")
        view = self._chronicle.view
        filed = view.agenda.amendments.get(amendment.id)
        if filed is None or filed.amendment != amendment:
            return Refusal(Problem.NOT_FOUND, "no such amendment in the ledger", "amendment")
        held = living_key(view.founded, view.roster, key)
        if held is None or held.person != signer:
            return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
        said = amendment.spoken(Kind.VETO, signer)
        wrong = unproved(held, said, proof, view.founded.origins)
        if wrong:
            return Refusal(Problem.SIGNATURE_INVALID, wrong, "sig")
        signed = Signed(signer, key, -1, self._chronicle.clock(), proof)
        if not may_veto(view, amendment, signed):
            return Refusal(Problem.NOT_ELIGIBLE, "no say in this amendment", "signer")
        if filed.applied is not None:
            return Refusal(Problem.ALREADY_DECIDED, "it is in force: amend it", "amendment")
        return self._relay(amendment, signed)

    def _relay(self, amendment: Amendment, signed: Signed) -> dict[str, Json]:
        data: dict[str, Json] = {
            "amendment": amendment.id,
            "signer": signed.signer,
            "key": signed.key,
            **proof_fields(signed.proof),
        }
        at = stamp(signed.seen)
        by = signed.signer
        entry = Entry(Event.AMENDMENT_VETOED, at, Attested.PERSON, by, data, key=signed.key)
        return self._chronicle.receipt(
            {
                "amendment": amendment.id,
                "signer": by,
                "state": "vetoed",
                "entry": self._chronicle.relay(entry),
                "at": at,
            }
        )
