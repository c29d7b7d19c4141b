"""A verified log as tables, and the entries that a database still holds back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from quorate.effects.following import founded_keys
from quorate.effects.view import View
from quorate.ledger.directory import LogReader
from quorate.ledger.verify import verify_folder
from quorate.rebuilding.comparing import Difference, compare
from quorate.rebuilding.tables import read as read_tables
from quorate.rebuilding.told import Told
from quorate.vocabulary.hearing import Done, unheard


@dataclass(frozen=True, slots=True)
class Compared:
    """`waiting` entries of the database were not published yet; they count all the same."""

    differences: list[Difference]
    waiting: int


def told_by(folder: Path, genesis: str, done: Done = unheard) -> tuple[Told, int]:
    """What a log tells, and its size; `done` hears of each entry that was read. Raises LedgerError
    unless every byte of it verifies and its first entry is the pinned one, ValueError where that is
    no genesis."""
    first = next(LogReader(folder).entries(0, 1))
    told = Told(View(genesis))

    def on_entry(index: int, body: bytes) -> None:
        told.read(str(index), body)
        done(1)

    whole = verify_folder(folder, founded_keys(first), bytes.fromhex(genesis), on_entry)
    return told, whole.size


def compare_with(url: str, told: Told, size: int) -> Compared:
    """The database in one snapshot, beside the log and what waits in that snapshot to be
    published. It is read after the folder, so that nothing falls between the two.

    The URL is of a role that may read every table.
    """
    with psycopg.connect(url, options="-c timezone=UTC") as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        bodies = _waiting(conn, size)
        for number, body in bodies:
            told.read(f"queued {number}", body)
        return Compared(compare(told.books, read_tables(conn)), len(bodies))


def _waiting(conn: psycopg.Connection[Any], size: int) -> list[tuple[int, bytes]]:
    rows = conn.execute(
        "SELECT id, body FROM ledger_queue WHERE leaf IS NULL OR leaf >= %s"
        " ORDER BY leaf NULLS LAST, id",
        (size,),
    )
    return [(int(number), bytes(body)) for number, body in rows]
