"""The growing right edge of a log, in memory: which tiles a batch of entries makes."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Self

from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.tiles import (
    ENTRIES,
    TILE_WIDTH,
    Tile,
    changed_tiles,
    decode_bundle,
    decode_tile,
    encode_entry,
    hash_count,
    tile_at,
)
from quorate.ledger.tree import EMPTY_ROOT, Frontier, leaf_hashes, peaks_of, root_of


def frontier_of(size: int, levels: Sequence[Sequence[bytes]]) -> Frontier:
    """Return the frontier above the partial tiles of each level, level 0 first."""
    peaks = [peak for hashes in reversed(levels) for peak in peaks_of(hashes)]
    return Frontier(size, peaks)


class Edge:
    """The last, unfilled tile of every level, the last bundle, and the root above them."""

    def __init__(self) -> None:
        self._records: list[bytes] = []
        self._levels: list[list[bytes]] = []
        self._size, self._root = 0, EMPTY_ROOT

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self._size

    def root(self) -> bytes:
        """Return the root at `size`."""
        return self._root

    @classmethod
    def load(cls, size: int, read: Callable[[Tile], bytes]) -> Self:
        """Take up a log of `size` from its last tiles, checking each against the one above.

        The caller compares `root()` with the checkpoint. Raises LedgerError (BAD_TILE, BAD_ENTRY,
        and what `read` raises) naming the tile that does not fit.
        """
        edge = cls()
        if size == 0:
            return edge
        last = Tile(ENTRIES, (size - 1) // TILE_WIDTH)
        bundle = tile_at(ENTRIES, last.n, size) or last
        entries = decode_bundle(read(bundle))
        if len(entries) != bundle.width:
            raise LedgerError(LedgerReason.BAD_ENTRY, f"{bundle.path} has {len(entries)} entries")
        expected, level = leaf_hashes(entries), 0
        while hashed := hash_count(level, size):
            tile = tile_at(level, (hashed - 1) // TILE_WIDTH, size) or last
            hashes = decode_tile(read(tile))
            below = hashes[len(hashes) - len(expected) :]
            if len(hashes) != tile.width or below != expected:
                raise LedgerError(LedgerReason.BAD_TILE, f"{tile.path} does not fit what is below")
            full = tile.width == TILE_WIDTH
            edge._levels.append([] if full else hashes)
            expected = [root_of(hashes)] if full else []
            level += 1
        if bundle.width < TILE_WIDTH:
            edge._records = [encode_entry(entry) for entry in entries]
        edge._size, edge._root = size, frontier_of(size, edge._levels).root()
        return edge

    def append(self, entries: Sequence[bytes]) -> dict[Tile, bytes]:
        """Grow by `entries`; return the new tiles and bundles, in the order to write them.

        Raises LedgerError (ENTRY_TOO_LARGE) before anything changes.
        """
        records = [encode_entry(entry) for entry in entries]
        before, full, start = self.size, dict[Tile, bytes](), 0
        while start < len(entries):
            end = start + TILE_WIDTH - len(self._records)
            self._records += records[start:end]
            self._size += len(records[start:end])
            if len(self._records) == TILE_WIDTH:
                full[Tile(ENTRIES, self.size // TILE_WIDTH - 1)] = b"".join(self._records)
                self._records.clear()
            self._push(leaf_hashes(entries[start:end]), full)
            start = end
        self._root = frontier_of(self.size, self._levels).root()
        return {
            tile: full[tile] if tile.width == TILE_WIDTH else self._partial(tile.level)
            for tile in changed_tiles(before, self.size)
        }

    def _push(self, values: list[bytes], full: dict[Tile, bytes]) -> None:
        """Put hashes at the end of level 0, which they fill at most, and the hash of each tile
        that is filled one level up."""
        for level in count():
            if level == len(self._levels):
                self._levels.append([])
            hashes = self._levels[level]
            hashes += values
            if len(hashes) < TILE_WIDTH:
                return
            full[Tile(level, hash_count(level, self.size) // TILE_WIDTH - 1)] = b"".join(hashes)
            values = [root_of(hashes)]
            hashes.clear()

    def _partial(self, level: int) -> bytes:
        return b"".join(self._records if level == ENTRIES else self._levels[level])
