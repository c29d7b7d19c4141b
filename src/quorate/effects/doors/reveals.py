"""The effector's door for looks at private data: signed, checked, logged, and only then read.

The intent stands under a published checkpoint before the platform is asked (I8, I14). What it
answers goes to whoever asked and nowhere else: no file, no row, no log of ours holds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from quorate.accounts.grants import Grant
from quorate.accounts.looks import Look
from quorate.accounts.reveal import CaseWord, Reveal, read_case_word, read_reveal
from quorate.effects.asking import SHOWN_DOMAIN
from quorate.effects.doors.revealing import Known, entitled, permit
from quorate.effects.effector import Effector
from quorate.effects.folds.reveals import refused_look
from quorate.ledger.canonical import canonical
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, text
from quorate.people.keys import hex_bytes, key_id, signature_holds
from quorate.people.model import Person
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

PUBLISHED_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Heard:
    """An order that the key of a person signed, with the word about its case if it verifies."""

    order: Reveal
    key: str
    sig: str
    word: CaseWord | None


class Reveals:
    """Shows private fields for one effector. `askers` are the processes whose word counts."""

    def __init__(self, effector: Effector, askers: Mapping[str, str]) -> None:
        self._executor, self._chronicle = effector.executor, effector.chronicle
        self._wrongs = effector.wrongs
        self._askers = {key_id(bytes.fromhex(public)): public for public in askers.values()}

    async def reveal(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """The value with the end of its grant, or why not; a signed try is logged either way."""
        self._chronicle.catch_up()
        heard = self._heard(body)
        if isinstance(heard, Refusal):
            return heard
        known = await self._known(heard)
        person = self._chronicle.view.roster.holder(heard.key)
        if person is None:
            gone = Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key", "I5")
            return await self._refuse(heard, known, gone)
        verdict = permit(heard.order, person, known, self._executor.limits)
        if isinstance(verdict, Refusal):
            if verdict.problem is Problem.LOOKS_CAPPED:
                await self._tell_volume(person, known)
            return await self._refuse(heard, known, verdict)
        self._take(heard, known)
        self._executor.showing.add(heard.order.id)
        try:
            return await self._show(heard, known, verdict)
        finally:
            self._executor.showing.discard(heard.order.id)

    def _heard(self, body: Mapping[str, object]) -> Heard | Refusal:
        """A key that was revoked still says whose try it was: it is logged, and refused."""
        try:
            order = read_reveal(body.get("order"))
            key_name, sig = text(body, "key"), text(body, "sig")
            word = self._word(body)
        except ValueError as problem:
            return Refusal(Problem.BODY_INVALID, str(problem)[:200], "order")
        key = self._chronicle.view.roster.keys.get(key_name)
        if key is None or key.person != order.signer:
            return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
        if not signature_holds(key.public, order.digest(), hex_bytes(sig)):
            return Refusal(Problem.SIGNATURE_INVALID, "the signature does not hold", "sig")
        return Heard(order, key_name, sig, word)

    def _word(self, body: Mapping[str, object]) -> CaseWord | None:
        """The asker's signed word about the case; None where there is none that verifies."""
        if body.get("word") is None:
            return None
        signed = as_object(body["word"], "word")
        word = read_case_word(signed.get("word"))
        public = self._askers.get(text(signed, "key"), "")
        held = signature_holds(public, word.digest(), hex_bytes(text(signed, "sig")))
        return word if held else None

    async def _known(self, heard: Heard) -> Known:
        """What we know now. Nothing is awaited after the counters are read."""
        executor, chronicle, order = self._executor, self._chronicle, heard.order
        subject, memory = chronicle.memory.subject(order.ref), chronicle.memory
        account, tier = order.ref, None
        if subject is not None:
            account = executor.ref(executor.connector.account_of(subject))
            reading = await executor.connector.read(subject)
            if not isinstance(reading, Refusal):
                tier = executor.highest(account, reading.tier)
        view, now = chronicle.view, chronicle.expires()
        if tier is not None:
            tier = max(tier, *(view.register.tier(ref, now) for ref in (order.ref, account)))
        since = now - executor.limits.cap_window
        team = view.roster.team_of(order.signer)
        mates = [p.id for p in view.roster.people.values() if p.team == team]
        alone = view.looks.accounts_of(order.signer, since)
        together = view.looks.accounts_of_team(team, since)
        return Known(
            genesis=view.genesis_hash,
            expires=now,
            doubt=executor.exposed or chronicle.doubt(executor.limits),
            kind=None if subject is None else subject.kind,
            tier=None if view.register.broken else tier,
            account=account,
            reporters=executor.reporters_of(order.ref, account),
            glass=view.glass(order.signer, now),
            offered=executor.connector.private,
            word=heard.word,
            alone=alone | memory.accounts_of([order.signer], since),
            together=together | memory.accounts_of(mates, since),
            used=memory.looked(order.id, order.nonce) or view.looks.used(order.id, order.nonce),
            law=executor.law(),
        )

    def _take(self, heard: Heard, known: Known) -> None:
        order = heard.order
        self._chronicle.memory.keep_look(
            order.id, order.nonce, order.signer, known.account, known.expires
        )

    async def _show(self, heard: Heard, known: Known, grant: Grant) -> dict[str, Json] | Refusal:
        """Log, wait, check again, read, log, answer: in this order and no other."""
        order, chronicle = heard.order, self._chronicle
        digest = chronicle.write(
            Event.REVEAL_INTENDED,
            {
                "order": order.fields(),
                "key": heard.key,
                "sig": heard.sig,
                "account": known.account,
                "tier": known.tier,
                "creator": heard.word.creator if heard.word else "",
                "assigner": heard.word.assigner if heard.word else "",
                "ends": stamp(grant.ends),
            },
        )
        if not await self._executor.published(digest, PUBLISHED_WITHIN):
            late = Refusal(Problem.LEDGER_UNAVAILABLE, "not published: not read", None, "I14")
            return await self._refuse(heard, known, late, intended=True)
        known = await self._known(heard)
        person = chronicle.view.roster.holder(heard.key)
        if person is not None and known.viewed >= self._executor.limits.looks_alarm:
            await self._tell_volume(person, known)
        refused = self._still(heard, known, person, digest, grant)
        if refused:
            return await self._refuse(heard, known, refused, intended=True)
        subject = chronicle.memory.known_subject(order.ref)
        values = await self._executor.connector.reveal(order.field, subject)
        if isinstance(values, Refusal):
            return await self._refuse(heard, known, values, intended=True)
        chronicle.write(
            Event.REVEAL_SHOWN,
            {
                "reveal": order.id,
                "field": order.field,
                "ref": order.ref,
                "case": order.case,
                "signer": order.signer,
            },
        )
        return self._answer(order, values, grant)

    def _still(
        self, heard: Heard, known: Known, person: Person | None, digest: str, grant: Grant
    ) -> Refusal | None:
        """Whether it holds by what is known once the intent is published, and the intent is the
        first of its id."""
        chronicle, order = self._chronicle, heard.order
        look = chronicle.view.looks.intended.get(order.id)
        if look is None or look.index != chronicle.leaf_of(digest):
            return Refusal(Problem.ALREADY_DECIDED, "another intent came first", "id", "I18")
        if person is None:
            return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key", "I5")
        if grant.over(known.expires):
            return Refusal(Problem.EXPIRED, f"the grant ended at {stamp(grant.ends)}", None, "I7")
        return entitled(order, person, known)

    def _answer(self, order: Reveal, values: list[str], grant: Grant) -> dict[str, Json]:
        shown: dict[str, Json] = {
            "reveal": order.id,
            "field": order.field,
            "values": [*values],
            "ends": stamp(grant.ends),
        }
        spelled = canonical(shown)
        sig = self._chronicle.signed(SHOWN_DOMAIN, spelled)
        return {"shown": shown, "effector": self._chronicle.name, "sig": sig}

    async def _refuse(
        self, heard: Heard, known: Known, refused: Refusal, *, intended: bool = False
    ) -> Refusal:
        """Logged whoever asked, and told to on-call at tier >= 2 (I23)."""
        order, register = heard.order, self._chronicle.view.register
        listed = (register.tier(r, known.expires) for r in (order.ref, known.account))
        look = Look(
            order.id,
            stamp(self._chronicle.clock()),
            order.signer,
            order.field,
            order.purpose,
            order.case,
            order.ref,
            known.account,
            max(known.tier or 0, *listed),
            -1,
            "",
            refused.problem,
        )
        data = refused_look(look, refused.problem, intended=intended)
        self._chronicle.write(Event.REVEAL_REFUSED, data)
        await self._wrongs.tell_look(look)
        return refused

    async def _tell_volume(self, person: Person, known: Known) -> None:
        """On-call hears once an hour of somebody who looks at many accounts (I17)."""
        memory, hour = self._chronicle.memory, stamp(known.expires)[:13]
        if memory.page_taken(f"looks of {person.id}", hour):
            return
        told = f"{person.id} wants to see private data of {known.viewed} accounts within an hour"
        if await self._executor.pager.page("Quorate: many looks at private data", told):
            memory.keep_page(f"looks of {person.id}", hour, self._chronicle.clock())
