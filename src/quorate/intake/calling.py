"""Tells platforms what was decided about what they reported, each until it is taken or given up.

What is due goes into the outbox in one transaction. It is sent outside of any, under a lease: a
worker that is killed before or after the answer sends it again, under the same id.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import httpx2
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from psycopg_pool import AsyncConnectionPool

from quorate.database.rounds import patient_round
from quorate.intake import calling_store as store
from quorate.intake.callbacks import (
    SIGNATURE,
    Call,
    Kind,
    action_body,
    address_of,
    again_at,
    appeal_body,
    signature,
)
from quorate.intake.sources import Source
from quorate.mail.model import RECENT
from quorate.telemetry.jobs import kept
from quorate.vocabulary import times
from quorate.vocabulary.identifiers import APPEAL, edge
from quorate.vocabulary.kinds import AppealOutcome
from quorate.vocabulary.times import pause

LEASE: Final = timedelta(minutes=2)
PAUSE_SECONDS: Final = 1.0
# Where a callback is set up later, no platform is told of what is long over.
_MOST: Final = 100
_AT_ONCE: Final = 4
"""Of one platform's."""
SECONDS: Final = 10.0
"""For an answer's status and fields, however they come."""
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Caller:
    """For the sources that have a callback, each with its key."""

    pool: AsyncConnectionPool
    sources: Mapping[str, Source]
    keys: Mapping[str, RSAPrivateKey] = field(repr=False)
    http: httpx2.AsyncClient

    async def run(self, stop: asyncio.Event, clock: Callable[[], datetime] = times.now) -> None:
        """Until `stop` is set; when the database goes away it tries again. A platform that is slow
        to answer holds up itself alone."""

        async def due() -> bool:
            return await self.put_out(clock()) >= _MOST

        async def sent(source: str) -> bool:
            tries = (self.send_next(source, clock()) for _ in range(_AT_ONCE))
            return any(await asyncio.gather(*tries))

        rounds = [due, *(partial(sent, name) for name in self.keys)]
        follow = [partial(_follow, one, stop) for one in rounds]
        await asyncio.gather(*(kept("callbacks", one, stop) for one in follow))

    async def put_out(self, now: datetime) -> int:
        """Puts what is due into the outbox; how much."""
        async with self.pool.connection() as conn, conn.transaction():
            done = await store.done(conn, self._names(Kind.ACTION), now - RECENT, _MOST)
            for one in done:
                source = self.sources[one.source]
                body = action_body(source, one.item, one.content) if one.item else None
                await store.put(conn, one.source, Kind.ACTION, one.proposal, body, now)
            answered = await store.answered(conn, self._names(Kind.APPEAL), _MOST)
            for told in answered:
                name, outcome = edge(APPEAL, told.appeal), AppealOutcome(told.outcome)
                body = appeal_body(told.ref, told.asked, name, outcome)
                await store.put(conn, told.source, Kind.APPEAL, told.ref, body, now)
                await store.is_put(conn, told)
        return len(done) + len(answered)

    async def send_next(self, source: str, now: datetime) -> bool:
        """Tries one of a source's; False when none is due."""
        async with self.pool.connection() as conn:
            call = await store.lease(conn, source, now, now + LEASE)
        if call is None:
            return False
        failed = await self._tried(call)
        then = again_at(call, now) if failed else None
        if failed:
            _log.warning("callback_not_taken", call=call.id.hex, why=failed, again=bool(then))
        async with self.pool.connection() as conn:
            if then is None:
                await store.is_over(conn, call, None if failed else now)
            else:
                await store.put_off(conn, call, then)
        return True

    def _names(self, kind: Kind) -> list[str]:
        return [
            name
            for name, source in self.sources.items()
            if source.callback and address_of(source.callback, kind)
        ]

    async def _tried(self, call: Call) -> str:
        """Empty where it was taken; else what was in the way, never what was answered."""
        callback = self.sources[call.source].callback
        address = address_of(callback, call.kind) if callback else None
        if address is None:
            return "no address"
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": call.id.hex,
            SIGNATURE: signature(self.keys[call.source], call.body),
        }
        sent = self.http.stream("POST", address, content=call.body.encode(), headers=headers)
        try:
            async with asyncio.timeout(SECONDS), sent as answer:
                return "" if answer.is_success else f"status {answer.status_code}"
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            return type(error).__name__


async def _follow(work: Callable[[], Awaitable[bool]], stop: asyncio.Event) -> None:
    """Round after round, without a rest while there may be more to do."""
    while not stop.is_set():
        busy = False
        with patient_round("callbacks", "callbacks_try_again"):
            busy = await work()
        if not busy:
            await pause(stop, PAUSE_SECONDS)
