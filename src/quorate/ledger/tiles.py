"""Where hashes and entries live and how they are packed (C2SP tlog-tiles).

A tile holds up to 256 hashes of one level; an entry bundle holds the entries of a level-0 tile.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.tree import HASH_SIZE

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 256
MAX_LEVEL: Final = 63
MAX_ENTRY_SIZE: Final = 65_535
ENTRIES: Final = -1
"""The level that stands for entry bundles in a `Tile`."""

_LENGTH_SIZE: Final = 2
_NAME = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.A)


@dataclass(frozen=True, order=True)
class Tile:
    """A tile's address: `level` 0..63 (or ENTRIES), number `n`, `width` 1..256 hashes."""

    level: int
    n: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        if not (
            ENTRIES <= self.level <= MAX_LEVEL and self.n >= 0 and 1 <= self.width <= TILE_WIDTH
        ):
            raise LedgerError(LedgerReason.BAD_RANGE, f"no such tile: {self!r}")

    @property
    def path(self) -> str:
        """The relative path, as in `tile/0/x001/234` or `tile/entries/000.p/17`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = f"{self.n % 1000:03}"
        rest = self.n // 1000
        while rest:
            digits = f"x{rest % 1000:03}/{digits}"
            rest //= 1000
        partial = f".p/{self.width}" if self.width < TILE_WIDTH else ""
        return f"tile/{level}/{digits}{partial}"


def tile_path(level: int, n: int, width: int = TILE_WIDTH) -> str:
    """Return the relative path of a hash tile; raise LedgerError (BAD_RANGE) if there is none."""
    if level == ENTRIES:
        raise LedgerError(LedgerReason.BAD_RANGE, "a hash tile has a level of 0 or more")
    return Tile(level, n, width).path


def entries_path(n: int, width: int = TILE_WIDTH) -> str:
    """Return the relative path of entry bundle `n` holding `width` entries."""
    return Tile(ENTRIES, n, width).path


def parse_tile_path(path: str) -> Tile | None:
    """Return the tile a relative path stands for, or None if it is no tile's canonical path."""
    match = _NAME.fullmatch(path)
    if match is None or int(match[3] or 1) >= TILE_WIDTH:
        return None
    level = ENTRIES if match[1] == "entries" else int(match[1])
    if level > MAX_LEVEL:
        return None
    tile = Tile(level, int(match[2].replace("x", "").replace("/", "")), int(match[3] or TILE_WIDTH))
    return tile if tile.path == path else None


def hash_count(level: int, size: int) -> int:
    """Return how many hashes level `level` (or ENTRIES) has in a log of `size` entries."""
    return size >> (TILE_HEIGHT * max(level, 0))


def tile_at(level: int, n: int, size: int) -> Tile | None:
    """Return tile `n` of a level as it stands at `size`, or None where it is empty."""
    width = min(hash_count(level, size) - n * TILE_WIDTH, TILE_WIDTH)
    return Tile(level, n, width) if width > 0 else None


def changed_tiles(old_size: int, new_size: int) -> Iterator[Tile]:
    """Yield the bundles, then the hash tiles by level, that `new_size` has and `old_size` lacks.

    Raises LedgerError (BAD_RANGE) unless 0 <= old_size <= new_size.
    """
    if not 0 <= old_size <= new_size:
        raise LedgerError(LedgerReason.BAD_RANGE, f"no growth from {old_size} to {new_size}")
    for level in range(ENTRIES, MAX_LEVEL + 1):
        old, new = hash_count(level, old_size), hash_count(level, new_size)
        if new == 0:
            return
        for n in range(old // TILE_WIDTH, -(-new // TILE_WIDTH)) if new > old else ():
            yield Tile(level, n, min(new - n * TILE_WIDTH, TILE_WIDTH))


def encode_entry(entry: bytes) -> bytes:
    """Return a bundle's record of one entry: big-endian uint16 length, then the bytes.

    Raises LedgerError (ENTRY_TOO_LARGE) over 65,535 bytes.
    """
    if len(entry) > MAX_ENTRY_SIZE:
        detail = f"an entry of {len(entry)} bytes is over {MAX_ENTRY_SIZE}"
        raise LedgerError(LedgerReason.ENTRY_TOO_LARGE, detail)
    return len(entry).to_bytes(_LENGTH_SIZE, "big") + entry


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return an entry bundle; raise LedgerError over 256 entries or 65,535 bytes in one."""
    if len(entries) > TILE_WIDTH:
        detail = f"{len(entries)} entries do not fit a bundle of {TILE_WIDTH}"
        raise LedgerError(LedgerReason.BAD_ENTRY, detail)
    return b"".join(map(encode_entry, entries))


def decode_bundle(data: bytes) -> list[bytes]:
    """Return a bundle's entries; raise LedgerError (BAD_ENTRY) if cut short or over 256."""
    entries: list[bytes] = []
    offset = 0
    while offset < len(data):
        start = offset + _LENGTH_SIZE
        offset = start + int.from_bytes(data[offset:start], "big")
        if start > len(data) or offset > len(data) or len(entries) == TILE_WIDTH:
            detail = f"the bundle breaks off or runs over at entry {len(entries)}"
            raise LedgerError(LedgerReason.BAD_ENTRY, detail)
        entries.append(data[start:offset])
    return entries


def decode_tile(data: bytes) -> list[bytes]:
    """Return a tile's hashes; raise LedgerError (BAD_TILE) unless it is 1 to 256 whole ones."""
    count, rest = divmod(len(data), HASH_SIZE)
    if rest or not 1 <= count <= TILE_WIDTH:
        raise LedgerError(LedgerReason.BAD_TILE, f"{len(data)} bytes are no tile")
    return [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]
