"""Entries of a log's folder, each believed only with its proof under a verified checkpoint."""

import itertools
from functools import lru_cache
from pathlib import Path
from typing import Final

from quorate.authority.charter import read_genesis
from quorate.authority.rotating import keyring_of
from quorate.effects.folds.state import ForgedError
from quorate.ledger.checkpoint import SignedCheckpoint, read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import entry_hash, read_entry
from quorate.ledger.keyring import MARK
from quorate.ledger.proof import inclusion_proof, verify_inclusion
from quorate.ledger.receipt import Receipt
from quorate.ledger.tiles import TILE_HEIGHT, TILE_WIDTH
from quorate.ledger.tree import leaf_hash, leaf_hashes, perfect_rows

_CACHED_BUNDLES: Final = 128


class Archive:
    """The log whose first entry has the pinned hash; ForgedError for another one. `keys` are those
    that the entries under the newest verified checkpoint leave in force."""

    def __init__(self, folder: Path, genesis_hash: str) -> None:
        self.folder, self.genesis_hash = folder, genesis_hash
        self.reader = LogReader(folder)
        first = next(iter(self.reader.entries(0, 1)), b"")
        if entry_hash(first) != genesis_hash:
            raise ForgedError("the first entry is not the pinned genesis")
        self.genesis = read_genesis(read_entry(first).data)
        self.keys, self._known = keyring_of(self.genesis, genesis_hash), 0
        self._bundle = lru_cache(maxsize=_CACHED_BUNDLES)(self._load)
        self._believed = lru_cache(maxsize=_CACHED_BUNDLES)(self._prove)

    def _load(self, n: int, size: int) -> list[bytes]:
        return list(itertools.islice(self.reader.entries(n * TILE_WIDTH, size), TILE_WIDTH))

    def checkpoint(self) -> SignedCheckpoint:
        """The published checkpoint, its two signatures verified by the keys that the entries under
        it leave in force. Raises LedgerError."""
        text = self.reader.checkpoint_text()
        size = read_body(text).size
        keys = self.keys
        for leaf, body in self.reader.holding(MARK, self._known, size):
            keys = keys.after(leaf, [body])
        signed = keys.open(text)
        for turn in keys.turns[len(self.keys.turns) :]:
            self.entry(turn.leaf, signed)
        self.keys, self._known = keys, max(size, self._known)
        return signed

    def entry(self, leaf: int, under: SignedCheckpoint) -> bytes:
        """An entry's bytes, proved to be in the log with its bundle. Raises LedgerError."""
        size, root = under.checkpoint.size, under.checkpoint.root
        return self._believed(leaf // TILE_WIDTH, size, root)[leaf % TILE_WIDTH]

    def _prove(self, n: int, size: int, root: bytes) -> list[bytes]:
        """A bundle's entries, proved in one: the first's path passes all others of the bundle,
        whose hashes are made here of their bytes; only what is above it is read from the log."""
        bodies, above = self._bundle(n, size), self.reader.subtrees(size)
        rows = perfect_rows(leaf_hashes(bodies))

        def subtree(height: int, index: int) -> bytes:
            within = TILE_HEIGHT - height
            if within > 0 and index >> within == n:
                return rows[height][index - (n << within)]
            return above(height, index)

        first = n * TILE_WIDTH
        proof = inclusion_proof(first, size, subtree)
        verify_inclusion(rows[0][0], first, size, proof, root)
        return bodies

    def proved(self, leaf: int, under: SignedCheckpoint) -> tuple[bytes, Receipt]:
        """An entry's bytes with their receipt. Raises LedgerError."""
        size, root = under.checkpoint.size, under.checkpoint.root
        body = self._bundle(leaf // TILE_WIDTH, size)[leaf % TILE_WIDTH]
        proof = self.reader.inclusion_proof(leaf, size)
        verify_inclusion(leaf_hash(body), leaf, size, proof, root)
        return body, Receipt(leaf, proof, under.text)
