"""What people say to the effector directly: veto, restore, revocation, "execute this now".

No database, web server or sequencer can withhold it: the signature is checked against the last
view, the spool makes it durable, and the answer is signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from quorate.authority.administrators import living_key
from quorate.authority.asking import Ask
from quorate.decisions.docket import Proposal
from quorate.decisions.statement import Statement, read_statement
from quorate.effects.checks.certificate import Certificate
from quorate.effects.connectors.base import INVERSES
from quorate.effects.effector import Effector
from quorate.effects.folds.changes import REVOKE_KEY
from quorate.ledger.entry import Entry, Json
from quorate.ledger.fields import text
from quorate.people.hands import Proof, proof_fields, read_proof, unproved
from quorate.people.keys import hex_bytes, signature_holds
from quorate.people.model import Person, employed, standing
from quorate.people.orders import FRESH, Order, read_order
from quorate.telemetry.metrics.effects import RESTORES
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


@dataclass(frozen=True, slots=True)
class Said:
    """A verified statement of a living key's holder about a known proposal."""

    statement: Statement
    person: Person
    key: str
    proof: Proof
    proposal: Proposal


class Objections:
    """The effector's own ears."""

    def __init__(self, effector: Effector) -> None:
        self._effector = effector
        self._chronicle, self._executor = effector.chronicle, effector.executor

    def _heard(self, body: Mapping[str, object], kind: Kind) -> Said | Refusal:
        self._chronicle.catch_up()
        try:
            statement = read_statement(body.get("statement"))
            key_name, proof = text(body, "key"), read_proof(body)
        except ValueError as problem:
            return Refusal(Problem.BODY_INVALID, str(problem), "statement")
        view = self._chronicle.view
        proposal = view.docket.proposals.get(statement.proposal)
        if proposal is None:
            return Refusal(Problem.NOT_FOUND, "no such proposal in the ledger", "proposal")
        if statement.connector != self._executor.connector.instance:
            return Refusal(
                Problem.STATEMENT_FOREIGN, "another effector acts on that platform", "connector"
            )
        held = view.roster.living(key_name, kept=statement.by_kept_key)
        if held is None or held.person.id != statement.signer:
            return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
        if statement != proposal.statement.spoken_by(kind, held.person.id):
            return Refusal(Problem.DIGEST_MISMATCH, "not this proposal's words", "statement", "I3")
        wrong = unproved(held.key, statement, proof, view.founded.origins)
        if wrong:
            return Refusal(Problem.SIGNATURE_INVALID, wrong, "sig")
        return Said(statement, held.person, key_name, proof, proposal)

    def _barred(self, said: Said, permission: Permission, *, may: bool) -> Refusal | None:
        """By our own clock: a sequencer that signs a time to come stops nobody from freeing.

        The rules may narrow it; broken ones stop nobody (I13).
        """
        now = self._chronicle.clock()
        alive, glass = standing(said.person, now), self._chronicle.view.glass(said.person.id, now)
        if glass and permission is not Permission.EFFECT_RESTORE:
            return Refusal(Problem.NARROWED, "a broken glass only frees", "signer", "I22")
        if glass and employed(said.person, now):
            return self._own(said)
        if not alive.alive:
            return Refusal(Problem.PERSON_NOT_ALIVE, f"{said.person.id}: {alive.why}", "signer")
        if not may:
            return Refusal(Problem.NOT_ELIGIBLE, "none of the roles has this power", "signer")
        own = self._own(said)
        if own:
            return own
        ask = Ask(said.person, permission, self._chronicle.clock(), tier=said.statement.tier)
        return self._executor.law().refusal(ask)

    def _own(self, said: Said) -> Refusal | None:
        if self._executor.author_unknown(said.proposal):
            return Refusal(
                Problem.NOT_FOUND,
                "this effector never looked the message up: it does not know whose it is",
                "proposal",
            )
        own = {said.statement.target.ref, self._executor.owner_of(said.proposal)}
        if own.intersection(said.person.accounts):
            return Refusal(Problem.SELF_EXCLUDED, "one's own account", "signer", "I2")
        return None

    def veto(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Ends one proposal, until it is executed."""
        said = self._heard(body, Kind.VETO)
        if isinstance(said, Refusal):
            return said
        refused = self._barred(said, Permission.PROPOSAL_VETO, may=said.person.powers.veto)
        if refused:
            return refused
        return self._relay(said, Event.PROPOSAL_VETOED, "vetoed")

    def revoke(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Takes one's own hand back; nobody has to be on shift for that."""
        said = self._heard(body, Kind.REVOKE)
        if isinstance(said, Refusal):
            return said
        return self._relay(said, Event.PROPOSAL_REVOKED, "revoked")

    def _relay(self, said: Said, event: Event, state: str) -> dict[str, Json] | Refusal:
        if said.proposal.outcome or said.statement.proposal in self._executor.acting:
            return Refusal(Problem.ALREADY_DECIDED, "executed already: restore it", "proposal")
        data: dict[str, Json] = {
            "proposal": said.statement.proposal,
            "signer": said.person.id,
            "key": said.key,
            **proof_fields(said.proof),
        }
        now = stamp(self._chronicle.clock())
        entry = Entry(event, now, Attested.PERSON, said.person.id, data, key=said.key)
        return self._receipt(said, state, self._chronicle.relay(entry), now)

    async def restore(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Frees at once, by one person; the spool is written first, the log follows (I12). A disk
        that takes nothing stops nobody; the receipt promises no entry then, and what is neither
        kept nor done is refused, though it is tried on."""
        said = self._heard(body, Kind.RESTORE)
        if isinstance(said, Refusal):
            return said
        refused = self._barred(said, Permission.EFFECT_RESTORE, may=said.person.powers.restore)
        if refused:
            return refused
        if said.statement.action not in INVERSES:
            detail = f"{said.statement.action} cannot be undone"
            return Refusal(Problem.ACTION_IRREVERSIBLE, detail, "proposal", "I12")
        now, memory = self._chronicle.clock(), self._chronicle.memory
        name = said.statement.proposal
        if said.proposal.restored:
            return await self._restore_again(said)
        over = False

        def keep() -> None:
            memory.keep_restore(name, said.person.id, now)
            if over:  # a full disk took it later: what is decided since is not freed for it
                memory.restore_done(name)

        digest = self._chronicle.write(
            Event.EFFECT_RESTORED,
            {
                "proposal": name,
                "also": self._executor.freed_with(said.proposal),
                "signer": said.person.id,
                "key": said.key,
                **proof_fields(said.proof),
            },
            beside=keep,
            freeing=True,
        )
        RESTORES.labels(self._executor.connector.instance).inc()
        freed = await self._effector.undoing.free(said.proposal)
        over = freed and not self._executor.calls.may_land(name)
        since = now - timedelta(hours=1)
        if memory.restores_by(said.person.id, since) > self._executor.limits.cap_restores:
            await self._executor.pager.page("Quorate: many restores", f"by {said.person.id}")
        kept = self._chronicle.is_kept
        if not (kept or freed):
            return Refusal(
                Problem.LEDGER_UNAVAILABLE,
                "neither the disk nor the platform takes it: it is tried on, ask again",
                "proposal",
                "I12",
            )
        state = "restored" if freed else "accepted"
        return self._receipt(said, state, digest if kept else "", stamp(now))

    async def _restore_again(self, said: Said) -> dict[str, Json]:
        """The log says so already; whoever asks again sees that it is not so on the platform. What
        has silenced the account since is another proposal's, and is restored by its own name."""
        now, memory = self._chronicle.clock(), self._chronicle.memory
        executor, undoing = self._executor, self._effector.undoing
        since = executor.holders(said.proposal) or [
            p for p in executor.same(said.proposal) if p.begun
        ]
        if since or await undoing.is_free(said.proposal):
            return self._receipt(said, "restored", "", stamp(now))
        memory.keep_restore(said.statement.proposal, said.person.id, now)
        freed = await undoing.free(said.proposal)
        return self._receipt(said, "restored" if freed else "accepted", "", stamp(now))

    def _receipt(self, said: Said, state: str, entry: str, at: str) -> dict[str, Json]:
        content: dict[str, Json] = {
            "proposal": said.statement.proposal,
            "signer": said.person.id,
            "state": state,
            "entry": entry,
            "at": at,
        }
        return self._chronicle.receipt(content)

    def order(self, body: Mapping[str, object], wanted: str) -> Order | Refusal:
        """An order of this kind, freshly signed by a living key of its signer."""
        self._chronicle.catch_up()
        view = self._chronicle.view
        try:
            order = read_order(body.get("order"), text(body, "key"), text(body, "sig"))
        except ValueError as problem:
            return Refusal(Problem.BODY_INVALID, str(problem), "order")
        held = living_key(view.founded, view.roster, order.key)
        if held is None or held.person != order.signer:
            return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
        if not signature_holds(held.public, order.digest(), hex_bytes(order.sig)):
            return Refusal(Problem.SIGNATURE_INVALID, "the signature does not hold", "sig")
        if order.fields["genesis"] != view.genesis_hash or order.order != wanted:
            return Refusal(Problem.STATEMENT_FOREIGN, "an order for something else", "order")
        if abs(self._chronicle.clock() - order.at) > FRESH:
            return Refusal(Problem.EXPIRED, "not signed within the last 30 s", "at")
        return order

    def ordered(self, body: Mapping[str, object], wanted: str) -> tuple[Person, Order] | Refusal:
        """The same from a person: a founder's key is no person's."""
        order = self.order(body, wanted)
        if isinstance(order, Refusal):
            return order
        person = self._chronicle.view.roster.holder(order.key)
        if person is None:
            return Refusal(Problem.NOT_ELIGIBLE, "a founder's key is no person's", "key")
        return person, order

    async def execute(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Judges a proposal now; a refusal is logged and, at tier >= 2, alarmed (I23)."""
        order = self.order(body, "execute")
        if isinstance(order, Refusal):
            return order
        name = order.about
        proposal = self._chronicle.view.docket.proposals.get(name)
        if proposal is None:
            return Refusal(Problem.NOT_FOUND, "no such proposal in the ledger", "proposal")
        verdict = await self._executor.judge(proposal, look=True)
        if isinstance(verdict, Certificate):
            await self._executor.execute(proposal, verdict)
            return {"proposal": name, "outcome": proposal.outcome or "intended"}
        await self._executor.refuse(proposal, verdict, order.signer)
        return verdict

    def revoke_key(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """A person's revocation of a key of their own: at once, and for good."""
        order = self.order(body, REVOKE_KEY)
        if isinstance(order, Refusal):
            return order
        name, view = order.about, self._chronicle.view
        held = living_key(view.founded, view.roster, name)
        if held is None or held.person != order.signer:
            return Refusal(Problem.KEY_UNKNOWN, "not a living key of yours", "about")
        view.roster = view.roster.without_key(name)
        entry = self._chronicle.write(
            Event.KEY_REVOKED, {"revoked": name, "person": order.signer, "order": order.plain()}
        )
        return {"revoked": name, "entry": entry}
