"""Receipts (C2SP tlog-proof v1): one file that proves an entry is in the log, offline."""

from dataclasses import dataclass
from typing import Final, Self

from quorate.ledger.checkpoint import SignedCheckpoint, open_checkpoint
from quorate.ledger.encoding import MAX_NUMBER, from_base64, from_decimal, to_base64
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import VerifierKey
from quorate.ledger.proof import verify_inclusion
from quorate.ledger.tree import HASH_SIZE, leaf_hash

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_MAX_PROOF: Final = 63


def _refuse(detail: str) -> LedgerError:
    return LedgerError(LedgerReason.BAD_RECEIPT, detail)


@dataclass(frozen=True)
class Receipt:
    """Entry number `index` is under the root in `checkpoint_text`, by `proof` from leaf to root.

    `extra` is carried along and NOT covered by any signature.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint_text: str
    extra: bytes | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.index <= MAX_NUMBER:
            raise _refuse(f"{self.index} is no index")
        if len(self.proof) > _MAX_PROOF or any(len(value) != HASH_SIZE for value in self.proof):
            raise _refuse("a proof is at most 63 hashes of 32 bytes")
        if not self.checkpoint_text or self.checkpoint_text.startswith("\n"):
            raise _refuse("no checkpoint")

    @property
    def text(self) -> str:
        """The contents of a `.tlog-proof` file."""
        extra = [] if self.extra is None else [f"extra {to_base64(self.extra)}"]
        head = [_HEADER, *extra, f"index {self.index}", *map(to_base64, self.proof)]
        return "\n".join(head) + f"\n\n{self.checkpoint_text}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a `.tlog-proof` file; raise LedgerError (BAD_RECEIPT) unless it is canonical."""
        head, blank, checkpoint_text = text.partition("\n\n")
        lines = iter(head.split("\n"))
        if not blank or next(lines) != _HEADER:
            raise _refuse(f"a receipt starts with {_HEADER}")
        line, extra = next(lines, ""), None
        if line.startswith("extra "):
            extra = from_base64(line.removeprefix("extra "), LedgerReason.BAD_RECEIPT)
            line = next(lines, "")
        if not line.startswith("index "):
            raise _refuse("no index")
        index = from_decimal(line.removeprefix("index "), LedgerReason.BAD_RECEIPT)
        proof = tuple(from_base64(value, LedgerReason.BAD_RECEIPT) for value in lines)
        return cls(index, proof, checkpoint_text, extra)

    def verify(
        self, entry: bytes, log_verifier: VerifierKey, cosigner_verifier: VerifierKey | None = None
    ) -> SignedCheckpoint:
        """Check that `entry` is in the log and return the checkpoint that says so.

        Raises LedgerError: as `open_checkpoint` does, and BAD_PROOF or BAD_RANGE.
        """
        signed = open_checkpoint(self.checkpoint_text, log_verifier, cosigner_verifier)
        size, root = signed.checkpoint.size, signed.checkpoint.root
        verify_inclusion(leaf_hash(entry), self.index, size, self.proof, root)
        return signed
