"""Labels of the AT Protocol, signed here: the key is this process's own, and nobody else's.

The web processes read the rows; they hold no key, so whatever they or the database say, a reader
who checks the signature believes only what came out of here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from cryptography.hazmat.primitives.asymmetric import ec
from psycopg_pool import AsyncConnectionPool

from quorate.accounts.subject import Subject
from quorate.atproto import store
from quorate.atproto.labels import Label
from quorate.atproto.subjects import uri_of
from quorate.decisions.statement import Statement
from quorate.effects.outward import Outward
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import instant, stamp

_SECONDS: Final = 5.0
_LATER: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Labels:
    """As whom, by which key, and into which database labels are written."""

    did: str
    key: ec.EllipticCurvePrivateKey
    pool: AsyncConnectionPool[Any]

    def of(
        self, said: Statement, subject: Subject, clock: Callable[[], datetime]
    ) -> "OfLabel | Refusal":
        """The means of one proposal; a refusal for what has no address on the network."""
        try:
            return OfLabel(self, said, uri_of(subject), clock)
        except ValueError as problem:
            return Refusal(Problem.SUBJECT_NOT_CANONICAL, str(problem), "subject")


@dataclass(frozen=True, slots=True)
class OfLabel:
    """One label on one address."""

    labels: Labels
    said: Statement
    uri: str
    clock: Callable[[], datetime]

    async def in_force(self) -> bool | Refusal:
        """Whether the label stands, and as long as was signed."""
        newest = await self._newest()
        if isinstance(newest, Refusal):
            return newest
        if newest is None or not self._holds(newest):
            return False
        until = self.said.until
        return newest.exp is None or (until is not None and instant(newest.exp) >= until)

    async def carry_out(self, order: Outward) -> Refusal | None:
        """Signs the label that was certified. One that is there already and ends sooner is
        followed by one that lasts."""
        if order.proposal != self.said.proposal:
            raise ValueError("the order is another proposal's")
        newest = await self._newest()
        if isinstance(newest, Refusal):
            return newest
        return await self._write(newest, neg=False)

    async def free(self) -> bool | Refusal:
        """Signs that it is taken off, where it stands."""
        newest = await self._newest()
        if isinstance(newest, Refusal):
            return newest
        if newest is None or not self._holds(newest):
            return False
        return await self._write(newest, neg=True) or False

    def _holds(self, row: store.Row) -> bool:
        return not row.neg and (row.exp is None or instant(row.exp) > self.clock())

    async def _newest(self) -> store.Row | Refusal | None:
        labels = self.labels
        try:
            async with labels.pool.connection(_SECONDS) as conn:
                return await store.newest(conn, labels.did, self.uri, self.said.label)
        except (psycopg.Error, TimeoutError) as problem:
            return _away(problem)

    async def _write(self, before: store.Row | None, *, neg: bool) -> Refusal | None:
        """Later than what it follows: readers go by that."""
        labels, until, at = self.labels, self.said.until, self.clock()
        if before is not None:
            at = max(at, instant(before.cts) + _LATER)
        exp = stamp(until) if until is not None and not neg else None
        made = Label(labels.did, self.uri, self.said.label, neg, stamp(at), exp)
        try:
            async with labels.pool.connection(_SECONDS) as conn:
                await store.add_label(conn, self.said.proposal, made.signed(labels.key))
        except (psycopg.Error, TimeoutError) as problem:
            return _away(problem)
        return None


def _away(problem: Exception) -> Refusal:
    detail = f"labels cannot be written: {type(problem).__name__}"
    return Refusal(Problem.PLATFORM_UNAVAILABLE, detail, "platform", "I13")
