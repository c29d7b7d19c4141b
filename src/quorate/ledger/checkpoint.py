"""Checkpoints (C2SP tlog-checkpoint v1): a log's origin, size and root, signed as a note.

A checkpoint of its own has no time: a 0x04 cosignature (C2SP tlog-cosignature v1) brings it.
"""

from dataclasses import dataclass
from typing import Final, Self

from quorate.ledger.encoding import MAX_NUMBER, from_base64, from_decimal, to_base64
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import KeyKind, SignerKey, VerifierKey, is_key_name
from quorate.ledger.note import open_note, parse_note, sign_note
from quorate.ledger.tree import EMPTY_ROOT, HASH_SIZE

_BODY_LINES: Final = 3


def _refuse(detail: str) -> LedgerError:
    return LedgerError(LedgerReason.BAD_CHECKPOINT, detail)


@dataclass(frozen=True)
class Checkpoint:
    """The log `origin` (a URL without scheme) has `size` entries and the 32-byte `root`."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.origin):
            raise _refuse(f"{self.origin!r} is no origin")
        if not 0 <= self.size <= MAX_NUMBER:
            raise _refuse(f"{self.size} is no size")
        if len(self.root) != HASH_SIZE or (self.size == 0 and self.root != EMPTY_ROOT):
            raise _refuse(f"not the root of {self.size} entries")

    @property
    def body(self) -> str:
        """The note's text: origin, size, base64 of the root, each with a newline."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def from_body(cls, body: str) -> Self:
        """Read a note's text; raise LedgerError (BAD_CHECKPOINT) unless it is canonical.

        Extension lines are refused: no log of ours writes them.
        """
        lines = body.removesuffix("\n").split("\n")
        if len(lines) != _BODY_LINES or not body.endswith("\n"):
            raise _refuse(f"{len(lines)} lines instead of origin, size, root")
        size = from_decimal(lines[1], LedgerReason.BAD_CHECKPOINT)
        return cls(lines[0], size, from_base64(lines[2], LedgerReason.BAD_CHECKPOINT))


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint whose log signature is verified, and its whole `text` as published.

    `timestamp` (Unix seconds) comes from a verified cosignature, and is None if none was asked.
    """

    checkpoint: Checkpoint
    timestamp: int | None
    text: str

    @property
    def seconds(self) -> int:
        """The cosigned time; raises LedgerError (MISSING_SIGNATURE) if no cosigner was asked."""
        if self.timestamp is None:
            raise LedgerError(LedgerReason.MISSING_SIGNATURE, "nobody cosigned the time")
        return self.timestamp


def _require_kind(name: str, kind: KeyKind, wanted: KeyKind) -> None:
    if kind is not wanted:
        detail = f"the key {name} is of kind {kind.name}, not {wanted.name}"
        raise LedgerError(LedgerReason.BAD_KEY, detail)


def sign_checkpoint(
    checkpoint: Checkpoint, log_signer: SignerKey, cosigner: SignerKey, now_seconds: int
) -> str:
    """Return the signed note: the log's signature, then the cosignature at `now_seconds` (Unix).

    Signing says nothing about consistency: who signs answers for having appended only.
    Raises LedgerError: WRONG_ORIGIN if the log key's name is not the origin, BAD_KEY for a key
    of the wrong kind, BAD_RANGE for an impossible time.
    """
    _require_kind(log_signer.name, log_signer.kind, KeyKind.ED25519)
    _require_kind(cosigner.name, cosigner.kind, KeyKind.COSIGNATURE)
    _require_origin(checkpoint, log_signer.name)
    return sign_note(checkpoint.body, (log_signer, cosigner), now_seconds)


def _require_origin(checkpoint: Checkpoint, name: str) -> None:
    if checkpoint.origin != name:
        detail = f"{name} does not sign for {checkpoint.origin}"
        raise LedgerError(LedgerReason.WRONG_ORIGIN, detail)


def open_checkpoint(
    text: str, log_verifier: VerifierKey, cosigner_verifier: VerifierKey | None
) -> SignedCheckpoint:
    """Verify a published checkpoint, by the log's key and, where given, by the cosigner's too.

    Raises LedgerError: BAD_NOTE, BAD_CHECKPOINT, BAD_KEY (wrong kind), BAD_SIGNATURE,
    MISSING_SIGNATURE if a given key did not sign, WRONG_ORIGIN.
    """
    _require_kind(log_verifier.name, log_verifier.kind, KeyKind.ED25519)
    known = [log_verifier]
    if cosigner_verifier is not None:
        _require_kind(cosigner_verifier.name, cosigner_verifier.kind, KeyKind.COSIGNATURE)
        known.append(cosigner_verifier)
    note = open_note(text, known)
    for key in known:
        if key not in note.signed_by:
            raise LedgerError(LedgerReason.MISSING_SIGNATURE, f"{key.name} did not sign")
    checkpoint = Checkpoint.from_body(note.text)
    _require_origin(checkpoint, log_verifier.name)
    timestamp = None if cosigner_verifier is None else note.signed_by[cosigner_verifier]
    return SignedCheckpoint(checkpoint, timestamp, text)


def read_body(text: str) -> Checkpoint:
    """Read a published checkpoint WITHOUT verifying who signed it.

    Raises LedgerError (BAD_NOTE, BAD_CHECKPOINT).
    """
    return Checkpoint.from_body(parse_note(text).text)
