"""Merkle tree hashing (RFC 6962 section 2.1): leaves, nodes, roots, and a growing right frontier.

Every hash is the 32 bytes of a SHA-256.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, Self

from quorate.ledger.errors import LedgerError, LedgerReason

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry as a leaf: SHA-256(0x00 || entry) (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Hash entries as leaves, in their order, at half the price of one by one."""
    sha256 = hashlib.sha256
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children as their parent: SHA-256(0x01 || left || right) (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def perfect_rows(leaves: list[bytes]) -> list[list[bytes]]:
    """Hash leaves into the roots of all perfect subtrees over them, by height, from the leaves."""
    rows = [leaves]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)])
    return rows


def require_hash(value: bytes, what: str, reason: LedgerReason = LedgerReason.BAD_PROOF) -> None:
    """Raise LedgerError with `reason` unless `value` is 32 bytes long."""
    if len(value) != HASH_SIZE:
        raise LedgerError(reason, f"{what} has {len(value)} bytes instead of {HASH_SIZE}")


def fold_peaks(peaks: Sequence[bytes]) -> bytes:
    """Hash the roots of perfect subtrees, largest first, into the root above all of them."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


class Frontier:
    """The right edge of a tree (a compact range): grows leaf by leaf, knows size and root.

    It holds one hash for each set bit of the size, that of the largest subtree first.
    """

    __slots__ = ("_peaks", "_size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size < 0 or len(peaks) != size.bit_count():
            raise LedgerError(
                LedgerReason.BAD_RANGE, f"{len(peaks)} peaks cannot make a tree of {size} leaves"
            )
        for peak in peaks:
            require_hash(peak, "a peak", LedgerReason.BAD_RANGE)
        self._size = size
        self._peaks = list(peaks)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The roots of the perfect subtrees, largest first."""
        return tuple(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash (see `leaf_hash`); raise LedgerError if it is not 32 bytes."""
        require_hash(leaf, "a leaf hash", LedgerReason.BAD_RANGE)
        peaks, rest = self._peaks, self._size
        while rest & 1:
            leaf = node_hash(peaks.pop(), leaf)
            rest >>= 1
        peaks.append(leaf)
        self._size += 1

    def extend(self, leaves: Iterable[bytes]) -> Self:
        """Add leaf hashes in order and return itself."""
        for leaf in leaves:
            self.append(leaf)
        return self

    def root(self) -> bytes:
        """Return the tree's root, that of the empty tree being SHA-256 of nothing."""
        return fold_peaks(self._peaks)


def peaks_of(leaves: Iterable[bytes]) -> list[bytes]:
    """Return the roots of the perfect subtrees above leaf hashes, largest first.

    Row by row, which is several times faster than to let a frontier grow leaf by leaf. Raises
    LedgerError (BAD_RANGE) for a hash that is not 32 bytes.
    """
    row, peaks, sha256 = list(leaves), list[bytes](), hashlib.sha256
    if set(map(len, row)) - {HASH_SIZE}:
        raise LedgerError(LedgerReason.BAD_RANGE, f"a leaf hash is not {HASH_SIZE} bytes long")
    while row:
        if len(row) & 1:
            peaks.append(row.pop())
        pairs = zip(row[::2], row[1::2], strict=True)
        row = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    peaks.reverse()
    return peaks


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the Merkle tree hash of leaf hashes (RFC 6962 section 2.1, MTH)."""
    return fold_peaks(peaks_of(leaves))
