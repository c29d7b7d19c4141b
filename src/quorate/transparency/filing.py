"""Filing statements of reasons with the Transparency Database, from a durable outbox.

Each is sent at least once and stands there once: its puid is the proposal's id, and what the
Database has already counts as filed. At most 200 requests a second and 12,000 a minute leave here,
which is what one account may send.
"""

import asyncio
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

import httpx2
import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.database.rounds import patient_round
from quorate.ledger.fields import as_object
from quorate.transparency import store
from quorate.transparency.payload import payload
from quorate.transparency.rules import MOST, check
from quorate.transparency.sending import LOCKED_FOR, Answer, judge
from quorate.transparency.store import Waiting
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

LEASE: Final = timedelta(minutes=2)
A_SECOND: Final = 200
PAUSE_SECONDS: Final = 1.0
AT_ONCE: Final = 8
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """Where statements go: to the Database's API with a token, or, rehearsing, to a file;
    `categories` names the Database's category of an area."""

    url: str = ""
    token: str = ""
    rehearsal: Path | None = None
    categories: Mapping[str, str] = field(default_factory=dict[str, str])


class Filing:
    """One worker's part; several may run, a lease keeps them apart."""

    def __init__(
        self,
        pool: AsyncConnectionPool,
        place: Place,
        http: httpx2.AsyncClient,
        clock: Callable[[], datetime] = times.now,
    ) -> None:
        self._pool, self._place, self._http, self._clock = pool, place, http, clock
        self._next = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; when the database goes away it tries again."""
        work = self.rehearse if self._place.rehearsal else self.send
        while not stop.is_set():
            busy = 0
            with patient_round("filing", "filing_tries_again"):
                busy = await self.queue() + await work()
            if not busy:
                await pause(stop, PAUSE_SECONDS)

    async def queue(self) -> int:
        """Puts the next statements of reasons in the outbox; how many."""
        async with self._pool.connection() as conn:
            contents = await store.unqueued(conn, MOST * AT_ONCE)
            filled = [self._filled(content) for content in contents]
            if filled:
                await store.add(conn, {str(one["puid"]): one for one in filled}, self._clock())
        return len(contents)

    def _filled(self, content: Mapping[str, object]) -> Mapping[str, object]:
        """One that cannot be told goes in bare: the check refuses it, where people look."""
        try:
            return payload(content, self._place.categories)
        except (KeyError, ValueError):
            return {"puid": content.get("proposal")}

    async def rehearse(self) -> int:
        """Appends the next batch to the file, a line each with what is wrong with it. A kill in
        between may write a batch again, and loses none."""
        path = self._place.rehearsal
        if path is None:
            raise ValueError("there is no file to rehearse into")
        async with self._pool.connection() as conn:
            found = await store.rehearse(conn, self._clock(), MOST)
            if found:
                lines = [{"statement": w.statement, "errors": check(w.statement)} for w in found]
                await asyncio.to_thread(_append, path, lines)
        return len(found)

    async def send(self) -> int:
        """Sends up to eight batches beside each other; how many statements were on their way."""
        now = self._clock()
        async with self._pool.connection() as conn:
            found = await store.lease(conn, now, now + LEASE, MOST * AT_ONCE)
        batches = [found[at : at + MOST] for at in range(0, len(found), MOST)]
        await asyncio.gather(*(self._batch(batch) for batch in batches))
        return len(found)

    async def _batch(self, batch: Sequence[Waiting]) -> None:
        """What our own check refuses is not sent: it would take the other ninety-nine with it."""
        wrong = {w.puid: errors for w in batch if (errors := check(w.statement))}
        rest = [w for w in batch if w.puid not in wrong]
        if wrong:
            async with self._pool.connection() as conn:
                await store.refused(conn, wrong, self._clock())
        while rest:
            rest = await self._sent(rest)

    async def _sent(self, batch: Sequence[Waiting]) -> list[Waiting]:
        """Sends one batch; what is left of it to be sent at once."""
        puids = [w.puid for w in batch]
        answer = await self._ask(
            "POST", "/statements", {"statements": [w.statement for w in batch]}
        )
        verdict = judge(puids, answer, max(w.tries for w in batch) - 1)
        filed = dict(verdict.filed)
        late: list[str] = []
        for puid in verdict.asked:
            known = await self._ask("GET", f"/statement/existing-puid/{puid}", None)
            if known.status == 302:
                filed[puid] = ""
            else:
                late.append(puid)
        gone = {*filed, *verdict.refused, *late}
        left = [w for w in batch if w.puid not in gone]
        now = self._clock()
        async with self._pool.connection() as conn:
            if filed:
                await store.filed(conn, filed, now)
            if verdict.refused:
                await store.refused(conn, verdict.refused, now)
            if late:
                await store.again(conn, late, now + LOCKED_FOR)
            if verdict.rest:
                await store.again(conn, [w.puid for w in left], now + verdict.rest)
        if verdict.rest:
            _log.warning("filing_waits", status=answer.status, statements=len(left))
        return [] if verdict.rest else left

    async def _ask(self, method: str, path: str, body: object) -> Answer:
        await self._turn()
        headers = {"Authorization": f"Bearer {self._place.token}", "Accept": "application/json"}
        try:
            got = await self._http.request(
                method, self._place.url + path, json=body, headers=headers
            )
        except httpx2.HTTPError:
            return Answer(0)
        after = got.headers.get("Retry-After", "")
        rest = float(after) if after.isdecimal() else 0.0
        with suppress(ValueError):
            return Answer(got.status_code, as_object(got.json(), "answer"), rest)
        return Answer(got.status_code, rest=rest)

    async def _turn(self) -> None:
        """Waits until one more request may leave."""
        now = monotonic()
        self._next = max(self._next + 1 / A_SECOND, now)
        await asyncio.sleep(self._next - now)


def _append(path: Path, lines: Sequence[object]) -> None:
    """Whole lines, on the disk before the transaction commits."""
    with path.open("a") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
