"""The log: entries a second, proofs, the check of a million entries, bytes on disk.

Beside it in the same run: a bare insert of the same rows, and the bound, the prototype, which is
what plain Python needs to write tiles, bundles and a signed checkpoint to the disk with nothing
around it.
"""

import asyncio
import hashlib
import os
import statistics
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import AsyncConnection

from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.demo.setting import new_database
from quorate.ledger.directory import LogReader
from quorate.ledger.keyring import unturned
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey
from quorate.ledger.proof import verify_inclusion
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Signers
from quorate.ledger.tree import leaf_hash
from quorate.ledger.verify import verify_folder

ENTRY = 350
COUNTS = {1: 1_000, 16: 8_000, 256: 64_000}
ROUNDS = 5
LONG = 1_000_000
PROOFS = 20_000
WARM = 100_000
"""Proofs of this many entries, whose tiles all stay in memory."""
LOG = SignerKey("bench.example/log", KeyKind.ED25519, PrivateKey.generate())
CLOCK = SignerKey("bench.example/clock", KeyKind.COSIGNATURE, PrivateKey.generate())
INSERT = (
    "INSERT INTO ledger_queue (body, written_by)"
    " SELECT body, 'bench' FROM unnest(%s::bytea[]) AS e (body)"
)


def _entries(start: int, count: int) -> list[bytes]:
    return [f"{n:012}".encode() + bytes(ENTRY - 12) for n in range(start, start + count)]


class Bound:
    """As little as a log can be: no check, no lock, no recovery, no second opener."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.size = folder, 0
        self.levels: tuple[list[bytes], list[bytes]] = ([], [])
        self.bundle: list[bytes] = []
        self.known = {folder}

    def _put(self, path: str, data: bytes) -> Path:
        target = self.folder / path
        if target.parent not in self.known:
            target.parent.mkdir(parents=True, exist_ok=True)
            self.known.add(target.parent)
            _sync(target.parent.parent)
        with (self.folder / "new").open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(self.folder / "new", target)
        return target.parent

    def _name(self, level: str, n: int, width: int) -> str:
        return f"tile/{level}/x{n // 1000:03}/{n % 1000:03}" + (
            f".p/{width}" if width < 256 else ""
        )

    def append(self, entries: Sequence[bytes]) -> None:
        """Tiles, bundles, their folders, then the checkpoint."""
        folders: set[Path] = set()
        grown = 1
        for entry in entries:
            self.bundle.append(len(entry).to_bytes(2, "big") + entry)
            self.levels[0].append(hashlib.sha256(b"\x00" + entry).digest())
            self.size += 1
            if len(self.bundle) == 256:
                self._write(folders, 0, self.size // 256 - 1)
                grown = 2
        for level in range(grown):
            self._write(folders, level, self.size >> 8 * (level + 1))
        for folder in folders:
            _sync(folder)
        body = f"{LOG.name}\n{self.size}\n{b64encode(self._root()).decode()}\n".encode()
        signed = LOG.private.sign(body) + CLOCK.private.sign(b"cosignature/v1\n" + body)
        self._put("checkpoint", body + b64encode(signed))
        _sync(self.folder)

    def _write(self, folders: set[Path], level: int, n: int) -> None:
        """A tile as it is now; a whole one goes one level up (a third is not reached here)."""
        rows = self.levels[level]
        if not rows:
            return
        if level == 0:
            folders.add(self._put(self._name("entries", n, len(rows)), b"".join(self.bundle)))
        folders.add(self._put(self._name(str(level), n, len(rows)), b"".join(rows)))
        if len(rows) == 256:
            self.levels[1].append(_root(rows))
            self.bundle.clear()
            rows.clear()

    def _root(self) -> bytes:
        below, above = self.levels
        return _root([*above, _root(below)] if below else above)


def _root(row: list[bytes]) -> bytes:
    row = list(row)
    while len(row) > 1:
        odd = row[-1:] if len(row) & 1 else []
        pairs = zip(row[::2], row[1::2], strict=False)
        row = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in pairs] + odd
    return row[0]


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _pair(top: Path, batch: int) -> tuple[float, float]:
    """Entries a second of the bound and of the sequencer's own part, from bodies to a checkpoint
    on the disk. Both logs grow in turns, group by group, so that a slow disk is slow for both."""
    folders, entries = (top / f"bound-{batch}", top / f"own-{batch}"), _entries(0, COUNTS[batch])
    for folder in folders:
        folder.mkdir(parents=True)
    with closing(Sequencer(folders[1], Signers([(LOG, CLOCK)]))) as sequencer:
        pair, taken = (Bound(folders[0]).append, sequencer.publish), [0.0, 0.0]
        for start in range(0, len(entries), batch):
            group = entries[start : start + batch]
            for which in (0, 1) if start // batch % 2 else (1, 0):
                began = time.perf_counter()
                pair[which](group)
                taken[which] += time.perf_counter() - began
    return len(entries) / taken[0], len(entries) / taken[1]


def _rate(append: Callable[[Sequence[bytes]], None], batch: int) -> float:
    entries = _entries(0, COUNTS[batch])
    began = time.perf_counter()
    for start in range(0, len(entries), batch):
        append(entries[start : start + batch])
    return len(entries) / (time.perf_counter() - began)


def _inserting(url: str, batch: int) -> float:
    """Rows a second into the queue, committed, with nobody reading them."""
    with psycopg.connect(url, autocommit=True) as conn:
        return _rate(lambda bodies: _insert(conn, bodies), batch)


def _insert(conn: psycopg.Connection[tuple[object, ...]], bodies: Sequence[bytes]) -> None:
    conn.execute(INSERT, (list(bodies),))


async def _sequencing(url: str, folder: Path) -> float:
    """From committed rows to a published checkpoint, in the groups that a flood makes."""
    count = COUNTS[256]
    with psycopg.connect(url, autocommit=True) as conn:
        for start in range(0, count, 1024):
            _insert(conn, _entries(start, 1024))
    with closing(Sequencer(folder, Signers([(LOG, CLOCK)]))) as sequencer:
        async with await AsyncConnection.connect(url, autocommit=True) as conn:
            began = time.perf_counter()
            while await sequencer.sequence(conn):
                pass
            return sequencer.size / (time.perf_counter() - began)


def _long(folder: Path) -> dict[str, float]:
    """A log of a million entries: its size, its check, and proofs from it."""
    with closing(Sequencer(folder, Signers([(LOG, CLOCK)]))) as sequencer:
        for start in range(0, LONG, 1000):
            sequencer.publish(_entries(start, min(1000, LONG - start)))
    used = sum(p.stat().st_blocks * 512 for p in folder.rglob("*"))
    began = time.perf_counter()
    whole = verify_folder(folder, unturned(LOG.verifier, CLOCK.verifier), None)
    seconds = time.perf_counter() - began
    reader, times, index, proof = LogReader(folder), list[float](), 0, ()
    for n in range(2 * PROOFS):
        index = n * 7919 % WARM
        began = time.perf_counter()
        proof = reader.inclusion_proof(index, LONG)
        times.append(time.perf_counter() - began)
    verify_inclusion(leaf_hash(_entries(index, 1)[0]), index, LONG, proof, whole.root)
    return {
        "ledger_bytes_per_entry": used / LONG,
        "ledger_entry_bytes": float(ENTRY),
        "ledger_proof_p99_us": statistics.quantiles(times[PROOFS:], n=100, method="inclusive")[98]
        * 1e6,
        "ledger_verify_1m_s": seconds,
    }


def run() -> dict[str, float]:
    """Rates are medians of several turns; the ratios are what to compare between machines."""
    turns: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        cluster = embedded.start(top / "postgres")
        try:
            for turn in range(ROUNDS):
                turns.append(_turn(top / str(turn), cluster.url))
        finally:
            embedded.stop(cluster)
        found = {key: statistics.median(turn[key] for turn in turns) for key in turns[0]}
        found |= _long(top / "long")
    for batch in COUNTS:
        own, bound = found[f"ledger_by_{batch}_per_s"], found[f"ledger_by_{batch}_bound_per_s"]
        found[f"ledger_by_{batch}_to_bound_ratio"] = own / bound
    found["ledger_vs_prototype"] = found["ledger_by_256_to_bound_ratio"]
    inserted = found["ledger_by_256_insert_per_s"]
    found["ledger_sequenced_to_insert_ratio"] = found["ledger_sequenced_per_s"] / inserted
    return found


def _turn(top: Path, server: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for batch in COUNTS:
        bound, own = _pair(top, batch)
        found |= {f"ledger_by_{batch}_bound_per_s": bound, f"ledger_by_{batch}_per_s": own}
        found[f"ledger_by_{batch}_insert_per_s"] = _inserting(_database(server), batch)
    sequenced = _sequencing(_database(server), top / "sequenced")
    return found | {"ledger_sequenced_per_s": asyncio.run(sequenced)}


def _database(server: str) -> str:
    url = new_database(server, keep=True)
    migrate(url)
    return url
