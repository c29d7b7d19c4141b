"""The offline check of a whole log: every byte at or under the signed size is recomputed."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from quorate.ledger.checkpoint import read_body
from quorate.ledger.edge import frontier_of
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import partial_tiles, read_checkpoint, read_file
from quorate.ledger.keyring import MARK, Keyring
from quorate.ledger.tiles import (
    ENTRIES,
    TILE_WIDTH,
    Tile,
    decode_bundle,
    encode_bundle,
    tile_at,
)
from quorate.ledger.tree import HASH_SIZE, leaf_hashes, root_of

OnEntry = Callable[[int, bytes], None]
"""Called with every entry's index and bytes, in order, before the root is known to fit."""


@dataclass(frozen=True)
class VerifiedLog:
    """What the check found: the signed size and root (32 bytes).

    `timestamp` (Unix seconds) is the cosigned one; `first_entry_hash`, the SHA-256 of the first
    entry's bytes, is None in an empty log; `keys` are those that the entries leave in force.
    """

    size: int
    root: bytes
    timestamp: int
    first_entry_hash: bytes | None
    keys: Keyring


def verify_folder(
    folder: Path,
    keys: Keyring,
    genesis_hash: bytes | None,
    on_entry: OnEntry | None = None,
) -> VerifiedLog:
    """Recompute a log from its entries and compare every served file and signature with it.

    Older partial tiles and bundles still there must be the beginnings of what they grew into;
    files beyond the checkpoint's size, which a running writer leaves, are not looked at.
    `genesis_hash` is the SHA-256 the first entry must have. Trust what `on_entry` saw only when
    this returns. Raises LedgerError: what `Keyring.open` raises, MISSING_FILE, BAD_ENTRY,
    BAD_TILE (both name the file and index), ROOT_MISMATCH, GENESIS_MISMATCH.
    """
    text = read_checkpoint(folder)
    body = read_body(text)
    size, root = body.size, body.root
    genesis: list[bytes] = []

    def visit(index: int, entry: bytes) -> None:
        if index == 0:
            genesis.append(sha256(entry).digest())
            _check_genesis(genesis_hash, genesis[0])
        if MARK in entry:
            nonlocal keys
            keys = keys.after(index, [entry])
        if on_entry is not None:
            on_entry(index, entry)

    if size == 0:
        _check_genesis(genesis_hash, None)
    if _recompute_root(folder, size, visit) != root:
        raise LedgerError(LedgerReason.ROOT_MISMATCH, f"checkpoint: not the root of {size} entries")
    seconds = keys.open(text).seconds
    return VerifiedLog(size, root, seconds, genesis[0] if genesis else None, keys)


def _check_genesis(expected: bytes | None, found: bytes | None) -> None:
    if expected is not None and expected != found:
        raise LedgerError(LedgerReason.GENESIS_MISMATCH, "tile/entries/000: entry 0 is another")


def _recompute_root(folder: Path, size: int, visit: OnEntry) -> bytes:
    partials: list[list[bytes]] = []
    level, hashes, above = 0, list[bytes](), list[bytes]()
    for n in range(-(-size // TILE_WIDTH)):
        hashes = _check_bundle(folder, n, size, visit)
        _check_tile(folder, 0, n, hashes)
        if len(hashes) == TILE_WIDTH:
            above.append(root_of(hashes))
    partials.append(hashes if len(hashes) < TILE_WIDTH else [])
    while above:
        level, row, above = level + 1, above, list[bytes]()
        for start in range(0, len(row), TILE_WIDTH):
            hashes = row[start : start + TILE_WIDTH]
            _check_tile(folder, level, start // TILE_WIDTH, hashes)
            if len(hashes) == TILE_WIDTH:
                above.append(root_of(hashes))
        partials.append(hashes if len(hashes) < TILE_WIDTH else [])
    return frontier_of(size, partials).root()


def _check_bundle(folder: Path, n: int, size: int, visit: OnEntry) -> list[bytes]:
    """Check bundle `n` and its older partial ones; return the leaf hashes of its entries."""
    tile = tile_at(ENTRIES, n, size) or Tile(ENTRIES, n)
    data = read_file(folder, tile.path)
    try:
        entries = decode_bundle(data)
    except LedgerError as error:
        detail = f"{tile.path}: {error.detail} (entries from {n * TILE_WIDTH})"
        raise LedgerError(LedgerReason.BAD_ENTRY, detail) from None
    if len(entries) != tile.width:
        index = n * TILE_WIDTH + min(len(entries), tile.width)
        detail = f"{tile.path}: {len(entries)} entries instead of {tile.width}, at entry {index}"
        raise LedgerError(LedgerReason.BAD_ENTRY, detail)
    for older in partial_tiles(folder, ENTRIES, n):
        if older.width < tile.width and read_file(folder, older.path) != encode_bundle(
            entries[: older.width]
        ):
            detail = f"{older.path}: differs from {tile.path} (entries from {n * TILE_WIDTH})"
            raise LedgerError(LedgerReason.BAD_ENTRY, detail)
    for offset, entry in enumerate(entries):
        visit(n * TILE_WIDTH + offset, entry)
    return leaf_hashes(entries)


def _check_tile(folder: Path, level: int, n: int, hashes: list[bytes]) -> None:
    """Compare a stored tile and its older partial ones with the hashes they must hold."""
    data = b"".join(hashes)
    for tile in (*partial_tiles(folder, level, n), Tile(level, n, len(hashes))):
        if tile.width > len(hashes):
            continue
        stored, expected = read_file(folder, tile.path), data[: tile.width * HASH_SIZE]
        if stored != expected:
            index = n * TILE_WIDTH + _first_difference(stored, expected) // HASH_SIZE
            detail = f"{tile.path}: hash {index} of level {level} is not that of the entries"
            raise LedgerError(LedgerReason.BAD_TILE, detail)


def _first_difference(left: bytes, right: bytes) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(left), len(right)))
