"""Casework by the real actions on a real database, whose entries go into a World's log."""

import secrets
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool
from tests.casework import CONNECTOR, LAW, file, report, web_pool

from quorate.accounts.subject import Subject
from quorate.authority.administering import open_amendment
from quorate.authority.amending import Order, Word
from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.authority.erasing import erase
from quorate.authority.gate import Actor, Warrant, service_warrant, warrant
from quorate.authority.protecting import raise_protection
from quorate.cases import actions, queries
from quorate.cases.deciding import Decision, Said
from quorate.cases.model import Case, Hold, Queue
from quorate.decisions import actions as decisions
from quorate.decisions.facts import ToldFacts
from quorate.decisions.interest import PublicInterest
from quorate.decisions.model import Signature, Wish
from quorate.decisions.rules import Rules
from quorate.decisions.statement import CaseRef, Statement
from quorate.decisions.store import Draft
from quorate.effects.needing import needed
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.amending import amendment, leads
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.sources import Source
from quorate.incidents.stage.world import World
from quorate.intake.model import Filed
from quorate.ledger.commitment import Salted
from quorate.people.actions import InForce, confirm
from quorate.people.keys import key_id
from quorate.people.orders import Order as SignedOrder
from quorate.retention.queries import held_value
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import (
    EscalateReason,
    Kind,
    Outcome,
    ReopenReason,
    SkipReason,
    SubjectKind,
    ValueKind,
)
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal


@dataclass
class Play:
    """People of a World at their desks. Each verb gives what the action gave."""

    world: World
    url: str
    pool: AsyncConnectionPool[Any]
    onlooker: Onlooker

    def publish(self) -> None:
        """What the sequencer does: committed rows become the log, in their order."""
        with psycopg.connect(self.url) as conn:
            rows = conn.execute(
                "SELECT id, body FROM ledger_queue WHERE leaf IS NULL ORDER BY id"
            ).fetchall()
            first = self.world.sequencer.size
            self.world.publish(*(bytes(body) for _, body in rows))
            for leaf, (number, _) in enumerate(rows, first):
                conn.execute("UPDATE ledger_queue SET leaf = %s WHERE id = %s", (leaf, number))
        self.onlooker.catch_up()

    def rules(self) -> Rules:
        self.onlooker.catch_up()
        view = self.onlooker.view
        return Rules(view.genesis_hash, view.founded, view.roster, view.catalogue, view.docket, LAW)

    def actor(self, who: str) -> Actor:
        return Actor(self.rules().roster.people[who])

    def leave(self, who: str, permission: Permission, resource: str) -> Warrant:
        found = warrant(LAW, self.actor(who), permission, resource, self.world.now)
        assert isinstance(found, Warrant), found
        return found

    def decided(self, who: str, event: Event, case: UUID, version: int, about: str) -> Said:
        """Under their own key, as the next step from the version that they saw."""
        made = Decision(self.world.genesis, event, edge(CASE, case), version + 1, who, about)
        key = seeded(who)
        return Said(key_id(key.public), key.sign(made.digest()).hex())

    async def report(self, native: str, **changes: Any) -> UUID:
        """A report; the case."""
        subject = Subject(CONNECTOR, SubjectKind.ACCOUNT, native)
        made = report(secrets.token_hex(8), subject=subject, **changes)
        (found,) = await file(self.pool, made, now=self.world.now)
        assert isinstance(found, Filed), found
        return found.case

    async def case(self, case: UUID) -> Case:
        leave = self.leave("auditor", Permission.CASE_READ, edge(CASE, case))
        async with self.pool.connection() as conn:
            found = await queries.case_page(conn, leave, case)
        assert not isinstance(found, Refusal), found
        return found.case

    async def claim(self, who: str, case: UUID) -> object:
        leave = self.leave(who, Permission.CASE_CLAIM, edge(CASE, case))
        version = (await self.case(case)).version
        async with self.pool.connection() as conn:
            return await actions.claim(conn, leave, case, version, self.world.now)

    async def take(self, who: str) -> object:
        leave = self.leave(who, Permission.CASE_CLAIM, queries.ALL_CASES)
        async with self.pool.connection() as conn:
            return await actions.claim_next(conn, leave, Queue(), self.world.now)

    async def assign(self, who: str, case: UUID, to: str) -> object:
        leave = self.leave(who, Permission.CASE_ASSIGN, edge(CASE, case))
        version = (await self.case(case)).version
        colleague = self.actor(to).person
        said = self.decided(who, Event.CASE_ASSIGNED, case, version, to)
        async with self.pool.connection() as conn:
            return await actions.assign(
                conn, leave, LAW, case, colleague, version, self.world.now, said=said
            )

    async def release(self, who: str, case: UUID) -> object:
        leave = self.leave(who, Permission.CASE_RELEASE, edge(CASE, case))
        hold = await self.hold(case)
        async with self.pool.connection() as conn:
            return await actions.release(conn, leave, case, hold, self.world.now)

    async def hold(self, case: UUID) -> Hold:
        found = await self.case(case)
        return Hold(found.fence, found.version)

    async def close(self, who: str, case: UUID, outcome: Outcome) -> object:
        leave = self.leave(who, Permission.CASE_RELEASE, edge(CASE, case))
        hold = await self.hold(case)
        said = self.decided(who, Event.CASE_CLOSED, case, hold.version, outcome)
        async with self.pool.connection() as conn:
            return await actions.close_case(
                *(conn, leave, case, hold, self.world.now),
                outcome=outcome,
                said=said,
                owners=(),
            )

    async def skip(self, who: str, case: UUID) -> object:
        leave = self.leave(who, Permission.CASE_RELEASE, edge(CASE, case))
        async with self.pool.connection() as conn:
            return await actions.skip(conn, leave, case, SkipReason.REST, self.world.now)

    async def escalate(self, who: str, case: UUID) -> object:
        leave = self.leave(who, Permission.CASE_RELEASE, edge(CASE, case))
        hold, reason = await self.hold(case), EscalateReason.LEGAL
        said = self.decided(who, Event.CASE_ESCALATED, case, hold.version, reason)
        async with self.pool.connection() as conn:
            return await actions.escalate(
                conn, leave, case, hold, reason, self.world.now, leads=True, said=said
            )

    async def overdue(self, case: UUID) -> object:
        leave = service_warrant("service:deadline", Permission.CASE_ESCALATE, edge(CASE, case))
        assert isinstance(leave, Warrant)
        async with self.pool.connection() as conn:
            return await actions.escalate_overdue(conn, leave, case, self.world.now, leads=True)

    async def reopen(self, who: str, case: UUID) -> object:
        leave = self.leave(who, Permission.CASE_REOPEN, edge(CASE, case))
        version = (await self.case(case)).version
        said = self.decided(who, Event.CASE_REOPENED, case, version, ReopenReason.MISTAKE)
        async with self.pool.connection() as conn:
            return await actions.reopen(
                conn, leave, case, version, ReopenReason.MISTAKE, self.world.now, said=said
            )

    async def propose(
        self,
        who: str,
        case: UUID,
        native: str,
        answers: PublicInterest | None = None,
        facts: ToldFacts | None = None,
    ) -> Statement:
        """Drafted and opened under the proposer's signature."""
        found, actor, rules = self.world.resolution(native), self.actor(who), self.rules()
        ref = CaseRef(edge(CASE, case), "service:intake", "service:queue")
        wish = Wish(ref, Action.SUSPEND, "harassment/1", [], answers, facts)
        ids = (f"prop_{secrets.token_hex(16)}", secrets.token_hex(32))
        async with self.pool.connection() as conn:
            leave = self.leave(who, Permission.PROPOSAL_DRAFT, ref.id)
            made = await decisions.draft(
                conn, leave, case, wish, actor, (), found, ids, rules, self.world.now
            )
            assert isinstance(made, Statement), made
            leave = self.leave(who, Permission.PROPOSAL_OPEN, made.proposal)
            signature = _signed(made, who)
            done = await decisions.open_proposal(
                conn, leave, made, signature, actor, (), rules, self.world.now
            )
        assert isinstance(done, Draft), done
        return made

    async def say(
        self, who: str, kind: Kind, said: Statement, owners: Collection[str] = ()
    ) -> object:
        permission = {
            Kind.APPROVE: Permission.PROPOSAL_APPROVE,
            Kind.DENY: Permission.PROPOSAL_DENY,
        }[kind]
        leave = self.leave(who, permission, said.proposal)
        signature = _signed(said.spoken_by(kind, who), who)
        async with self.pool.connection() as conn:
            return await decisions.say(
                conn,
                leave,
                said.proposal,
                kind,
                signature,
                self.actor(who),
                owners,
                self.rules(),
                self.world.now,
            )

    async def confirm(self) -> None:
        """The directory's word that nothing is missing here."""
        view, speaker = self.onlooker.view, Source(self.world).speaker
        known = InForce(view.genesis_hash, view.roster, view.chains)
        async with self.pool.connection() as conn:
            assert await confirm(conn, speaker, known, self.world.now)

    async def amend(self, who: str, reason: str) -> Amendment:
        """A lead's amendment, with its reason's text."""
        said = Salted.fresh(ValueKind.AMENDMENT_REASON, reason)
        made = amendment(self.world, Charge.QUORUM, {"2": 1}, reason=said.commitment)
        key, view = seeded(who), self.onlooker.view
        proof = key.sign(made.spoken(Kind.PROPOSE, who).digest())
        order = Order(view.genesis_hash, view.founded, view.roster, view.agenda, view.glass)
        word = Word(who, key_id(key.public), proof)
        async with self.pool.connection() as conn:
            refused = await open_amendment(conn, order, made, word, said, self.world.now)
        assert refused is None, refused
        return made

    async def erase(self, who: str, order: SignedOrder) -> Refusal | None:
        """What an owner's signed order takes away."""
        view, now = self.onlooker.view, self.world.now
        leave = self.leave(who, Permission.VALUE_ERASE, order.about.rpartition(":")[2])
        async with self.pool.connection() as conn:
            return await erase(
                conn,
                leave,
                order,
                view.genesis_hash,
                view.roster,
                lambda value: needed(view, value, now),
                held_value,
                view.erased,
                now,
            )

    async def protect(self, who: str, native: str, reason: str) -> Salted:
        """One person's raise to tier 2, with its reason's text."""
        said = Salted.fresh(ValueKind.RAISE_REASON, reason)
        refused = await self.wish_to_protect(who, native, said)
        assert refused is None, refused
        return said

    async def wish_to_protect(self, who: str, native: str, said: Salted) -> Refusal | None:
        """The same, or why not."""
        raised = self.world.wants_protected(native, 2, who, said.commitment)
        key, rules = seeded(who), self.rules()
        leave = self.leave(who, Permission.REGISTER_RAISE, raised.ref)
        sig = key.sign(raised.digest()).hex()
        async with self.pool.connection() as conn:
            return await raise_protection(
                conn,
                leave,
                raised,
                said,
                key_id(key.public),
                sig,
                rules.roster,
                self.onlooker.view.register,
                self.world.now,
            )


def _signed(said: Statement, who: str) -> Signature:
    key = seeded(who)
    return Signature(key_id(key.public), key.sign(said.digest()))


@asynccontextmanager
async def playing(world: World, url: str) -> AsyncGenerator[Play]:
    """With leads among the people; the log's first entries stand in no queue."""
    world.people.update({row["id"]: row for row in leads()})
    Source(world).declare()
    async with web_pool(url) as pool:
        play = Play(world, url, pool, Onlooker(world.log, world.genesis))
        play.rules()
        yield play
