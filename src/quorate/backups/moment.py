"""One instant at which database, ledger and the effector's memory are copied together.

Nothing is stopped for it. An entry is in the memory before it is a row, and a row has its place
before it is published; a report is a row before the memory knows it. So the three fit when the
memory stood still while the database's snapshot was taken, and when no entry was published between
two looks at the checkpoint: every published entry is a row, every row of the effector's is in its
memory, and the memory has seen no more than is published.
"""

import os
import socket
import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from quorate.backups.errors import BackupError
from quorate.database.reaching import within_seconds
from quorate.ledger.checkpoint import Checkpoint, read_body
from quorate.ledger.files import read_checkpoint

TRIES: Final = 400
PAUSE_SECONDS: Final = 0.02
STALLS: Final = 5
STALL_PAUSE_SECONDS: Final = 2.0
STANDS_STILL_SECONDS: Final = 2.0
"""How long the effector cannot write at most: less than it waits for its memory."""


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


class _StalledError(Exception):
    """The database did not answer while the memory stood still for it."""


@contextmanager
def moment(ledger: Path, memory: Path, database_url: str) -> Generator[Moment]:
    """Waits for such an instant, at most some seconds, and holds it. Raises BackupError."""
    for _ in range(STALLS):
        try:
            with _connected(database_url) as conn, _found(ledger, memory, conn) as found:
                yield found
                return
        except _StalledError:
            time.sleep(STALL_PAUSE_SECONDS)  # the effector writes what it could not
    raise BackupError(
        f"The database did not answer within {STANDS_STILL_SECONDS:.0f} s, {STALLS} times."
        " Try again once it is well."
    )


@contextmanager
def _found(ledger: Path, memory: Path, conn: psycopg.Connection[Any]) -> Generator[Moment]:
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
        with _cut_off(conn, STANDS_STILL_SECONDS):
            [(snapshot,)] = conn.execute("SELECT pg_export_snapshot()").fetchall()
    after = read_checkpoint(ledger)
    if read_body(before) != read_body(after):
        return None
    return Moment(after, str(snapshot), reader)


@contextmanager
def _connected(database_url: str) -> Generator[psycopg.Connection[Any]]:
    with closing(psycopg.connect(within_seconds(database_url))) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        yield conn


@contextmanager
def _cut_off(conn: psycopg.Connection[Any], seconds: float) -> Generator[None]:
    """Hangs up on a server that has not answered by then: it may be able neither to keep a time
    limit of its own nor to hear that it should stop. Raises _StalledError."""
    over = threading.Event()

    def hang_up() -> None:
        over.set()
        with (
            suppress(psycopg.Error, OSError),  # it hung up itself
            socket.socket(fileno=os.dup(conn.fileno())) as line,
        ):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.start()
    try:
        yield
    except psycopg.OperationalError:
        if not over.is_set():
            raise
    finally:
        timer.cancel()
        timer.join()
    if over.is_set():
        raise _StalledError


def _opened(memory: Path) -> sqlite3.Connection:
    return sqlite3.connect(memory, isolation_level=None, timeout=10.0)
