"""Whether a copied database, ledger and memory are of one instant, so that they start again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from quorate.backups.contents import MEMORY
from quorate.backups.errors import BackupError
from quorate.effects.following import founded_keys
from quorate.ledger.directory import LogReader
from quorate.ledger.tree import Frontier, leaf_hash
from quorate.ledger.verify import VerifiedLog, verify_folder

_BATCH = 1000


def verified(copy: Path, genesis: str, on_root: dict[int, bytes] | None = None) -> VerifiedLog:
    """The copied ledger, every tile, entry and signature of it; `on_root` takes the root at each
    size that it names. Raises LedgerError."""
    ledger = copy / "ledger"
    first = next(LogReader(ledger).entries(0, 1))
    frontier = Frontier()

    def visit(_: int, body: bytes) -> None:
        frontier.append(leaf_hash(body))
        if on_root is not None and frontier.size in on_root:
            on_root[frontier.size] = frontier.root()

    return verify_folder(ledger, founded_keys(first), bytes.fromhex(genesis), visit)


def refuse_parted(copy: Path, genesis: str, conn: psycopg.Connection[Any]) -> VerifiedLog:
    """Raises BackupError naming what the three do not agree about; LedgerError."""
    marks = dict[int, bytes]()
    memory = copy / MEMORY
    high_water = _high_water(memory)
    if high_water is not None:
        marks[high_water[0]] = b""
    published = conn.execute("SELECT size, root FROM ledger_published WHERE size > 0").fetchone()
    if published is not None:
        marks.setdefault(int(published[0]), b"")
    log = verified(copy, genesis, marks)
    if published is not None and marks[int(published[0])] != bytes(published[1]):
        raise BackupError(
            f"The database saw {published[0]} entries published that are not this ledger's "
            f"{log.size}: of different instants."
        )
    if high_water is not None and marks[high_water[0]] != high_water[1]:
        raise BackupError(
            f"The effector has seen {high_water[0]} entries that are not this ledger's "
            f"{log.size}: of different instants, or of different histories."
        )
    _refuse_other_rows(copy / "ledger", log.size, conn)
    if memory.exists():
        _refuse_behind(memory, conn)
    return log


def _high_water(memory: Path) -> tuple[int, bytes] | None:
    if not memory.exists():
        return None
    with closing(sqlite3.connect(memory)) as found:
        row = found.execute("SELECT size, root FROM high_water").fetchone()
    return (int(row[0]), bytes(row[1])) if row else None


def _refuse_other_rows(ledger: Path, size: int, conn: psycopg.Connection[Any]) -> None:
    """Every published entry is a row at its place; whatever else has a place follows at once."""
    rows = _placed(conn)
    for leaf, entry in enumerate(LogReader(ledger).entries(0, size)):
        if next(rows, None) != (leaf, entry):
            raise BackupError(f"Entry {leaf} of the ledger is not the database's: an older dump?")
    for place, (leaf, _) in enumerate(rows, size):
        if leaf != place:
            raise BackupError(f"The database has no row at place {place}.")


def _placed(conn: psycopg.Connection[Any]) -> Iterator[tuple[int, bytes]]:
    with conn.cursor("placed") as rows:
        rows.itersize = _BATCH
        rows.execute("SELECT leaf, body FROM ledger_queue WHERE leaf IS NOT NULL ORDER BY leaf")
        for leaf, body in rows:
            yield int(leaf), bytes(body)


def _refuse_behind(memory: Path, conn: psycopg.Connection[Any]) -> None:
    """A memory that does not know its own rows would give their numbers a second time."""
    with closing(sqlite3.connect(memory)) as found:
        (life,) = found.execute("SELECT id FROM life").fetchone()
        (last,) = found.execute("SELECT coalesce(max(id), 0) FROM spool").fetchone()
    row = conn.execute(
        "SELECT coalesce(max(counter), 0) FROM ledger_queue"
        " WHERE split_part(written_by, '/', 2) = %s",
        (life,),
    ).fetchone()
    if row and row[0] > last:
        raise BackupError(f"The effector's memory ends at {last}, its rows at {row[0]}.")
