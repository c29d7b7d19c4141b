"""One instant at which database, ledger and the effector's memory are copied together.

Nothing is stopped for it. An entry is in the memory before it is a row, and a row has its place
before it is published; a report is a row before the memory knows it. So the three fit when the
memory stood still while the database's snapshot was taken, and when no entry was published between
two looks at the checkpoint: every published entry is a row, every row of the effector's is in its
memory, and the memory has seen no more than is published.
"""

import sqlite3
import time
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from quorate.backups.errors import BackupError
from quorate.ledger.checkpoint import Checkpoint, read_body
from quorate.ledger.files import read_checkpoint

TRIES: Final = 400
PAUSE_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant. `snapshot` is what pg_dump takes, `memory` reads as of then; None without a
    memory. Both hold only while the moment is open."""

    checkpoint: str
    snapshot: str
    memory: sqlite3.Connection | None

    @property
    def body(self) -> Checkpoint:
        """Size and root of the ledger at that instant."""
        return read_body(self.checkpoint)


@contextmanager
def moment(ledger: Path, memory: Path, database_url: str) -> Generator[Moment]:
    """Waits for such an instant, at most some seconds, and holds it. Raises BackupError."""
    with psycopg.connect(database_url) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        for _ in range(TRIES):
            with ExitStack() as held:
                found = _try(ledger, memory, conn, held)
                if found is not None:
                    yield found
                    return
            conn.rollback()
            time.sleep(PAUSE_SECONDS)
    raise BackupError("The ledger grew at each of many looks. Try again in a calmer minute.")


def _try(
    ledger: Path, memory: Path, conn: psycopg.Connection[Any], held: ExitStack
) -> Moment | None:
    before = read_checkpoint(ledger)
    reader = None
    with ExitStack() as still:
        if memory.exists():
            writer = still.enter_context(closing(_opened(memory)))
            writer.execute("BEGIN IMMEDIATE")
            reader = held.enter_context(closing(_opened(memory)))
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM life").fetchone()
        [(snapshot,)] = conn.execute("SELECT pg_export_snapshot()").fetchall()
    after = read_checkpoint(ledger)
    if read_body(before) != read_body(after):
        return None
    return Moment(after, str(snapshot), reader)


def _opened(memory: Path) -> sqlite3.Connection:
    return sqlite3.connect(memory, isolation_level=None, timeout=10.0)
