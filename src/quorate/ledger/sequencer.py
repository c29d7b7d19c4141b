"""Committed rows become tiles and a signed checkpoint, in groups.

A row's place is committed in the database before it is published, so a crash between the two
loses nothing and doubles nothing. Who may do so is settled in `standby`.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from psycopg import AsyncConnection

from quorate.ledger.checkpoint import Checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import CHECKPOINT, Disk
from quorate.ledger.signers import Signers, sign
from quorate.ledger.traced import Traced
from quorate.ledger.writer import LogWriter
from quorate.telemetry import traces
from quorate.telemetry.metrics.ledger import CHECKPOINT_TIME, SEQUENCED, SIZE
from quorate.vocabulary.threads import OwnThread

GROUP: Final = 1024


def _nothing(_: Checkpoint) -> str:
    """Nobody else signs."""
    return ""


class Sequencer:
    """Writes tiles and signs as the log demands; else it never judges entries."""

    def __init__(
        self,
        folder: Path,
        signers: Signers,
        clock: Callable[[], float] = time.time,
        disk: Disk | None = None,
        beside: Callable[[Checkpoint], str] = _nothing,
    ) -> None:
        """Opens the folder, which it holds alone until `close`; raises LedgerError (LOCKED,
        MISSING_KEY, and what a folder or checkpoint that does not fit is refused for).

        `beside` gives the signature lines of others on a checkpoint, as far as they are there.
        """
        self._signers, self._clock = signers, clock
        self._beside = beside
        folder.mkdir(parents=True, exist_ok=True)
        new = not (folder / CHECKPOINT).exists()
        self._reader = LogReader(folder)
        self._writer = LogWriter(folder, signers.origin, create=new, disk=disk)
        try:
            if not new:
                signers.read(self._reader, self.size)
                signers.keys.open(self._reader.checkpoint_text())
                signers.demanded(signers.keys, self.size, int(clock()))
        except BaseException:
            self.close()
            raise
        self._placed: int | None = None
        self._traced = Traced()
        self._publishing = OwnThread()

    @property
    def size(self) -> int:
        """How many entries are published."""
        return self._writer.published.size

    def publish(self, bodies: list[bytes]) -> None:
        """Appends and publishes; with none it only signs the time anew.

        Raises LedgerError (MISSING_KEY), before it writes, where it lacks a key that is demanded.
        """
        since, now, start = traces.began(), int(self._clock()), self.size
        keys, size = self._signers.heard(start, bodies), start + len(bodies)
        held = self._signers.demanded(keys, size, now)
        checkpoint = self._writer.append(bodies) if bodies else self._writer.published
        self._writer.publish(sign(checkpoint, held, now) + self._beside(checkpoint))
        self._signers.keep(keys, size)
        SIZE.set(size)
        CHECKPOINT_TIME.set(now)
        SEQUENCED.inc(len(bodies))
        self._traced.published(bodies, start, since)

    async def publish_beside(self, bodies: list[bytes]) -> None:
        """As `publish`, on a thread of its own: whatever hangs elsewhere, the log goes on."""
        await self._publishing.run(partial(self.publish, bodies))

    def close(self) -> None:
        """Gives up the folder."""
        self._writer.close()

    async def sequence(self, conn: AsyncConnection[Any]) -> int:
        """Publishes what waits, one group; returns how many entries.

        Raises LedgerError: ROLLBACK where the database or the folder is an older copy than the
        other, FORK where they tell two histories.
        """
        if self._placed is None:
            self._placed = await self._compare(conn)
        bodies = await (
            self._placed_before(conn) if self._placed > self.size else self._place(conn)
        )
        if bodies:
            await self.publish_beside(bodies)
        return len(bodies)

    async def _compare(self, conn: AsyncConnection[Any]) -> int:
        """Before the first step: is the folder what the database saw published? Returns how many
        places the database has given."""
        row = await (
            await conn.execute(
                "SELECT size, root, (SELECT coalesce(max(leaf) + 1, 0) FROM ledger_queue)"
                " FROM ledger_published"
            )
        ).fetchone()
        size, root, placed = (int(row[0]), bytes(row[1]), int(row[2])) if row else (0, b"", 0)
        if size > self.size:
            raise LedgerError(
                LedgerReason.ROLLBACK,
                f"the database saw {size} entries published, the folder holds {self.size}: put"
                " the newest copy of the folder in its place",
            )
        if self._reader.root(size) != root:
            detail = f"the folder and the database disagree about the first {size} entries"
            raise LedgerError(LedgerReason.FORK, detail)
        if placed < self.size:
            raise LedgerError(
                LedgerReason.ROLLBACK,
                f"the database knows {placed} entries, the log {self.size}: an older copy of the"
                " database; restore a newer one",
            )
        return placed

    async def _placed_before(self, conn: AsyncConnection[Any]) -> list[bytes]:
        """What a crash left between its place and its publishing, one group."""
        rows = await conn.execute(
            "SELECT body FROM ledger_queue WHERE leaf >= %s ORDER BY leaf LIMIT %s",
            (self.size, GROUP),
        )
        return [bytes(row[0]) for row in await rows.fetchall()]

    async def _place(self, conn: AsyncConnection[Any]) -> list[bytes]:
        """Gives a group of committed rows the next places, and notes what is published."""
        published = self._writer.published
        rows = await conn.execute(
            "WITH noted AS (UPDATE ledger_published SET size = %s, root = %s WHERE size < %s),"
            " waiting AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM"
            " (SELECT id FROM ledger_queue WHERE leaf IS NULL ORDER BY id LIMIT %s) w)"
            " UPDATE ledger_queue q SET leaf = %s + waiting.place FROM waiting"
            " WHERE q.id = waiting.id RETURNING q.leaf, q.body",
            (published.size, published.root, published.size, GROUP, self.size),
            binary=True,
        )
        placed = sorted((int(leaf), bytes(body)) for leaf, body in await rows.fetchall())
        self._placed = self.size + len(placed)
        return [body for _, body in placed]
