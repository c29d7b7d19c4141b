"""Signed notes (C2SP signed-note v1): a text, a blank line, and lines of signatures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quorate.ledger.encoding import from_base64, to_base64
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey, is_key_name

__all__ = [
    "KeyKind",
    "Note",
    "NoteSignature",
    "PrivateKey",
    "SignerKey",
    "VerifiedNote",
    "VerifierKey",
    "check_text",
    "open_note",
    "parse_note",
    "sign_note",
    "signature_line",
    "signature_lines",
]

MAX_NOTE_SIZE: Final = 1_000_000
MAX_SIGNATURES: Final = 100
_KEY_ID_SIZE: Final = 4
_PREFIX: Final = "\N{EM DASH} "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class NoteSignature:
    """One signature line: who it says it is from, the 4-byte key id, the signature bytes."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True)
class Note:
    """A well-formed note, nothing verified: `text` includes its final newline."""

    text: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True)
class VerifiedNote:
    """A note's text and who signed it: key -> Unix seconds of a cosignature, None for others."""

    text: str
    signed_by: dict[VerifierKey, int | None]


def _refuse(detail: str) -> LedgerError:
    return LedgerError(LedgerReason.BAD_NOTE, detail)


def check_text(text: str) -> None:
    """Raise LedgerError (BAD_NOTE) unless `text` ends in a newline and has no control character."""
    if not text.endswith("\n"):
        raise _refuse("a note's text ends with a newline")
    if _CONTROL.search(text):
        raise _refuse("a control character in the note")
    _encode(text)


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise _refuse("the note is not valid UTF-8") from None


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _refuse("the note is not valid UTF-8") from None


def _parse_line(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(_PREFIX).partition(" ")
    if not line.startswith(_PREFIX) or not is_key_name(name):
        raise _refuse("a signature line does not start with a dash and a name")
    data = from_base64(encoded, LedgerReason.BAD_NOTE)
    if len(data) <= _KEY_ID_SIZE:
        raise _refuse(f"the signature of {name} is too short")
    return NoteSignature(name, data[:_KEY_ID_SIZE], data[_KEY_ID_SIZE:])


def parse_note(message: str | bytes) -> Note:
    """Take a note apart at its last blank line; raise LedgerError (BAD_NOTE) if malformed."""
    data = message if isinstance(message, bytes) else _encode(message)
    if len(data) > MAX_NOTE_SIZE:
        raise _refuse(f"a note of {len(data)} bytes")
    whole = _decode(data)
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines:
        raise _refuse("no blank line and signatures at the end")
    check_text(whole)
    signatures = lines.removesuffix("\n").split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise _refuse(f"{len(signatures)} signatures")
    return Note(text + "\n", tuple(map(_parse_line, signatures)))


def open_note(message: str | bytes, known: Sequence[VerifierKey]) -> VerifiedNote:
    """Verify every signature that names a known key and key id, and ignore all the others.

    Of several good signatures by one key the first counts. Raises LedgerError: BAD_NOTE,
    BAD_SIGNATURE if one by a known key fails, MISSING_SIGNATURE if no known key signed.
    """
    note = parse_note(message)
    keys = {(key.name, key.key_id): key for key in known}
    if len(keys) != len(set(known)):
        raise LedgerError(LedgerReason.BAD_KEY, "two known keys have one name and key id")
    signed_by: dict[VerifierKey, int | None] = {}
    for signature in note.signatures:
        key = keys.get((signature.name, signature.key_id))
        if key is not None:
            signed_by.setdefault(key, key.verify(note.text, signature.value))
    if not signed_by:
        raise LedgerError(LedgerReason.MISSING_SIGNATURE, "no known key signed the note")
    return VerifiedNote(note.text, signed_by)


def sign_note(text: str, signers: Sequence[SignerKey], now_seconds: int) -> str:
    """Return `text`, a blank line and a signature line for each signer, in order.

    `now_seconds` (Unix) goes into cosignatures only. Raises LedgerError (BAD_NOTE) for a text
    that cannot be a note's, or without a signer.
    """
    check_text(text)
    if not signers:
        raise _refuse("a note needs a signature")
    return f"{text}\n{signature_lines(text, signers, now_seconds)}"


def signature_line(signature: NoteSignature) -> str:
    """Return a signature's line as it stands in a note, with its newline."""
    return f"{_PREFIX}{signature.name} {to_base64(signature.key_id + signature.value)}\n"


def signature_lines(text: str, signers: Sequence[SignerKey], now_seconds: int) -> str:
    """Return the signature line of each signer on a note's text, each with its newline."""
    return "".join(
        signature_line(NoteSignature(s.name, s.verifier.key_id, s.sign(text, now_seconds)))
        for s in signers
    )
