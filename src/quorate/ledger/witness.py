"""A witness (C2SP tlog-witness): it cosigns a log's checkpoint only when it extends the last one.

What it saw is on the disk before it answers, checked and written in one transaction, so that no
two requests, processes or lives of it cosign two histories, and it never goes back.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from quorate.ledger.checkpoint import Checkpoint
from quorate.ledger.encoding import from_base64, from_decimal
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import KeyKind, SignerKey, VerifierKey
from quorate.ledger.note import open_note, parse_note, signature_lines
from quorate.ledger.proof import verify_consistency
from quorate.telemetry.logs import Own

MAX_PROOF: Final = 63
SIZE_MEDIA: Final = "text/x.tlog.size"
_BODY_LINES: Final = 3
_SCHEMA: Final = """
CREATE TABLE seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,
    checkpoint TEXT NOT NULL) WITHOUT ROWID;
"""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: cosignature lines under 200, the size it knows under 409, else words."""

    status: int
    body: str
    media: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Submission:
    """A request as it was sent, nothing verified. `note` is the checkpoint with its signatures,
    `text` what they sign, extension lines included."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: str
    text: str


def parse_submission(body: bytes) -> Submission:
    """Reads the body of an add-checkpoint request; raises LedgerError unless it is canonical."""
    try:
        head, _, note = body.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise LedgerError(LedgerReason.BAD_NOTE, "the request is not valid UTF-8") from None
    first, *hashes = head.split("\n")
    if not first.startswith("old "):
        raise LedgerError(LedgerReason.BAD_NOTE, "old size, hashes, a blank line, a checkpoint")
    if len(hashes) > MAX_PROOF:
        raise LedgerError(LedgerReason.BAD_PROOF, f"{len(hashes)} hashes")
    text = parse_note(note).text
    return Submission(
        from_decimal(first.removeprefix("old "), LedgerReason.BAD_NOTE),
        tuple(from_base64(line, LedgerReason.BAD_PROOF) for line in hashes),
        _checkpoint(text),
        note,
        text,
    )


def _checkpoint(text: str) -> Checkpoint:
    """Origin, size and root; other logs than ours may write more lines, none of them empty."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < _BODY_LINES or not all(lines):
        raise LedgerError(LedgerReason.BAD_CHECKPOINT, "origin, size, root, one a line")
    size = from_decimal(lines[1], LedgerReason.BAD_CHECKPOINT)
    return Checkpoint(lines[0], size, from_base64(lines[2], LedgerReason.BAD_CHECKPOINT))


def make_memory(path: Path) -> None:
    """A new witness's memory, which has seen nothing; raises FileExistsError rather than forget."""
    path.touch(mode=0o600, exist_ok=False)
    with sqlite3.connect(path) as db:
        db.executescript(_SCHEMA)
    db.close()


class Witness:
    """Cosigns with one key for several logs; a log has one key or, while it changes, several."""

    def __init__(
        self,
        memory: Path,
        key: SignerKey,
        logs: Sequence[VerifierKey],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Opens its memory. Raises LedgerError: MISSING_FILE where there is none, which it never
        makes itself, since one that forgot would cosign anything; BAD_KEY for another kind."""
        if key.kind is not KeyKind.COSIGNATURE or any(k.kind is not KeyKind.ED25519 for k in logs):
            raise LedgerError(LedgerReason.BAD_KEY, "a key of another kind")
        if not memory.is_file():
            raise LedgerError(LedgerReason.MISSING_FILE, f"{memory}: what was seen is lost")
        self._key, self._logs, self._clock = key, tuple(logs), clock
        self._alone = threading.Lock()
        self._db = sqlite3.connect(memory, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Closes its memory."""
        self._db.close()

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answers one request; what it cosigns is durable before this returns."""
        try:
            sent = parse_submission(body)
        except LedgerError as problem:
            return Answer(400, f"{problem.detail}\n")
        origin = sent.checkpoint.origin
        known = [key for key in self._logs if key.name == origin]
        if not known:
            return Answer(404, "not a log that is witnessed here\n")
        try:
            open_note(sent.note, known)
        except LedgerError as problem:
            return Answer(403, f"{problem.detail}\n")
        if sent.old > sent.checkpoint.size:
            return Answer(400, f"old {sent.old} is more than {sent.checkpoint.size}\n")
        refused = self._remember(sent)
        if refused is not None:
            return refused
        return Answer(200, signature_lines(sent.text, (self._key,), int(self._clock())))

    def _remember(self, sent: Submission) -> Answer | None:
        """Checks against what was seen and keeps it, or tells why not; nobody comes between."""
        with self._alone:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                refused = self._check_and_write(sent)
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.rollback()
                raise
        return refused

    def _check_and_write(self, sent: Submission) -> Answer | None:
        now = sent.checkpoint
        row = self._db.execute("SELECT size, root FROM seen WHERE origin = ?", (now.origin,))
        size, root = row.fetchone() or (0, b"")
        if sent.old != size:
            return Answer(409, f"{size}\n", SIZE_MEDIA)
        if sent.old == now.size and size and root != now.root:
            _log.error("witness:another_history", checkpoint=Own(sent.note))
            return Answer(409, f"{size}\n", SIZE_MEDIA)
        try:
            _check_extends(sent, root)
        except LedgerError as problem:
            _log.error("witness:not_an_extension", checkpoint=Own(sent.note), seen=size)
            return Answer(422, f"{problem.detail}\n")
        if now.size > size:
            self._db.execute(
                "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)",
                (now.origin, now.size, now.root, sent.note),
            )
        return None


def _check_extends(sent: Submission, root: bytes) -> None:
    if sent.old:
        now = sent.checkpoint
        verify_consistency(sent.old, now.size, root, now.root, sent.proof)
    elif sent.proof:
        raise LedgerError(LedgerReason.BAD_PROOF, "nothing was seen, so nothing is proven")
