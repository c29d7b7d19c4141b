"""A ledger's folder without an installation: verified whole, with an index for one question."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from quorate.effects.view import View
from quorate.incidents.archive import Archive
from quorate.incidents.filling import Filler
from quorate.incidents.index import Index
from quorate.incidents.looking import Look
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import entry_hash
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.vocabulary.times import now


@contextmanager
def opened(folder: Path, genesis: str | None) -> Generator[Look]:
    """A look at the whole folder, of which every entry was folded: those that do not count say so.

    Without `genesis` the ledger proves itself whole, not that it is yours. Raises LedgerError.
    """
    first = entry_hash(next(iter(LogReader(folder).entries(0, 1)), b""))
    if genesis is not None and genesis != first:
        raise LedgerError(LedgerReason.GENESIS_MISMATCH, "the first entry is not the pinned one")
    archive, seen = Archive(folder, first), now()
    with tempfile.TemporaryDirectory() as scratch:
        index = Index(Path(scratch) / "incidents.sqlite", first)
        Filler(archive, index).step()
        view = View(first)
        for body in archive.reader.entries(0, index.size):
            view.apply(body, seen)
        yield Look(archive, index, {flaw.index: flaw.reason for flaw in view.forged})
        index.close()
