"""Slow, independent code the ledger's tests compare with, and the keys they share."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from quorate.ledger.checkpoint import Checkpoint, sign_checkpoint
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey
from quorate.ledger.writer import LogWriter

ORIGIN = "ledger.example/quorate"
LOG = SignerKey(ORIGIN, KeyKind.ED25519, PrivateKey.from_seed(b"L" * 32))
CLOCK = SignerKey("ledger.example/clock", KeyKind.COSIGNATURE, PrivateKey.from_seed(b"C" * 32))
STRANGER = SignerKey("stranger.example", KeyKind.ED25519, PrivateKey.from_seed(b"S" * 32))
NOW = 1_790_000_000


def naive_root(entries: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, written as it stands there."""
    n = len(entries)
    if n == 0:
        return hashlib.sha256().digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < n:
        k *= 2
    left, right = naive_root(entries[:k]), naive_root(entries[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def make_entries(start: int, end: int) -> list[bytes]:
    return [f"entry {i} ".encode() * (1 + i % 3) for i in range(start, end)]


def sign(checkpoint: Checkpoint, now: int = NOW) -> str:
    return sign_checkpoint(checkpoint, LOG, CLOCK, now)


def grow(writer: LogWriter, entries: Sequence[bytes]) -> None:
    writer.publish(sign(writer.append(entries)))


def make_log(folder: Path, *sizes: int) -> list[bytes]:
    """Publish a log at each of the sizes in turn, and return its entries."""
    with LogWriter(folder, ORIGIN, create=True) as writer:
        for start, end in zip((0, *sizes), sizes, strict=False):
            grow(writer, make_entries(start, end))
    return make_entries(0, sizes[-1])
