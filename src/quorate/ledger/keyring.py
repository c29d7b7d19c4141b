"""Which keys a log's checkpoints are believed by, as the log itself has said so far.

A log begins with one pair of keys and may turn to another: an entry names the new pair, and until
when the old one still counts. What makes such an entry count is told by whoever makes the keyring.
Pure.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Self, TypeVar

from quorate.ledger.checkpoint import SignedCheckpoint, open_checkpoint, read_body
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import KeyKind, VerifierKey

_T = TypeVar("_T")
MARK: Final = b'"event":"log:changed"'
"""Stands in the canonical bytes of every entry that turns a log to other keys."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The log's key and the clock's; one without the other makes no checkpoint."""

    log: VerifierKey
    cosigner: VerifierKey

    @classmethod
    def parse(cls, log: str, cosigner: str) -> Self:
        """Reads two vkeys; raises LedgerError (BAD_KEY) for none, or another kind."""
        pair = cls(VerifierKey.parse(log), VerifierKey.parse(cosigner))
        if (pair.log.kind, pair.cosigner.kind) != (KeyKind.ED25519, KeyKind.COSIGNATURE):
            raise LedgerError(LedgerReason.BAD_KEY, "a log's key and a clock's key are needed")
        return pair


@dataclass(frozen=True, slots=True)
class Turn:
    """Entry `leaf` puts `pair` in force; the one before ends at `until` (Unix seconds)."""

    pair: Pair
    leaf: int
    until: int


@dataclass(frozen=True, slots=True)
class Keyring:
    """The first pair, and what followed. `turn` reads an entry that carries `MARK`: what it puts in
    force at that index, or None where it does not count."""

    first: Pair
    turn: Callable[["Keyring", int, bytes], Turn | None] = field(compare=False, repr=False)
    turns: tuple[Turn, ...] = ()

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair that the log ever had, the newest last."""
        return (self.first, *(turn.pair for turn in self.turns))

    def after(self, start: int, entries: Sequence[bytes]) -> "Keyring":
        """As the entries from index `start` on leave it."""
        keys = self
        for index, body in enumerate(entries, start):
            if MARK in body:
                turn = keys.turn(keys, index, body)
                keys = replace(keys, turns=(*keys.turns, turn)) if turn else keys
        return keys

    def under(self, size: int) -> Iterator[tuple[Pair, int | None]]:
        """The pairs that `size` entries know, the newest first, each with its end (Unix s)."""
        begun = (-1, *(turn.leaf for turn in self.turns))
        ends = (*(turn.until for turn in self.turns), None)
        known = zip(begun, self.pairs, ends, strict=True)
        return reversed([(pair, end) for leaf, pair, end in known if leaf < size])

    def in_force(self, size: int, seconds: int) -> list[Pair]:
        """Those that sign a checkpoint over `size` entries at that time."""
        return [pair for pair, end in self.under(size) if end is None or seconds < end]

    def open(self, text: str) -> SignedCheckpoint:
        """A published checkpoint under a pair in force, the newest that signed it.

        Raises LedgerError: what `open_checkpoint` does, and KEY_ENDED.
        """
        return self.believed(
            read_body(text).size,
            lambda pair: open_checkpoint(text, pair.log, pair.cosigner),
            lambda signed: signed.seconds,
        )

    def believed(self, size: int, opened: Callable[[Pair], _T], seconds: Callable[[_T], int]) -> _T:
        """What `opened` makes of the newest pair that signed, unless that one had ended then.

        Raises LedgerError: MISSING_SIGNATURE where none did, KEY_ENDED.
        """
        missing = LedgerError(LedgerReason.MISSING_SIGNATURE, "no key of the log signed")
        for pair, end in self.under(size):
            try:
                found = opened(pair)
            except LedgerError as problem:
                if problem.reason is not LedgerReason.MISSING_SIGNATURE:
                    raise
                missing = problem
                continue
            if end is not None and seconds(found) >= end:
                ended = datetime.fromtimestamp(end, UTC).isoformat()
                detail = f"the key {pair.log.key_id.hex()} of {pair.log.name} ended at {ended}"
                raise LedgerError(LedgerReason.KEY_ENDED, detail)
            return found
        raise missing


def unturned(log: VerifierKey, cosigner: VerifierKey) -> Keyring:
    """The keyring of a log that never turns to other keys."""
    return Keyring(Pair(log, cosigner), lambda _, __, ___: None)
