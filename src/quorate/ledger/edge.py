"""The growing right edge of a log, in memory: which tiles a batch of entries makes."""

from collections.abc import Callable, Sequence
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
from quorate.ledger.tree import Frontier, leaf_hash, root_of


def frontier_of(size: int, levels: Sequence[Sequence[bytes]]) -> Frontier:
    """Return the frontier above the partial tiles of each level, level 0 first."""
    peaks = [peak for hashes in reversed(levels) for peak in Frontier().extend(hashes).peaks]
    return Frontier(size, peaks)


class Edge:
    """The last, unfilled tile of every level, the last bundle, and the frontier above them."""

    def __init__(self) -> None:
        self._records: list[bytes] = []
        self._levels: list[list[bytes]] = []
        self._frontier = Frontier()

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self._frontier.size

    def root(self) -> bytes:
        """Return the root at `size`."""
        return self._frontier.root()

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
        expected, level = [leaf_hash(entry) for entry in entries], 0
        while count := hash_count(level, size):
            tile = tile_at(level, (count - 1) // TILE_WIDTH, size) or last
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
        edge._frontier = frontier_of(size, edge._levels)
        return edge

    def append(self, entries: Sequence[bytes]) -> dict[Tile, bytes]:
        """Grow by `entries`; return the new tiles and bundles, in the order to write them.

        Raises LedgerError (ENTRY_TOO_LARGE) before anything changes.
        """
        records = [encode_entry(entry) for entry in entries]
        before, full = self.size, dict[Tile, bytes]()
        for entry, record in zip(entries, records, strict=True):
            leaf = leaf_hash(entry)
            self._frontier.append(leaf)
            self._records.append(record)
            if len(self._records) == TILE_WIDTH:
                full[Tile(ENTRIES, self.size // TILE_WIDTH - 1)] = b"".join(self._records)
                self._records.clear()
            self._push(leaf, full)
        return {
            tile: full[tile] if tile.width == TILE_WIDTH else self._partial(tile.level)
            for tile in changed_tiles(before, self.size)
        }

    def _push(self, value: bytes, full: dict[Tile, bytes]) -> None:
        """Put a hash at the end of level 0, and the hash of each tile it fills one level up."""
        for level in range(len(self._levels) + 1):
            if level == len(self._levels):
                self._levels.append([])
            hashes = self._levels[level]
            hashes.append(value)
            if len(hashes) < TILE_WIDTH:
                return
            full[Tile(level, hash_count(level, self.size) // TILE_WIDTH - 1)] = b"".join(hashes)
            value = root_of(hashes)
            hashes.clear()

    def _partial(self, level: int) -> bytes:
        return b"".join(self._records if level == ENTRIES else self._levels[level])
