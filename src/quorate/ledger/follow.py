"""Following a log as somebody who trusts only its keys: every step is checked before use.

Which keys those are is read on the way: entries may turn the log to others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from quorate.ledger.checkpoint import Checkpoint, SignedCheckpoint, read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keyring import Keyring
from quorate.ledger.tree import Frontier, leaf_hash


@dataclass(frozen=True, slots=True)
class HighWater:
    """The largest checkpoint this follower ever accepted; an older or other one is refused."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """New entries under a verified checkpoint; none when only its time is new."""

    checkpoint: SignedCheckpoint
    first: int
    entries: Sequence[bytes]


class Follower:
    """Reads a log from its first entry on. A fork, rollback or bad signature raises LedgerError.

    `checkpoint` is the newest one accepted, `keys` are those that its entries leave in force.

    The tree is computed from the entries themselves, so a checkpoint that matches is consistent
    with every one accepted before.
    """

    def __init__(
        self, reader: LogReader, keys: Keyring, high_water: HighWater | None = None
    ) -> None:
        self._reader, self.keys = reader, keys
        self._high_water = high_water
        self._frontier = Frontier()
        self._last_text: str = ""
        self.checkpoint: Checkpoint | None = None

    @property
    def size(self) -> int:
        """How many entries were accepted."""
        return self._frontier.size

    def step(self) -> Step | None:
        """The next verified checkpoint with its new entries, or None when nothing changed."""
        text = self._reader.checkpoint_text()
        if text == self._last_text:
            return None
        first, size = self._frontier.size, read_body(text).size
        entries = list(self._reader.entries(first, size)) if size > first else []
        keys = self.keys.after(first, entries)
        signed = keys.open(text)
        seen = max(self._frontier.size, self._high_water.size if self._high_water else 0)
        if size < seen:
            detail = f"the ledger went back to {size} entries, {seen} were seen"
            raise LedgerError(LedgerReason.ROLLBACK, detail)
        frontier = Frontier(first, self._frontier.peaks)
        for entry in entries:
            frontier.append(leaf_hash(entry))
            self._meet_high_water(frontier)
        if frontier.root() != signed.checkpoint.root:
            raise LedgerError(LedgerReason.ROOT_MISMATCH, "the entries are not the checkpoint's")
        self._frontier, self._last_text, self.keys = frontier, text, keys
        self.checkpoint = signed.checkpoint
        return Step(signed, first, entries)

    def _meet_high_water(self, frontier: Frontier) -> None:
        known = self._high_water
        if known and frontier.size == known.size and frontier.root() != known.root:
            raise LedgerError(LedgerReason.FORK, f"another history below {known.size} entries")
