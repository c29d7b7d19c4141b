"""Telling the person concerned what was decided and why, once (DSA, Article 17).

The address's token is made with the intent and stays in memory, so that whatever dies in between
the same address is sent under the same name. Nothing here keeps anybody from acting or restoring:
what cannot be sent now is sent later.
"""

import secrets
from datetime import timedelta
from time import monotonic
from typing import Any, Final

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.decisions.docket import Proposal
from quorate.decisions.reasons import has_reasons
from quorate.decisions.told import token_hash
from quorate.effects.checks.certificate import Certificate
from quorate.effects.executor import Executor, Teller
from quorate.effects.memory import Untold
from quorate.effects.outstanding import What
from quorate.effects.server_notices import SIGNS_OUT, Moment, server_notice
from quorate.languages.tongues import ENGLISH, Tongue
from quorate.telemetry.metrics.effects import TELLINGS
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal

GIVEN_UP: Final = timedelta(days=7)
"""A platform that takes no notice for so long will not take this one."""
MOST: Final = 20
_SOONEST: Final = 1.0
_LATEST: Final = 300.0
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Rows:
    """What the web may know of it: that an address was sent, and its token's hash."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def keep(self, proposal: str, token: str) -> bool:
        """So that the address shows something; False while the database is away."""
        return await self._write(
            "INSERT INTO tellings (proposal_id, token_hash, made_at) VALUES (%s, %s, now())"
            " ON CONFLICT DO NOTHING",
            (proposal, token_hash(token)),
        )

    async def delivered(self, proposal: str) -> bool:
        """The platform took the notice; False while the database is away."""
        return await self._write(
            "UPDATE tellings SET delivered_at = now() WHERE proposal_id = %s"
            " AND delivered_at IS NULL",
            (proposal,),
        )

    async def _write(self, query: Any, values: tuple[object, ...]) -> bool:
        try:
            async with self._pool.connection(timeout=1.0) as conn:
                await conn.execute(query, values)
        except (psycopg.Error, TimeoutError) as problem:
            _log.warning("telling_tries_again", error=type(problem).__name__)
            return False
        return True


class Telling(Teller):
    """Tells for one effector. `public_url` is where people outside reach `quorate serve`."""

    def __init__(
        self, executor: Executor, rows: Rows, public_url: str, further: Tongue = ENGLISH
    ) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self.rows, self._public_url, self._further = rows, public_url, further
        self._warned: set[str] = set()
        self._rests: dict[str, tuple[float, float]] = {}

    def intends(self, proposal: Proposal) -> None:
        """With the intent, in the same write, a token for the address."""
        said = proposal.statement
        if has_reasons(said.action):
            token = secrets.token_hex(32)
            self._chronicle.memory.keep_telling(said.proposal, token, self._chronicle.clock())

    async def before(self, proposal: Proposal) -> None:
        """Whom the act signs out is told before it, in one try; the act does not wait for more."""
        name, memory = proposal.statement.proposal, self._chronicle.memory
        if proposal.statement.action not in SIGNS_OUT or name in self._warned:
            return
        untold = memory.telling(name)
        if untold is None or untold.moment or await self._stands(proposal):
            return
        if not isinstance(await self._executor.judge(proposal, look=True), Certificate):
            return
        self._warned.add(name)
        await self.rows.keep(name, untold.token)
        if await self._send(proposal, untold, Moment.BEFORE) is None:
            await self.rows.delivered(name)

    async def _stands(self, proposal: Proposal) -> bool:
        """Whether the platform shows it already, or does not say."""
        subject = self._executor.subject_of(proposal)
        if subject is None:
            return True
        connector = self._executor.connector
        return await connector.in_force(proposal.statement.action, subject) is not False

    async def tell(self) -> None:
        """Whom to tell of what is done, or of what was not done after all; a few at a time."""
        due = [u for u in self._chronicle.memory.untold() if self._due(u)]
        for untold in due[:MOST]:
            proposal = self._chronicle.view.docket.proposals.get(untold.proposal)
            if proposal is None or not (proposal.outcome or proposal.restored):
                continue
            if await self._settled(proposal, untold):
                self._chronicle.memory.telling_over(untold.proposal)
                self._rests.pop(untold.proposal, None)
            else:
                _, pause = self._rests.get(untold.proposal, (0.0, _SOONEST / 2))
                pause = min(2 * pause, _LATEST)
                self._rests[untold.proposal] = (monotonic() + pause, pause)

    def _due(self, untold: Untold) -> bool:
        return monotonic() >= self._rests.get(untold.proposal, (0.0, 0.0))[0]

    async def _settled(self, proposal: Proposal, untold: Untold) -> bool:
        """True when nothing is left to tell of this one."""
        if self._chronicle.clock() - untold.made_at > GIVEN_UP:
            _log.warning("person_not_told", proposal=untold.proposal)
            return True
        done = proposal.outcome == "done"
        if not done and untold.moment is not Moment.BEFORE:
            return True
        if not await self.rows.keep(untold.proposal, untold.token):
            return False
        if not done:
            return await self._tried(proposal, untold, Moment.WITHDRAWN)
        in_force = self._chronicle.view.docket.in_force(proposal)
        if untold.moment is None and not in_force:
            return True  # undone before anybody could be told: it would not be true any more
        told = untold.moment is not None or await self._tried(proposal, untold, Moment.AFTER)
        return told and await self.rows.delivered(untold.proposal)

    async def _tried(self, proposal: Proposal, untold: Untold, moment: Moment) -> bool:
        refused = await self._send(proposal, untold, moment)
        return refused is None or refused.problem is Problem.SUBJECT_UNKNOWN

    async def _send(self, proposal: Proposal, untold: Untold, moment: Moment) -> Refusal | None:
        """One notice, and the entry that it was taken."""
        said, memory = proposal.statement, self._chronicle.memory
        subject, policy = self._executor.subject_of(proposal), proposal.policy
        if subject is None or policy is None:
            return Refusal(Problem.SUBJECT_UNKNOWN, "nobody whom this effector knows", "subject")
        address = f"{self._public_url}/public/reasons/{untold.token}"
        made = server_notice(said, policy, moment, address, self._further)
        refused = await self._executor.connector.notify(made, subject)
        outcome = "not_taken" if refused else "taken"
        TELLINGS.labels(self._executor.connector.instance, outcome).inc()
        if refused:
            self._executor.unheard(What.NOTICE, proposal, refused)
        if refused is None:
            self._chronicle.write(
                Event.PERSON_TOLD,
                {
                    "proposal": said.proposal,
                    "moment": moment,
                    "address": token_hash(untold.token).hex(),
                },
                beside=lambda: memory.keep_told(said.proposal, moment),
            )
        return refused
