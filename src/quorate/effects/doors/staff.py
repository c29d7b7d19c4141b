"""What people say to the effector directly about administration and colleagues.

As with vetoes of proposals: no database, web server or sequencer can withhold it.
"""

from collections.abc import Mapping
from dataclasses import replace

from quorate.authority.administrators import living_key
from quorate.authority.amendment import Amendment, read_amendment
from quorate.authority.before import Before, SignedBefore
from quorate.authority.glass import EMERGENCY, Glass, may_break, may_lock, may_review
from quorate.authority.objecting import IN_OWN_MATTER, may_object
from quorate.effects.amending import behind
from quorate.effects.doors.objections import Objections
from quorate.effects.effector import Effector
from quorate.effects.folds.staff import BREAK, LOCK, REVIEW, glass_id
from quorate.effects.standing import before
from quorate.ledger.entry import Entry, Json
from quorate.ledger.fields import text
from quorate.people.hands import proof_fields, read_proof, unproved
from quorate.people.signed import Signed
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


class StaffDoor:
    """The effector's ears for amendments, broken glasses and colleagues to be locked out."""

    def __init__(self, effector: Effector, objections: Objections) -> None:
        self._executor, self._chronicle = effector.executor, effector.chronicle
        self._order, self._ordered = objections.order, objections.ordered

    async def break_glass(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """An hour in which this person may restore and lock staff out, told to everybody (I22)."""
        found = self._ordered(body, BREAK)
        if isinstance(found, Refusal):
            return found
        person, order = found
        now, name = self._chronicle.clock(), glass_id(order)
        refused = may_break(person, now)
        if refused:
            return refused
        if order.about != EMERGENCY:
            return Refusal(Problem.BODY_INVALID, f"{BREAK} is about: {EMERGENCY}", "about")
        glass = Glass(name, person.id, now)
        self._chronicle.view.glasses.setdefault(name, glass)
        self._chronicle.write(Event.GLASS_BROKEN, {"glass": name, "order": order.plain()})
        return {"glass": name, "until": stamp(glass.until)}

    async def review_glass(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Another person has looked at what was done."""
        found = self._ordered(body, REVIEW)
        if isinstance(found, Refusal):
            return found
        person, order = found
        glass = self._chronicle.view.glasses.get(order.about)
        if glass is None:
            return Refusal(Problem.NOT_FOUND, "no such glass was broken", "about")
        refused = may_review(person, glass, self._chronicle.clock())
        if refused:
            return refused
        glass.reviewed_by = glass.reviewed_by or person.id
        self._chronicle.write(Event.GLASS_REVIEWED, {"glass": glass.id, "order": order.plain()})
        return {"glass": glass.id, "reviewed_by": glass.reviewed_by}

    async def lock_person(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Locks a colleague out at once; only an amendment brings them back."""
        found = self._ordered(body, LOCK)
        if isinstance(found, Refusal):
            return found
        person, order = found
        view, now = self._chronicle.view, self._chronicle.clock()
        about = view.roster.people.get(order.about)
        if about is None:
            return Refusal(Problem.NOT_FOUND, "nobody of this id", "about")
        refused = may_lock(person, about, now, glass=view.glass(person.id, now))
        if refused:
            return refused
        view.roster = view.roster.with_person(replace(about, locked=True))
        data: dict[str, Json] = {"person": about.id, "order": order.plain()}
        entry = self._chronicle.write(Event.PERSON_LOCKED, data)
        told = f"{person.id} locked {about.id} out. Only an amendment brings them back."
        await self._executor.pager.page("Quorate: a colleague is locked out", told)
        return {"locked": about.id, "entry": entry}

    def before(self, name: str) -> SignedBefore | Refusal:
        """What stands where an amendment would change something, under this effector's name."""
        chronicle = self._chronicle
        chronicle.catch_up()
        filed = chronicle.view.agenda.amendments.get(name)
        if filed is None:
            return Refusal(Problem.NOT_FOUND, "no such amendment in the ledger", "amendment")
        stands, at = before(chronicle.view, filed.amendment), stamp(chronicle.clock())
        made = Before(chronicle.view.genesis_hash, name, stands, at)
        return SignedBefore(made, chronicle.name, chronicle.key.sign(made.digest()).hex())

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
        refused = self._refusal(amendment, signed)
        if refused:
            return refused
        if filed.applied is not None or self._chronicle.applies(amendment.id):
            return Refusal(Problem.ALREADY_DECIDED, "it is in force: amend it", "amendment")
        return self._relay(amendment, signed)

    def _refusal(self, amendment: Amendment, signed: Signed) -> Refusal | None:
        if signed.signer == behind(self._executor, amendment):
            return IN_OWN_MATTER
        view, now = self._chronicle.view, signed.seen
        known, glass = (view.founded, view.roster, amendment), view.glass(signed.signer, now)
        return may_object(Kind.VETO, *known, signed, now, glass=glass)

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
