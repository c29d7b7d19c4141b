"""The one writer of the log: committed rows become tiles and a signed checkpoint, in groups.

A row's place is committed in the database before it is published, so a crash between the two
loses nothing and doubles nothing. The advisory lock lets a second sequencer stand by.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import structlog
from psycopg import AsyncConnection

from quorate.ledger.checkpoint import open_checkpoint, sign_checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import CHECKPOINT
from quorate.ledger.keys import SignerKey
from quorate.ledger.writer import LogWriter

LOCK: Final = 0x51_55_4F_52
GROUP: Final = 1024
RESIGN_SECONDS: Final = 1.0
# Entries that come at once share one checkpoint: each costs signatures and a sync of the disk.
GATHER_SECONDS: Final = 0.03
_log = structlog.get_logger()


class Sequencer:
    """Holds the log key and the cosigner key; writes tiles, never judges entries."""

    def __init__(
        self,
        folder: Path,
        log: SignerKey,
        cosigner: SignerKey,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._log, self._cosigner, self._clock = log, cosigner, clock
        folder.mkdir(parents=True, exist_ok=True)
        new = not (folder / CHECKPOINT).exists()
        if not new:
            text = LogReader(folder).checkpoint_text()
            open_checkpoint(text, log.verifier, cosigner.verifier)
        self._writer = LogWriter(folder, log.name, create=new)

    @property
    def size(self) -> int:
        """How many entries are published."""
        return self._writer.published.size

    def publish(self, bodies: list[bytes]) -> None:
        """Appends and publishes; with none it only signs the time anew."""
        checkpoint = self._writer.append(bodies) if bodies else self._writer.published
        now = int(self._clock())
        self._writer.publish(sign_checkpoint(checkpoint, self._log, self._cosigner, now))

    def close(self) -> None:
        """Gives up the folder."""
        self._writer.close()

    async def sequence(self, conn: AsyncConnection[Any]) -> int:
        """Publishes what waits, one group; returns how many entries."""
        await self._assign(conn)
        rows = await (
            await conn.execute(
                "SELECT body FROM ledger_queue WHERE leaf >= %s ORDER BY leaf LIMIT %s",
                (self.size, GROUP),
            )
        ).fetchall()
        if rows:
            await asyncio.to_thread(self.publish, [bytes(r[0]) for r in rows])
        return len(rows)

    async def _assign(self, conn: AsyncConnection[Any]) -> None:
        """Gives committed rows the next places. Raises LedgerError ROLLBACK on an old database."""
        row = await (
            await conn.execute("SELECT coalesce(max(leaf) + 1, 0) FROM ledger_queue")
        ).fetchone()
        placed = int(row[0]) if row else 0
        if placed < self.size:
            detail = f"the database knows {placed} entries, the log {self.size}: an old backup?"
            raise LedgerError(LedgerReason.ROLLBACK, detail)
        await conn.execute(
            "WITH waiting AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM"
            " (SELECT id FROM ledger_queue WHERE leaf IS NULL ORDER BY id LIMIT %s) w)"
            " UPDATE ledger_queue q SET leaf = %s + waiting.place FROM waiting"
            " WHERE q.id = waiting.id",
            (GROUP, placed),
        )

    async def run(self, url: str, stop: asyncio.Event) -> None:
        """Waits for the lock, then sequences on every notice and re-signs at least each second."""
        conn = await AsyncConnection.connect(url, autocommit=True)
        async with conn:
            await conn.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            await conn.execute("LISTEN ledger_queue")
            signed = 0.0
            while not stop.is_set():
                if await self.sequence(conn):
                    signed = time.monotonic()
                    await asyncio.sleep(GATHER_SECONDS)
                    continue
                if time.monotonic() - signed >= RESIGN_SECONDS:
                    await asyncio.to_thread(self.publish, [])
                    signed = time.monotonic()
                await _noticed(conn, RESIGN_SECONDS / 2)


async def _noticed(conn: AsyncConnection[Any], seconds: float) -> None:
    with contextlib.suppress(StopAsyncIteration):
        await anext(aiter(conn.notifies(timeout=seconds, stop_after=1)))
