"""Inclusion and consistency proofs (RFC 9162 section 2.1.3 and 2.1.4), made and verified.

A verification returns nothing: it raises LedgerError when the proof does not hold.
"""

from collections.abc import Callable, Sequence

from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.tree import fold_peaks, node_hash, require_hash

SubtreeHash = Callable[[int, int], bytes]
"""(height, index) -> root of the perfect subtree of leaves [index * 2**height, +2**height)."""


def _refuse(reason: LedgerReason, detail: str) -> LedgerError:
    return LedgerError(reason, detail)


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size` (which is at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def range_root(subtree: SubtreeHash, start: int, end: int) -> bytes:
    """Return MTH(D[start:end]); `start` is a multiple of every perfect subtree in the range."""
    peaks: list[bytes] = []
    while start < end:
        height = (end - start).bit_length() - 1
        peaks.append(subtree(height, start >> height))
        start += 1 << height
    return fold_peaks(peaks)


def inclusion_proof(index: int, size: int, subtree: SubtreeHash) -> list[bytes]:
    """Return the hashes from leaf `index` up to the root at `size` (RFC 9162 section 2.1.3.1).

    Raises LedgerError (BAD_RANGE) unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise _refuse(LedgerReason.BAD_RANGE, f"no entry {index} in a log of {size}")
    low, high, proof = 0, size, list[bytes]()
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(range_root(subtree, middle, high))
            high = middle
        else:
            proof.append(range_root(subtree, low, middle))
            low = middle
    proof.reverse()
    return proof


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that leaf hash `leaf` is number `index` under `root` (RFC 9162 section 2.1.3.2).

    Raises LedgerError (BAD_PROOF, or BAD_RANGE for an index outside the log) otherwise.
    """
    for value in (leaf, root, *proof):
        require_hash(value, "a hash of an inclusion proof")
    if not 0 <= index < size:
        raise _refuse(LedgerReason.BAD_RANGE, f"no entry {index} in a log of {size}")
    position, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise _refuse(LedgerReason.BAD_PROOF, "the inclusion proof is too long")
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    if last or result != root:
        raise _refuse(LedgerReason.BAD_PROOF, f"entry {index} is not under this root")


def consistency_proof(size1: int, size2: int, subtree: SubtreeHash) -> list[bytes]:
    """Return the hashes proving the tree at `size2` extends that at `size1` (2.1.4.1).

    Raises LedgerError (BAD_RANGE) unless 0 < size1 <= size2; it is empty for equal sizes.
    """
    if not 0 < size1 <= size2:
        raise _refuse(LedgerReason.BAD_RANGE, f"no consistency proof from {size1} to {size2}")
    low, high, proof = 0, size2, list[bytes]()
    while size1 != high:
        middle = low + _split(high - low)
        if size1 <= middle:
            proof.append(range_root(subtree, middle, high))
            high = middle
        else:
            proof.append(range_root(subtree, low, middle))
            low = middle
    if low:
        proof.append(range_root(subtree, low, high))
    proof.reverse()
    return proof


def verify_consistency(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree (size2, root2) extends (size1, root1) (RFC 9162 section 2.1.4.2).

    Raises LedgerError (BAD_PROOF, or BAD_RANGE unless 0 < size1 <= size2) otherwise.
    """
    for value in (root1, root2, *proof):
        require_hash(value, "a hash of a consistency proof")
    if not 0 < size1 <= size2:
        raise _refuse(LedgerReason.BAD_RANGE, f"no consistency from {size1} to {size2}")
    if size1 == size2:
        if proof or root1 != root2:
            raise _refuse(LedgerReason.BAD_PROOF, f"two different trees of {size1} entries")
        return
    path = [root1, *proof] if size1 & (size1 - 1) == 0 else list(proof)
    if not proof or not _is_extension(size1, size2, path, (root1, root2)):
        raise _refuse(LedgerReason.BAD_PROOF, f"{size2} entries do not extend these {size1}")


def _is_extension(size1: int, size2: int, path: list[bytes], roots: tuple[bytes, bytes]) -> bool:
    position, last = size1 - 1, size2 - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and (old, new) == roots
