"""The effector's loop: follow the ledger, judge what is open, act, page, keep accepted restores."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.decisions.docket import LISTED, Proposal
from quorate.effects.amending import Amending
from quorate.effects.apart import Apart
from quorate.effects.checks.certificate import Certificate
from quorate.effects.executor import Executor, told
from quorate.effects.outside import Outside
from quorate.effects.paging.endings import Endings
from quorate.effects.paging.glasses import Glasses
from quorate.effects.paging.reviews import Reviews
from quorate.effects.paging.silence import Silence
from quorate.effects.paging.waiting import Waiting
from quorate.effects.paging.wrongs import Wrongs
from quorate.effects.passing import TRANSIENT
from quorate.effects.telling import Telling
from quorate.effects.temporary import Temporary
from quorate.effects.undoing import Undoing
from quorate.ledger.append import append_once
from quorate.ledger.watching import Watch
from quorate.telemetry.metrics.effects import LOOKED
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import pause

Work: TypeAlias = Callable[[], Awaitable[None]]
_OPEN: Final = 0.1
"""Seconds between looks at proposals that wait for something: a clock, a page, a platform."""
_IDLE: Final = 0.25
"""Seconds between looks at the log where nothing tells that it grew."""
_NO_EFFECT: Final = frozenset({Action.NO_VIOLATION, Action.RESTORE})
"""What nothing follows from on a platform: most decisions of an installation."""
_log = structlog.get_logger()
# Broken rules are waited out too, but not unheard.
_WAITS = (TRANSIENT - {Problem.POLICY_BROKEN}) | {Problem.QUORUM_MISSING}


class Effector:
    """Runs until stopped. Each part goes on when another fails: restores before silencing."""

    def __init__(
        self, executor: Executor, pool: AsyncConnectionPool[Any], telling: Telling | None = None
    ) -> None:
        self.executor, self.chronicle = executor, executor.chronicle
        self._pool = pool
        self._writer = f"{executor.chronicle.name}/{executor.chronicle.memory.life}"
        self.wrongs = Wrongs(executor)
        self.silence = Silence(executor)
        self.amending = Amending(executor)
        self.endings, self.glasses = Endings(executor), Glasses(executor)
        self.undoing, self.temporary = Undoing(executor), Temporary(executor)
        self.reviews, self.waiting = Reviews(executor), Waiting(executor)
        self.outside = Outside(executor)
        self._docket = self.chronicle.view.docket
        self._read = self._read_undone = 0
        self._open: dict[str, Proposal] = {}
        self._untold: dict[str, Proposal] = {}
        self._owed: set[str] = set()  # of what no sink has taken the refusal yet
        self.telling = telling
        if telling is not None:
            executor.teller = telling

    async def run(self, stop: asyncio.Event) -> None:
        """Follows, flushes and keeps restores until `stop`."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_log(stop))
            tasks.create_task(self._flush_what_comes(stop))
            tasks.create_task(self._every(0.2, self.wrongs.tell, stop))
            tasks.create_task(self._every(0.5, self.silence.tell, stop))
            tasks.create_task(self._every(0.5, self.keep_restoring, stop))
            tasks.create_task(self._every(0.2, self.temporary.end, stop))
            tasks.create_task(self._every(0.2, self.glasses.tell, stop))
            tasks.create_task(self._every(10.0, self.reviews.tell, stop))
            tasks.create_task(self._every(1.0, self.outside.look, stop))
            tasks.create_task(self._every(0.1, self.outside.look_at_named, stop))
            if self.telling is not None:
                tasks.create_task(self._every(0.5, self.telling.tell, stop))

    async def _every(self, seconds: float, work: Work, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._step(work)
            await pause(stop, seconds)

    async def _follow_log(self, stop: asyncio.Event) -> None:
        """At once when a checkpoint is published, and again and again without one."""
        watch = Watch(self.chronicle.ledger)
        while not stop.is_set():
            await self._step(self.tick)
            await watch.wait(_OPEN if self._open else _IDLE)
        watch.close()

    async def _flush_what_comes(self, stop: asyncio.Event) -> None:
        """At once when something is spooled, so that an idle effector rests."""
        while not stop.is_set():
            self.chronicle.spooled.clear()
            await self._step(self.flush)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.chronicle.spooled.wait(), 0.5)

    async def _step(self, work: Work) -> None:
        try:
            await work()
        except Exception:
            _log.exception("effector_step_failed", step=work.__name__)
            await asyncio.sleep(0.5)

    async def flush(self) -> None:
        """Sends the spool to the database; while it is away the spool is the log."""
        self.chronicle.keep_waiting()
        waiting = self.chronicle.memory.unsent()
        if not waiting:
            return
        with contextlib.suppress(psycopg.OperationalError, TimeoutError):
            async with self._pool.connection(timeout=1.0) as conn:
                for number, body in waiting:
                    await append_once(conn, body, self._writer, number)
            for number, _ in waiting:
                self.chronicle.memory.sent(number)

    async def tick(self) -> None:
        """One look: new entries, alarms about what is wrong in them, open proposals."""
        if not self.chronicle.catch_up():
            return
        apart = Apart()
        await apart.tried(self.amending.look())
        self._follow()
        for proposal in list(self._open.values()):
            await apart.tried(self._look(proposal))
        apart.tell()
        LOOKED.set_to_current_time()

    async def _look(self, proposal: Proposal) -> None:
        await self.consider(proposal)
        if self._is_over(proposal) and await self.endings.tell(proposal):
            del self._open[proposal.statement.proposal]

    def _is_over(self, proposal: Proposal) -> bool:
        """Whether nothing will come of it any more. An intent of ours may come into the log after
        somebody objected: it wants its outcome there."""
        if proposal.outcome or proposal.restored:
            return True
        if proposal.begun or self.chronicle.intends(proposal.statement.proposal):
            return False
        return bool(proposal.settled) or self._is_past(proposal)

    def _is_past(self, proposal: Proposal) -> bool:
        """Whether it is too late for it by any clock, and has been for a day: what nobody approved
        would be judged at each look for ever."""
        if proposal.statement.proposal in self._owed:
            return False
        within = proposal.opened.seen + self.executor.limits.execute_within
        latest = min(proposal.statement.execute_until, within)
        return self.chronicle.waits() > latest + LISTED

    def _follow(self) -> None:
        """Takes what the docket has more than at the last look; a look costs what is open."""
        docket = self.chronicle.view.docket
        if docket is not self._docket:  # the ledger is read anew
            self._docket, self._read, self._read_undone = docket, 0, 0
            self._open, self._untold = {}, {}
        self._open |= {
            p.statement.proposal: p
            for p in docket.order[self._read :]
            if p.statement.action not in _NO_EFFECT
        }
        self._untold |= {p.statement.proposal: p for p in docket.undone[self._read_undone :]}
        self._read, self._read_undone = len(docket.order), len(docket.undone)

    async def consider(self, proposal: Proposal) -> None:
        """Judges one open proposal and takes it one step further if it may go."""
        if proposal.begun:
            await self.executor.reconcile(proposal)
            if proposal.begun:
                await self.endings.look(proposal)
            return
        if proposal.settled:
            return
        if self._protected(proposal):
            await self.executor.tell(proposal, "proposed")
        verdict = await self.executor.judge(proposal, look=False)
        if isinstance(verdict, Certificate) or verdict.problem is Problem.PAGE_NOT_TAKEN:
            verdict = await self.executor.judge(proposal, look=True)
        if isinstance(verdict, Certificate):
            await self.executor.execute(proposal, verdict)
        elif verdict.problem is Problem.PAGE_NOT_TAKEN:
            await self.executor.tell(proposal, "proposed")  # if only the platform's facts protect
            await self.executor.tell(proposal, "approved")
        elif verdict.problem not in _WAITS:
            await self._refuse_once(proposal, verdict)
        elif verdict.problem is not Problem.COOLING_OFF and self._protected(proposal):
            await self.waiting.look(proposal, verdict)

    def _protected(self, proposal: Proposal) -> bool:
        said, view = proposal.statement, self.chronicle.view
        refs, now = (said.target.ref, self.executor.owner_of(proposal)), self.chronicle.expires()
        tier = max(said.tier, *(view.register.tier(ref, now) for ref in refs))
        return tier >= 2 and FACTS[said.action].silencing

    async def _refuse_once(self, proposal: Proposal, refused: Refusal) -> None:
        """Remembered over restarts: logged once, and told until the sink has taken it."""
        mark, name = f"refused: {refused.problem}", proposal.statement.proposal
        if self.chronicle.memory.page_taken(name, told(mark)):
            self._owed.discard(name)
            return
        self._owed.add(name)
        await self.executor.refuse(proposal, refused, "the ledger", mark)

    async def keep_restoring(self) -> None:
        """Tries accepted restores until the platform shows them, and tells on-call (I12)."""
        apart = Apart()
        self._follow()
        for proposal in self._untold.values():
            self.undoing.follow(proposal)
        for name in self.chronicle.memory.restores_waiting():
            proposal = self.chronicle.view.docket.proposals.get(name)
            if proposal is not None:
                await apart.tried(self.undoing.free(proposal))
        for name, proposal in list(self._untold.items()):
            if await self.executor.tell(proposal, "restored"):
                del self._untold[name]
        apart.tell()
