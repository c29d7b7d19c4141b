"""Where to look: which entries name what. A file that can be thrown away and filled again.

It says nothing about an entry but its place. Whoever shows one reads it from the log and checks
its proof, so that a wrong row here shows nothing; only what is missing here stays unseen, which
filling it anew from the verified log finds.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quorate.incidents.naming import Named
from quorate.ledger.tiles import TILE_WIDTH
from quorate.ledger.tree import HASH_SIZE

MISSING: Final = "the index of the ledger is not filled yet: start the worker"
VERSION: Final = 1
SEGMENT: Final = 1 << 18
"""Entries of one run of the tables: new rows always go to its right end, which stays in memory."""
_SCHEMA: Final = """
CREATE TABLE postings (segment INTEGER, name INTEGER, leaf INTEGER,
  PRIMARY KEY (segment, name, leaf)) WITHOUT ROWID;
CREATE TABLE links (segment INTEGER, name INTEGER, other INTEGER,
  PRIMARY KEY (segment, name, other)) WITHOUT ROWID;
CREATE TABLE bundles (n INTEGER PRIMARY KEY, earliest TEXT NOT NULL, latest TEXT NOT NULL);
CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 0), genesis TEXT NOT NULL,
  size INTEGER NOT NULL, peaks BLOB NOT NULL);
"""


def number_of(name: str) -> int:
    """How a name stands in the file: 64 bits of its hash. Two names may share one: what is found
    is read again before it counts."""
    digest = hashlib.blake2b(name.encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@dataclass(slots=True)
class Batch:
    """Entries' names on their way into the file."""

    postings: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    links: set[tuple[int, int, int]] = field(default_factory=set[tuple[int, int, int]])
    bundles: dict[int, tuple[str, str]] = field(default_factory=dict[int, tuple[str, str]])

    def add(self, leaf: int, found: Named) -> None:
        """One entry's names."""
        segment = leaf // SEGMENT
        for name in found.names:
            self.postings.append((segment, number_of(name), leaf))
        for one, other in found.links:
            self.links.add((segment, number_of(one), number_of(other)))
        if found.at:
            n = leaf // TILE_WIDTH
            earliest, latest = self.bundles.get(n, (found.at, found.at))
            self.bundles[n] = (min(earliest, found.at), max(latest, found.at))


class Index:
    """The file of one ledger, named by its genesis. Of another ledger or version it is emptied, or,
    where it is only read, refused with FileNotFoundError."""

    def __init__(self, path: Path, genesis: str, *, filled: bool = False) -> None:
        if filled and not path.exists():
            raise FileNotFoundError(MISSING)
        self._genesis = genesis
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA cache_size=-65536")
        if not self._fits():
            if filled:
                self.close()
                raise FileNotFoundError(MISSING)
            self.clear()

    def _fits(self) -> bool:
        if self._db.execute("PRAGMA user_version").fetchone() != (VERSION,):
            return False
        row = self._db.execute("SELECT genesis FROM state").fetchone()
        return row == (self._genesis,)

    def clear(self) -> None:
        """Throws away what it knows."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for table in ("postings", "links", "bundles", "state"):
                self._db.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)
            self._db.execute("INSERT INTO state VALUES (0, ?, 0, x'')", (self._genesis,))
            self._db.execute(f"PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        """Gives back the file."""
        self._db.close()

    @property
    def size(self) -> int:
        """How many entries it knows."""
        return self._state()[0]

    def _state(self) -> tuple[int, bytes]:
        size, peaks = self._db.execute("SELECT size, peaks FROM state").fetchone()
        return size, peaks

    def edge(self) -> tuple[int, list[bytes]]:
        """Where filling goes on: the size, and the peaks of the tree over what it knows."""
        size, peaks = self._state()
        return size, [peaks[i : i + HASH_SIZE] for i in range(0, len(peaks), HASH_SIZE)]

    def add(self, batch: Batch, before: int, size: int, peaks: Sequence[bytes]) -> bool:
        """Takes the entries from `before` to `size`; False where another process was first."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            if self._state()[0] != before:
                return False
            batch.postings.sort()
            self._db.executemany("INSERT OR IGNORE INTO postings VALUES (?, ?, ?)", batch.postings)
            self._db.executemany(
                "INSERT OR IGNORE INTO links VALUES (?, ?, ?)", sorted(batch.links)
            )
            self._db.executemany(
                "INSERT INTO bundles VALUES (?, ?, ?) ON CONFLICT (n) DO UPDATE SET"
                " earliest = min(earliest, excluded.earliest),"
                " latest = max(latest, excluded.latest)",
                [(n, *times) for n, times in batch.bundles.items()],
            )
            self._db.execute("UPDATE state SET size = ?, peaks = ?", (size, b"".join(peaks)))
        return True

    def linked(self, names: Iterable[int]) -> set[int]:
        """What proposals' statements tied to these names."""
        wanted, found = list(names), set[int]()
        marks = ",".join("?" * len(wanted))
        for segment in range(self.size // SEGMENT + 1):
            rows = self._db.execute(
                f"SELECT other FROM links WHERE segment = ? AND name IN ({marks})",  # noqa: S608
                (segment, *wanted),
            )
            found.update(other for (other,) in rows)
        return found

    def leaves(self, names: Collection[int], first: int, last: int) -> Iterator[int]:
        """The entries from `first` to `last` that name one of these, in the log's order."""
        marks = ",".join("?" * len(names))
        for segment in range(first // SEGMENT, last // SEGMENT + 1):
            rows = self._db.execute(
                f"SELECT DISTINCT leaf FROM postings WHERE segment = ? AND name IN ({marks})"  # noqa: S608
                " AND leaf BETWEEN ? AND ? ORDER BY leaf",
                (segment, *names, first, last),
            )
            yield from (leaf for (leaf,) in rows.fetchall())

    def newest(self, name: int, last: int) -> Iterator[int]:
        """The entries up to `last` that name this, the newest first."""
        for segment in range(last // SEGMENT, -1, -1):
            rows = self._db.execute(
                "SELECT leaf FROM postings WHERE segment = ? AND name = ? AND leaf <= ?"
                " ORDER BY leaf DESC",
                (segment, name, last),
            )
            yield from (leaf for (leaf,) in rows.fetchall())

    def between(self, since: str, until: str, first: int) -> list[int]:
        """The bundles from the one of entry `first` on with an entry said to be of that time."""
        rows = self._db.execute(
            "SELECT n FROM bundles WHERE n >= ? AND latest >= ? AND earliest <= ? ORDER BY n",
            (first // TILE_WIDTH, since, until),
        )
        return [n for (n,) in rows.fetchall()]
