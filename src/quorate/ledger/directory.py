"""Reading a log's folder: the checkpoint, entries, subtree hashes and proofs."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import partial_tiles, read_checkpoint, read_file, read_witnessed
from quorate.ledger.proof import (
    SubtreeHash,
    consistency_proof,
    inclusion_proof,
    range_root,
)
from quorate.ledger.tiles import (
    ENTRIES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    decode_bundle,
    decode_tile,
    encode_bundle,
)
from quorate.ledger.tree import HASH_SIZE, perfect_rows

_CACHED_TILES: Final = 512


class LogReader:
    """Reads what a log's folder serves, without verifying it against a checkpoint.

    Whoever relies on an entry checks its inclusion proof under a verified checkpoint. The
    hashes of up to 512 tiles (some 40 kB each) are kept in memory.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._subtrees = lru_cache(maxsize=_CACHED_TILES)(self._load_subtrees)

    def checkpoint_text(self) -> str:
        """Return the published checkpoint, unverified; raise LedgerError (MISSING_FILE)."""
        return read_checkpoint(self._folder)

    def witnessed_text(self) -> str:
        """Return the newest witnessed checkpoint, unverified, or "". LedgerError (BAD_NOTE)."""
        return read_witnessed(self._folder)

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Yield entries `start` up to, not including, `end`, which is at most a published size.

        Raises LedgerError: BAD_RANGE, MISSING_FILE, BAD_ENTRY.
        """
        if not 0 <= start <= end:
            raise LedgerError(LedgerReason.BAD_RANGE, f"no entries from {start} to {end}")
        for n in range(start // TILE_WIDTH, -(-end // TILE_WIDTH)):
            first = n * TILE_WIDTH
            tile = Tile(ENTRIES, n, min(end - first, TILE_WIDTH))
            stored, data = self._read(tile)
            try:
                bundle = decode_bundle(data)
            except LedgerError as error:
                raise LedgerError(error.reason, f"{stored.path}: {error.detail}") from None
            if len(bundle) != stored.width:
                detail = f"{stored.path} has {len(bundle)} entries"
                raise LedgerError(LedgerReason.BAD_ENTRY, detail)
            yield from bundle[max(start - first, 0) : tile.width]

    def holding(self, mark: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield index and bytes of the entries in that range in which `mark` stands.

        Most bundles are passed over by one search in their bytes. Raises as `entries` does.
        """
        for n in range(start // TILE_WIDTH, -(-end // TILE_WIDTH)):
            first = n * TILE_WIDTH
            tile = Tile(ENTRIES, n, min(end - first, TILE_WIDTH))
            if mark in self._read(tile)[1]:
                begin = max(start, first)
                bodies = self.entries(begin, first + tile.width)
                yield from ((i, body) for i, body in enumerate(bodies, begin) if mark in body)

    def subtrees(self, size: int) -> SubtreeHash:
        """Return the look-up of perfect subtrees' roots (height, index) in the log at `size`."""

        def subtree(height: int, index: int) -> bytes:
            level, inner = divmod(height, TILE_HEIGHT)
            n, position = divmod(index, TILE_WIDTH >> inner)
            # Numbers, not a Tile: a proof asks twenty times, and making each is what it costs.
            width = min((size >> (TILE_HEIGHT * level)) - n * TILE_WIDTH, TILE_WIDTH)
            if index < 0 or (position + 1) << inner > width:
                detail = f"no subtree {index} of height {height} in a log of {size}"
                raise LedgerError(LedgerReason.BAD_RANGE, detail)
            return self._subtrees(level, n, width)[inner][position]

        return subtree

    def tile(self, tile: Tile) -> bytes:
        """Return a tile's or bundle's bytes as they were when it was this wide.

        A partial one that is no longer there is cut from the one that it grew into. Raises
        LedgerError: MISSING_FILE, BAD_ENTRY.
        """
        stored, data = self._read(tile)
        if stored.width == tile.width:
            return data
        if tile.level == ENTRIES:
            return encode_bundle(decode_bundle(data)[: tile.width])
        return data[: tile.width * HASH_SIZE]

    def root(self, size: int) -> bytes:
        """Return the root over the first `size` entries, at most a published size.

        Raises LedgerError: BAD_RANGE, MISSING_FILE, BAD_TILE.
        """
        return range_root(self.subtrees(size), 0, size)

    def inclusion_proof(self, index: int, size: int) -> tuple[bytes, ...]:
        """Return the hashes from entry `index` to the root at `size`, at most a published size.

        Raises LedgerError: BAD_RANGE, MISSING_FILE, BAD_TILE.
        """
        return tuple(inclusion_proof(index, size, self.subtrees(size)))

    def consistency_proof(self, size1: int, size2: int) -> tuple[bytes, ...]:
        """Return the hashes proving that `size2` extends `size1`, both at most published sizes.

        Raises LedgerError: BAD_RANGE, MISSING_FILE, BAD_TILE.
        """
        return tuple(consistency_proof(size1, size2, self.subtrees(size2)))

    def _read(self, tile: Tile) -> tuple[Tile, bytes]:
        """Read a tile, or one of the same number that has grown wider, and tell which."""
        wider = (other for other in self._candidates(tile) if other.width >= tile.width)
        for candidate in wider:
            try:
                return candidate, read_file(self._folder, candidate.path)
            except LedgerError:
                continue
        raise LedgerError(LedgerReason.MISSING_FILE, f"{tile.path} is missing")

    def _candidates(self, tile: Tile) -> Iterator[Tile]:
        yield tile
        yield Tile(tile.level, tile.n)
        yield from partial_tiles(self._folder, tile.level, tile.n)

    def _load_subtrees(self, level: int, n: int, width: int) -> list[list[bytes]]:
        """Return all perfect subtrees' roots within a tile, by height."""
        tile = Tile(level, n, width)
        stored, data = self._read(tile)
        try:
            hashes = decode_tile(data)
        except LedgerError as error:
            raise LedgerError(error.reason, f"{stored.path}: {error.detail}") from None
        if len(hashes) != stored.width:
            raise LedgerError(LedgerReason.BAD_TILE, f"{stored.path} has {len(hashes)} hashes")
        return perfect_rows(hashes[: tile.width])
