"""Appeals in a Play: a decision that somebody was told of, an appeal against it, its answer."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from tests.casework import rows
from tests.playing import Play

from quorate.appeals import actions, filing, queries
from quorate.appeals.actions import Settled, Word, ruling_of
from quorate.appeals.filing import ByPerson, ByReporter, Filed
from quorate.appeals.model import Appeal
from quorate.appeals.reopening import Reopening, reopening_of
from quorate.authority.gate import Warrant, service_warrant
from quorate.cases.deciding import Said
from quorate.decisions.statement import Statement
from quorate.decisions.told import token_hash
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import TROLL
from quorate.ledger.commitment import Salted
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import APPEAL, CASE, edge
from quorate.vocabulary.kinds import (
    AppealOutcome,
    Kind,
    Outcome,
    Settlement,
    ValueKind,
)
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

WORDS = "I was quoting what was said to me."
BODY = "a certified body of Elbonia"
ANSWER = "The message quotes an insult and does not make one."


def tell(url: str, proposal: str, at: datetime, token: str = "") -> str:
    """What the effector does once a decision took effect; the token of the address."""
    token = token or secrets.token_urlsafe(32)
    with psycopg.connect(url, options="-c role=quorate_effector") as conn:
        conn.execute(
            "INSERT INTO tellings (proposal_id, token_hash, made_at) VALUES (%s, %s, %s)",
            (proposal, token_hash(token), at),
        )
    return token


def filer(resource: str) -> Warrant:
    found = service_warrant("service:public", Permission.APPEAL_FILE, resource)
    assert isinstance(found, Warrant)
    return found


@dataclass
class Appeals:
    """The appeals' verbs of a Play."""

    play: Play
    fences: dict[UUID, int] = field(default_factory=dict[UUID, int])

    async def decided(
        self, native: str = TROLL, by: str = "proposer", *approvers: str, tier: int = 0
    ) -> tuple[UUID, Statement]:
        """A closed case whose proposal somebody was told of."""
        case = await self.play.report(native)
        await self.play.claim(by, case)
        said = await self.play.propose(by, case, native)
        self.play.publish()
        for who in approvers:
            await self.play.say(who, Kind.APPROVE, said)
        await self.play.close(by, case, Outcome.ACTIONED)
        self.play.publish()
        tell(self.play.url, said.proposal, self.play.world.now)
        return case, said

    async def file(self, proposal: str, words: str = WORDS) -> Filed | Refusal:
        async with self.play.pool.connection() as conn:
            return await filing.file_appeal(
                conn, filer(proposal), ByPerson(proposal, words), self.play.world.now
            )

    async def filed(self, proposal: str) -> Appeal:
        found = await self.file(proposal)
        assert isinstance(found, Filed), found
        return found.appeal

    async def report(
        self, case: UUID, told_at: datetime | None = None, number: int = 0
    ) -> Filed | Refusal:
        """The case's first reporter's; another number is that of another report."""
        query = "SELECT id FROM reports WHERE case_id = %s ORDER BY received_at, id"
        (report,) = rows(self.play.url, query, case)[number]
        said = ByReporter(case, report, told_at or self.play.world.now, WORDS)
        async with self.play.pool.connection() as conn:
            return await filing.file_appeal(
                conn, filer(edge(CASE, case)), said, self.play.world.now
            )

    async def claim(
        self,
        who: str,
        appeal: Appeal,
        concerned: frozenset[str] = frozenset(),
        fence: int = 0,
    ) -> Appeal | Refusal:
        leave = self.play.leave(who, Permission.CASE_CLAIM, edge(APPEAL, appeal.id))
        docket = self.play.rules().docket
        async with self.play.pool.connection() as conn:
            part = await queries.involved(conn, appeal, docket, concerned)
            done = await actions.claim(
                conn, leave, appeal.id, self.play.actor(who), part, fence, self.play.world.now
            )
        if isinstance(done, Appeal):
            self.fences[appeal.id] = done.fence
        return done

    def word(
        self, who: str, appeal: Appeal, outcome: AppealOutcome, text: str = ANSWER, /, **other: Any
    ) -> Word:
        """Under their own key; `other` replaces what is sent, after it was signed."""
        salted = Salted.fresh(ValueKind.APPEAL_ANSWER, text)
        genesis, actor = self.play.world.genesis, self.play.actor(who)
        said = ruling_of(appeal, Event.APPEAL_DECIDED, actor, outcome, salted, genesis)
        key = seeded(who)
        made = Word(
            self.fences.get(appeal.id, 1),
            outcome,
            salted,
            key_id(key.public),
            key.sign(said.digest()).hex(),
        )
        return replace(made, **other)

    async def decide(
        self,
        who: str,
        appeal: Appeal,
        word: Word,
        concerned: frozenset[str] = frozenset(),
        *,
        reopens: bool = False,
    ) -> Appeal | Refusal:
        leave = self.play.leave(who, Permission.CASE_RELEASE, edge(APPEAL, appeal.id))
        reopening = await self._reopening(who, appeal) if reopens else None
        async with self.play.pool.connection() as conn:
            return await actions.decide(
                conn,
                leave,
                appeal.id,
                self.play.actor(who),
                concerned,
                word,
                reopening,
                self.play.rules(),
                self.play.world.now,
            )

    async def _reopening(self, who: str, appeal: Appeal) -> Reopening:
        version = (await self.play.case(appeal.case_id)).version
        said = reopening_of(self.play.world.genesis, appeal.case_id, version, who)
        key = seeded(who)
        leave = self.play.leave(who, Permission.CASE_REOPEN, edge(CASE, appeal.case_id))
        signed = Said(key_id(key.public), key.sign(said.digest()).hex())
        return Reopening(leave, version, signed)

    async def answered(
        self,
        who: str,
        appeal: Appeal,
        outcome: AppealOutcome,
        text: str = ANSWER,
        *,
        reopens: bool = False,
    ) -> Appeal:
        """Claimed and decided."""
        claimed = await self.claim(who, appeal)
        assert isinstance(claimed, Appeal), claimed
        word = self.word(who, appeal, outcome, text)
        done = await self.decide(who, appeal, word, reopens=reopens)
        assert isinstance(done, Appeal), done
        return done

    async def settle(
        self,
        who: str,
        appeal: Appeal,
        body: str,
        on: str = "2026-11-20",
        found: Settlement = Settlement.PARTLY,
    ) -> Appeal | Refusal:
        salted = Salted.fresh(ValueKind.SETTLEMENT_BODY, body)
        actor, key = self.play.actor(who), seeded(who)
        outcome = f"{found} {on}"
        genesis = self.play.world.genesis
        said = ruling_of(appeal, Event.APPEAL_SETTLED, actor, outcome, salted, genesis)
        sent = Settled(found, on, salted, key_id(key.public), key.sign(said.digest()).hex())
        leave = self.play.leave(who, Permission.CASE_ASSIGN, edge(APPEAL, appeal.id))
        async with self.play.pool.connection() as conn:
            return await actions.settle(
                conn, leave, appeal.id, actor, sent, self.play.rules(), self.play.world.now
            )


async def appealed(play: Play, proposal: str) -> None:
    """A decision in force is appealed, reversed, and settled out of court."""
    appeals = Appeals(play)
    tell(play.url, proposal, play.world.now)
    appeal = await appeals.filed(proposal)
    await appeals.answered("other employee", appeal, AppealOutcome.REVERSED)
    assert not isinstance(await appeals.settle("other lead", appeal, BODY), Refusal)
