"""Keeping the index: the log is followed from where the index ends, each step verified."""

import asyncio
import contextlib
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quorate.effects.folds.state import ForgedError
from quorate.incidents.archive import Archive
from quorate.incidents.index import Batch, Index
from quorate.incidents.naming import named
from quorate.ledger.checkpoint import Checkpoint, read_body
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.tiles import TILE_WIDTH
from quorate.ledger.tree import Frontier, leaf_hash
from quorate.telemetry.jobs import round_of
from quorate.vocabulary.times import pause

CHUNK: Final = TILE_WIDTH * 256
POLL_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills an index from the archive's folder."""

    archive: Archive
    index: Index

    def step(self) -> int:
        """Takes what is newly published; how many entries. Raises LedgerError: of a log that went
        back or is another one, after which the index is empty and is filled anew."""
        signed = self.archive.checkpoint()
        size, root = signed.checkpoint.size, signed.checkpoint.root
        before, peaks = self.index.edge()
        if size < before:
            self.index.clear()
            raise LedgerError(LedgerReason.ROLLBACK, f"the ledger went back to {size} entries")
        frontier, taken = Frontier(before, peaks), 0
        entries = self.archive.reader.entries(before, size)
        while chunk := list(itertools.islice(entries, CHUNK)):
            first, batch = frontier.size, Batch()
            for leaf, body in enumerate(chunk, first):
                frontier.append(leaf_hash(body))
                batch.add(leaf, named(body))
            if not self.index.add(batch, first, frontier.size, frontier.peaks):
                return taken
            taken += len(chunk)
        if frontier.root() != root:
            self.index.clear()
            raise LedgerError(LedgerReason.ROOT_MISMATCH, "the entries are not the checkpoint's")
        return taken


def _filled(archive: Archive, path: Path) -> None:
    index = Index(path, archive.genesis_hash)
    try:
        Filler(archive, index).step()
    finally:
        index.close()


async def run_index(ledger: Path, genesis: str, path: Path, stop: asyncio.Event) -> None:
    """Keeps the index until `stop`. A log that cannot be read or believed is tried again.

    One archive serves all looks: it remembers up to where it has read which keys count.
    """
    archive: Archive | None = None
    filled: Checkpoint | None = None
    while not stop.is_set():
        told = contextlib.suppress(LedgerError, ForgedError, OSError, ValueError)
        with told, round_of("index"):
            archive = archive or Archive(ledger, genesis)
            told = read_body(archive.reader.checkpoint_text())
            if told != filled:  # the time alone is new in most
                await asyncio.to_thread(_filled, archive, path)
                filled = told
        await pause(stop, POLL_SECONDS)
