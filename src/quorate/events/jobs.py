"""Telling endpoints what happened: at least once, in the ledger's order for each, nothing lost.

The ledger holds all of it already, so there is no outbox beside it: each endpoint has a place in
the log, which moves on when it has taken what stands there. An endpoint that fails holds up itself
alone.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import httpx2
from psycopg_pool import AsyncConnectionPool

from quorate.database.rounds import patient_round
from quorate.effects.onlooker import Onlooker
from quorate.events import store
from quorate.events.model import Message, again_after, message_of
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import entry_hash, read_entry
from quorate.ledger.keys import PrivateKey
from quorate.outbound.transport import NotOutsideError
from quorate.telemetry.jobs import kept
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

PAUSE_SECONDS: Final = 0.5
MOST: Final = 500
LEASE: Final = timedelta(seconds=30)
FORGOTTEN: Final = timedelta(days=30)
_TIMEOUT: Final = 10.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events go, under a key of its own."""

    name: str
    url: str
    key: PrivateKey


class Events:
    """One worker's part; several may run, a lease keeps them apart. `outside` reaches endpoints
    outside the house, and this very machine by name: nobody who can turn a name reaches what is
    inside."""

    def __init__(
        self,
        pool: AsyncConnectionPool,
        onlooker: Onlooker,
        endpoints: Sequence[Endpoint],
        outside: httpx2.AsyncClient,
        clock: Callable[[], datetime] = times.now,
    ) -> None:
        self._pool, self._onlooker, self._http, self._clock = pool, onlooker, outside, clock
        self._endpoints, self._reader = endpoints, LogReader(Path(onlooker.ledger))
        self._begun = False
        # Up to where each was told everything, by this worker; only what is new asks for a lease.
        self._told: dict[str, int] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; when the database goes away it tries again."""
        follow = [partial(self._follow, one, stop) for one in self._endpoints]
        await asyncio.gather(*(kept("events", one, stop) for one in follow))

    async def _follow(self, endpoint: Endpoint, stop: asyncio.Event) -> None:
        while not stop.is_set():
            busy = False
            with patient_round("events", "events_try_again", OSError, ValueError):
                busy = await self.tell(endpoint)
            if not busy:
                await pause(stop, PAUSE_SECONDS)

    async def tell(self, endpoint: Endpoint) -> bool:
        """Tries the next event of an endpoint; whether there may be more to do at once. A killed
        worker leaves its place where it was, and the same is told again."""
        if not self._onlooker.catch_up():
            return False
        size = self._onlooker.view.size
        if self._told.get(endpoint.name) == size:
            return False
        place = await self._place(endpoint, size)
        if place is None:
            return False
        found, index = self._next(place.next_entry, min(size, place.next_entry + MOST))
        wrong = await self._send(endpoint, found) if found else ""
        async with self._pool.connection() as conn:
            if wrong:
                now = self._clock()
                await store.failed(conn, endpoint.name, wrong, now, now + again_after(place.tries))
            elif found:
                await store.told(conn, endpoint.name, index + 1)
            else:
                await store.passed(conn, endpoint.name, max(index, place.next_entry))
        if not wrong and index >= size:
            self._told[endpoint.name] = size
        return not wrong and index < size

    async def _place(self, endpoint: Endpoint, size: int) -> store.Cursor | None:
        """Leased, so that no connection is held while an endpoint thinks."""
        now = self._clock()
        async with self._pool.connection() as conn:
            if not self._begun:
                await store.forget(conn, [one.name for one in self._endpoints], now - FORGOTTEN)
                self._begun = True
            start = self._told.get(endpoint.name, size)
            return await store.take(conn, endpoint.name, start, now, now + LEASE)

    def _next(self, start: int, stop: int) -> tuple[Message | None, int]:
        """The first event from `start` on, with its entry's index; else `stop`. What does not count
        in the ledger is told to nobody."""
        view = self._onlooker.view
        forged = {one.index for one in view.forged}
        for index, body in enumerate(self._reader.entries(start, stop), start):
            if index in forged:
                continue
            found = message_of(index, entry_hash(body), read_entry(body), view.docket)
            if found is not None:
                return found, index
        return None, stop

    async def _send(self, endpoint: Endpoint, message: Message) -> str:
        """Empty where it was taken (a status of 2xx); else what came, never the answer's text."""
        try:
            async with asyncio.timeout(_TIMEOUT):
                headers = message.headers(endpoint.key, self._clock())
                request = self._http.build_request(
                    "POST", endpoint.url, content=message.body, headers=headers
                )
                answer = await self._http.send(request, stream=True)
                await answer.aclose()
        except NotOutsideError:
            return "a private address"
        except (httpx2.HTTPError, OSError, TimeoutError) as error:
            return f"no answer: {type(error).__name__}"
        return "" if 200 <= answer.status_code < 300 else f"status {answer.status_code}"
