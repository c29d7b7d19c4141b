"""Polling a Synapse for reports: each is taken once, with a copy of its evidence, into the inbox.

The platform's offset is no cursor and its ids come back, so a report is known again by id, time,
reporter and target together. Newest first, until a page holds nothing new.
"""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from urllib.parse import quote

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.effects.connectors.calling import TOO_MUCH
from quorate.effects.connectors.matrix import MatrixConnector
from quorate.effects.executor import Executor
from quorate.effects.parsing import child
from quorate.effects.parsing.parser import Parser
from quorate.ledger.fields import integer, optional_text, text
from quorate.vocabulary.media import media
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import pause

_log = structlog.get_logger()
PAGE: Final = 100
SOON_SECONDS: Final = 0.5
IDLE_SECONDS: Final = 1.0
LIVELY_SECONDS: Final = 10.0
"""For so long after a report the next one is expected."""
EVIDENCE_SECONDS: Final = 60.0
PASSED_OVER: Final = 10
"""Reports of one poll that are each too long for an answer; with more of them something else is
wrong."""


def identity(record: dict[str, object]) -> str:
    """What a report is known again by."""
    return "|".join(
        [
            text(record, "kind"),
            str(integer(record, "id")),
            str(integer(record, "received_ts")),
            text(record, "reporter"),
            optional_text(record, "event_id") or text(record, "target"),
        ]
    )


@dataclass(slots=True)
class _Reading:
    """How far one poll has read. A platform takes reports of any length: a page that is too long
    for an answer is asked for with fewer of them, and one that is so by itself is passed over."""

    limit: int
    offset: int = 0
    passed: int = 0

    def was_too_long(self) -> None:
        if self.limit == 1:
            self.offset += 1
            self.passed += 1
        self.limit = max(1, self.limit // 10)

    def was_read(self) -> None:
        self.offset += self.limit
        self.limit = min(PAGE, self.limit * 10)


class Poller:
    """Takes reports for one effector."""

    def __init__(
        self,
        executor: Executor,
        connector: MatrixConnector,
        pool: AsyncConnectionPool[Any],
    ) -> None:
        self._executor, self._connector, self._pool = executor, connector, pool
        self._parser = Parser()
        # Of each kind, the newest page with nothing new on it: it is not parsed again.
        self._known: dict[str, bytes] = {}
        # Of each kind, how many reports that page had: fewer where a full one was too long.
        self._limits: dict[str, int] = {}
        # Since when the platform owes the evidence of a report, by its event.
        self._asked: dict[str, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until `stop`, oftener while reports come in; a platform that is away is asked
        again."""
        last = -LIVELY_SECONDS
        while not stop.is_set():
            try:
                if await self.poll():
                    last = monotonic()
            except Exception:
                _log.exception("poll_failed")
                await asyncio.sleep(2)
            lively = monotonic() - last < LIVELY_SECONDS
            await pause(stop, SOON_SECONDS if lively else IDLE_SECONDS)
        await self.close()

    async def close(self) -> None:
        """Ends the parsing child."""
        await self._parser.close()

    async def poll(self) -> int:
        """Takes what is new of both kinds; returns how many reports."""
        events = await self._newest(child.EVENT_REPORTS, "event_reports")
        return events + await self._newest(child.USER_REPORTS, "user_reports")

    async def _newest(self, kind: bytes, name: str) -> int:
        """Oldest first, so that what was taken before a crash is never newer than what was not."""
        new: list[dict[str, object]] = []
        at, seen = _Reading(self._limits.get(name, PAGE)), b""
        while at.passed < PASSED_OVER:
            path = f"/_synapse/admin/v1/{name}?dir=b&limit={at.limit}&from={at.offset}"
            raw = await self._connector.raw(path)
            if raw == TOO_MUCH:
                _log.warning("page_too_long", kind=name, at=at.offset, reports=at.limit)
                at.was_too_long()
                continue
            if isinstance(raw, Refusal):
                return 0
            seen = seen or hashlib.sha256(raw).digest()
            if self._known.get(name) == seen:
                return 0
            records = await self._parser.parse(kind, raw)
            memory = self._executor.chronicle.memory
            unknown = [r for r in records if not memory.has_report(identity(r))]
            new += unknown
            if not unknown or len(records) < at.limit:
                break
            at.was_read()
        if new:
            self._limits.pop(name, None)
        else:
            self._known[name], self._limits[name] = seen, at.limit
        for number, record in enumerate(reversed(new)):
            if not await self._complete(record):
                return number
            await self._take(record)
        return len(new)

    async def _complete(self, record: dict[str, object]) -> bool:
        """Puts the evidence beside the report; False where the platform has to be asked again.

        One that never gives it stops nobody for longer than a minute.
        """
        event_id = optional_text(record, "event_id")
        if event_id is None:
            return True
        path = f"/_synapse/admin/v1/fetch_event/{quote(event_id, safe='')}"
        raw = await self._connector.raw(path)
        if isinstance(raw, Refusal):
            first = self._asked.setdefault(event_id, monotonic())
            gone = raw.problem is Problem.SUBJECT_UNKNOWN
            if not gone and monotonic() - first < EVIDENCE_SECONDS:
                return False
        copies = [] if isinstance(raw, Refusal) else await self._parser.parse(b"v", raw)
        record["evidence"] = copies[0] if copies else None
        self._asked.pop(event_id, None)
        return True

    async def _take(self, record: dict[str, object]) -> None:
        """The inbox, then our memory: a crash between takes it again, and the inbox knows its
        identity."""
        known = identity(record)
        async with self._pool.connection() as conn:
            await conn.execute(
                "INSERT INTO inbox (connector, identity, payload) VALUES (%s, %s, %s)"
                " ON CONFLICT (connector, identity) DO NOTHING",
                (self._connector.instance, known, json.dumps(record)),
            )
            await conn.execute("NOTIFY inbox")
        executor = self._executor
        target, reporter = text(record, "target"), text(record, "reporter")
        shown = media({"content": record["evidence"]})
        executor.chronicle.memory.take_report(
            known, executor.ref(target), executor.ref(reporter), shown.address if shown else None
        )
