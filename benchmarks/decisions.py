"""What the log costs a decision: the same actions with their entries, and with none, in turns.

A decision is a proposal opened and a case closed, each under its person's signature and each in a
transaction of its own, as the API does it. The sequencer runs beside in a process of its own; in
the turns without the log it has nothing to do.
"""

import asyncio
import multiprocessing
import secrets
import statistics
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool

from quorate.authority.engine import shipped_law
from quorate.authority.gate import Actor, Warrant, warrant
from quorate.cases import actions as casework
from quorate.cases.deciding import Decision, Said, unsaid
from quorate.cases.model import Closed, Hold
from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.database.pool import open_pool
from quorate.decisions import actions as deciding
from quorate.decisions.model import Signature, Wish
from quorate.decisions.rules import Rules
from quorate.decisions.statement import CaseRef, Statement
from quorate.decisions.store import Draft
from quorate.demo.setting import new_database
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import World
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Signers
from quorate.ledger.standby import stand_by
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.permissions import Permission

WHO = "employee"
DECISIONS = 1_600
A_TURN = 40
CLIENTS = 8
FILL = """
WITH made AS (
    INSERT INTO subjects (id, connector, kind, native, first_seen)
    SELECT gen_random_uuid(), 'matrix:here.example', 'account', '@u' || n || ':here.example',
        %(now)s
    FROM generate_series(1, %(cases)s) n RETURNING id
)
INSERT INTO cases (id, subject_id, state, area, language, opened_at, opened_by, waiting_since,
    due_at, look_at, tier, reach, unranked, claimed_by, lease_until, fence, assigned_by)
SELECT gen_random_uuid(), id, 'open', 'safety', 'en', %(now)s, 'bench', %(now)s, %(now)s, %(now)s,
    0, 1, false, %(who)s, %(now)s + interval '15 minutes', 1, 'service:queue'
FROM made RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Matter:
    """A claimed case, with everything that its reviewer signed beforehand."""

    case: UUID
    shown: Statement
    opening: Signature
    closing: Said


class Office:
    """One reviewer's work on one database, with or without its entries."""

    def __init__(self, world: World, pool: AsyncConnectionPool[Any]) -> None:
        onlooker = Onlooker(world.log, world.genesis)
        onlooker.catch_up()
        view, self.law = onlooker.view, shipped_law()
        self.world, self.pool = world, pool
        self.rules = Rules(
            *(view.genesis_hash, view.founded, view.roster, view.catalogue, view.docket, self.law)
        )
        self.actor, self.key = Actor(view.roster.people[WHO]), seeded(WHO)

    def leave(self, permission: Permission, resource: str) -> Warrant:
        """As the gate gives it."""
        found = warrant(self.law, self.actor, permission, resource, self.world.now)
        if not isinstance(found, Warrant):
            raise TypeError(str(found))
        return found

    async def prepare(self, case: UUID) -> Matter:
        """Drafted and signed: what a person has done before the server is asked."""
        name, key = edge(CASE, case), key_id(self.key.public)
        wish = Wish(
            CaseRef(name, "service:intake", "service:queue"), Action.SUSPEND, "harassment/1", []
        )
        ids = (f"prop_{secrets.token_hex(16)}", secrets.token_hex(32))
        leave = self.leave(Permission.PROPOSAL_DRAFT, name)
        found, now = self.world.resolution(f"@{case.hex}:here.example"), self.world.now
        async with self.pool.connection() as conn:
            made = await deciding.draft(
                conn, leave, case, wish, self.actor, (), found, ids, self.rules, now
            )
        if not isinstance(made, Statement):
            raise TypeError(str(made))
        said = Said(key, self.key.sign(self._decision(case).digest()).hex())
        return Matter(case, made, Signature(key, self.key.sign(made.digest())), said)

    def _decision(self, case: UUID) -> Decision:
        event, outcome = Event.CASE_CLOSED, Outcome.ACTIONED
        return Decision(self.world.genesis, event, edge(CASE, case), 2, WHO, outcome)

    async def decide(self, matter: Matter) -> float:
        """Seconds from the signed words' arrival to the second commit."""
        began, now = time.perf_counter(), self.world.now
        leave = self.leave(Permission.PROPOSAL_OPEN, matter.shown.proposal)
        async with self.pool.connection() as conn:
            opened = await deciding.open_proposal(
                conn, leave, matter.shown, matter.opening, self.actor, (), self.rules, now
            )
        leave = self.leave(Permission.CASE_RELEASE, edge(CASE, matter.case))
        said = matter.closing
        wrong = unsaid(self._decision(matter.case), said.key, said.sig, self.rules.roster)
        async with self.pool.connection() as conn:
            closed = await casework.close_case(
                *(conn, leave, matter.case, Hold(1, 1), now),
                outcome=Outcome.ACTIONED,
                said=said,
                owners=(),
            )
        if wrong or not isinstance(opened, Draft) or not isinstance(closed, Closed):
            raise RuntimeError(f"{wrong} {opened} {closed}")
        return time.perf_counter() - began


async def _nothing(*_: object) -> None:
    """In the place of the append: neither an entry nor a row of the log."""


@contextmanager
def _log(*, kept: bool) -> Generator[None]:
    """With the append, or with nothing in its place: neither an entry nor a row of the log."""
    if kept:
        yield
    else:
        with patch.object(deciding, "append", _nothing), patch.object(casework, "append", _nothing):
            yield


async def _one_by_one(office: Office, matters: Sequence[Matter]) -> list[float]:
    return [await office.decide(matter) for matter in matters]


async def _at_once(office: Office, matters: Sequence[Matter]) -> float:
    """Decisions a second of several clients."""
    began = time.perf_counter()
    await asyncio.gather(*(_one_by_one(office, matters[n::CLIENTS]) for n in range(CLIENTS)))
    return len(matters) / (time.perf_counter() - began)


def _claimed(url: str, now: datetime) -> list[UUID]:
    """Cases that the reviewer holds, for all turns and those that only warm up."""
    with psycopg.connect(url, autocommit=True) as conn:
        values = {"now": now, "who": WHO, "cases": DECISIONS + 4 * A_TURN}
        cases = [row[0] for row in conn.execute(FILL, values).fetchall()]
        conn.execute("VACUUM ANALYZE")
    return cases


async def _measure(url: str, world: World) -> dict[str, float]:
    """Turns go round: one by one with the log and without, several at once with and without."""
    pool = await open_pool(url, CLIENTS)
    office = Office(world, pool)
    matters = [await office.prepare(case) for case in _claimed(url, world.now)]
    single, crowd = {True: list[float](), False: list[float]()}, {True: [0.0], False: [0.0]}
    for number, start in enumerate(range(0, len(matters), A_TURN)):
        if number == 4:  # warm by now
            single, crowd = (
                {True: list[float](), False: list[float]()},
                {True: list[float](), False: list[float]()},
            )
        kept, turn = number % 2 == 0, matters[start : start + A_TURN]
        with _log(kept=kept):
            if number % 4 < 2:
                single[kept] += await _one_by_one(office, turn)
            else:
                crowd[kept].append(await _at_once(office, turn))
    await pool.close()
    with_log, without = (statistics.median(single[kept]) * 1000 for kept in (True, False))
    rates = {kept: statistics.median(found) for kept, found in crowd.items()}
    return {
        "decision_p50_ms": with_log,
        "decision_without_log_p50_ms": without,
        "decision_cost_p50_ratio": with_log / without,
        "decisions_per_s": rates[True],
        "decisions_without_log_per_s": rates[False],
        "decision_cost_throughput_ratio": rates[False] / rates[True],
    }


def _sequence(url: str, folder: Path) -> None:
    """The sequencer's process, until it is ended."""
    log = SignerKey("bench.example/log", KeyKind.ED25519, PrivateKey.generate())
    clock = SignerKey("bench.example/clock", KeyKind.COSIGNATURE, PrivateKey.generate())

    def opened() -> Sequencer:
        return Sequencer(folder, Signers([(log, clock)]))

    asyncio.run(stand_by(url, opened, asyncio.Event()))


def run() -> dict[str, float]:
    """Medians with and without, and what several at once get done; the ratios are the cost."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        cluster = embedded.start(top / "postgres")
        url = new_database(cluster.url, keep=True)
        migrate(url)
        beside = multiprocessing.get_context("spawn").Process(
            target=_sequence, args=(url, top / "sequenced")
        )
        beside.start()
        try:
            return asyncio.run(_measure(url, World(top / "world").found()))
        finally:
            beside.terminate()
            beside.join()
            embedded.stop(cluster)
