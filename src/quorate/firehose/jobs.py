"""Who takes the firehose in: members, each with a connection and the partitions that it holds.

A message is acknowledged after the commit of what it says, and never before. Killed in between, it
comes again, and its key says that it stands already.
"""

import asyncio
import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import nats.errors
import psycopg
import structlog
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from psycopg_pool import AsyncConnectionPool

from quorate.firehose import store
from quorate.firehose.aside import set_aside
from quorate.firehose.feed import Feed, open_feed
from quorate.firehose.filing import Filer
from quorate.firehose.model import Partition
from quorate.firehose.reading import read_message
from quorate.intake.actions import MOST
from quorate.intake.model import Filed, Report
from quorate.vocabulary.problems import Refusal
from quorate.vocabulary.times import pause

SHARE_SECONDS: Final = 2.0
AGAIN_SECONDS: Final = 1.0
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Firehose:
    """What every member of a process has in common; its pool has a connection for each."""

    pool: AsyncConnectionPool
    js: JetStreamContext
    partitions: Collection[Partition]
    filer: Filer

    async def run(self, stop: asyncio.Event) -> None:
        """One member, until `stop` is set; when the database goes away it begins anew."""
        while not stop.is_set():
            try:
                await self._session(stop)
            except* psycopg.Error as gone:
                name = type(gone.exceptions[0]).__name__
                _log.warning("firehose_tries_again", error=name)
                await pause(stop, AGAIN_SECONDS)

    async def _session(self, stop: asyncio.Event) -> None:
        async with self.pool.connection() as conn:
            await conn.set_autocommit(True)
            try:
                await store.be_present(conn)
                await _Member(self, conn).run(stop)
            finally:
                # Closed, not given back: its locks end with it.
                await conn.close()


@dataclass(frozen=True, slots=True)
class _Held:
    task: asyncio.Task[None]
    leave: asyncio.Event


@dataclass(slots=True)
class _Member:
    """One session. Its transactions follow each other; two members' run side by side."""

    house: Firehose
    conn: store.Connection
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    held: dict[Partition, _Held] = field(default_factory=dict[Partition, _Held])

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what it has in hand is ended first. Raises psycopg.Error in a
        group."""
        async with asyncio.TaskGroup() as tasks:
            while not stop.is_set():
                await self._share(tasks)
                await pause(stop, SHARE_SECONDS)
            for held in self.held.values():
                held.leave.set()

    async def _share(self, tasks: asyncio.TaskGroup) -> None:
        """Takes what is free, and gives back what is more than a fair share."""
        async with self.lock:
            fair = math.ceil(len(self.house.partitions) / await store.present(self.conn))
        await self._leave(list(self.held)[fair:])
        free = [p for p in self.house.partitions if p not in self.held]
        for partition in random.sample(free, len(free)):
            if len(self.held) >= fair:
                return
            async with self.lock:
                taken = await store.take(self.conn, partition)
            if taken:
                leave = asyncio.Event()
                self.held[partition] = _Held(
                    tasks.create_task(self._drain(partition, leave)), leave
                )

    async def _leave(self, partitions: Sequence[Partition]) -> None:
        """Each once its messages in hand are filed and acknowledged."""
        leaving = [self.held.pop(partition) for partition in partitions]
        for held in leaving:
            held.leave.set()
        await asyncio.gather(*(held.task for held in leaving))
        for partition in partitions:
            async with self.lock:
                await store.give_back(self.conn, partition)

    async def _drain(self, partition: Partition, leave: asyncio.Event) -> None:
        """Files what comes, until `leave`; a cluster that is away is asked again and again."""
        while not leave.is_set():
            try:
                feed = await open_feed(self.house.js, partition, leave)
                try:
                    await self._follow(partition, feed, leave)
                finally:
                    await feed.close()
            except (nats.errors.Error, TimeoutError) as error:
                name = type(error).__name__
                _log.warning("partition_tries_again", partition=str(partition), error=name)
                await pause(leave, AGAIN_SECONDS)

    async def _follow(self, partition: Partition, feed: Feed, leave: asyncio.Event) -> None:
        while not leave.is_set():
            messages = await feed.next()
            for start in range(0, len(messages), MOST):
                await self._take(partition, messages[start : start + MOST])

    async def _take(self, partition: Partition, messages: Sequence[Msg]) -> None:
        """Files a batch, sets aside what is no report, then acknowledges."""
        read = [read_message(partition, m.subject, m.data) for m in messages]
        reports = [r for r in read if isinstance(r, Report)]
        async with self.lock:
            answers = iter(await self._filed(partition.source, reports))
        for message, one in zip(messages, read, strict=True):
            answer = next(answers) if isinstance(one, Report) else one
            stands = isinstance(answer, Filed) or await set_aside(
                self.house.js, partition, message, answer
            )
            if stands:
                await message.ack()

    async def _filed(self, source: str, reports: Sequence[Report]) -> Sequence[Filed | Refusal]:
        return await self.house.filer.file(self.conn, source, reports) if reports else []
