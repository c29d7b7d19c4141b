"""Following what the witnesses cosigned, as somebody who trusts the policy and nobody else.

A witnessed checkpoint counts only when the history followed so far extends it: the two come from
files that whoever writes the folder could pair at will.
"""

from dataclasses import dataclass

from quorate.ledger.checkpoint import Checkpoint, read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keyring import Keyring
from quorate.ledger.keys import VerifierKey
from quorate.ledger.note import open_note
from quorate.ledger.policy import Policy
from quorate.ledger.proof import verify_consistency


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """The first `size` entries were witnessed, at `seconds` (Unix) by a whole quorum."""

    size: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint under the log's signature and a quorum's cosignatures."""

    checkpoint: Checkpoint
    mark: Mark


def open_witnessed(text: str, log: VerifierKey, policy: Policy) -> Witnessed:
    """Verify a checkpoint by the log's key and the policy's quorum.

    Raises LedgerError: BAD_NOTE, BAD_CHECKPOINT, BAD_SIGNATURE, MISSING_SIGNATURE where the log or
    a quorum is missing, WRONG_ORIGIN.
    """
    note = open_note(text, [log, *(w.key for w in policy.witnesses.values())])
    seconds = policy.time({k: at for k, at in note.signed_by.items() if at is not None})
    if log not in note.signed_by or seconds is None:
        raise LedgerError(LedgerReason.MISSING_SIGNATURE, "the log or a quorum did not sign")
    checkpoint = Checkpoint.from_body(note.text)
    if checkpoint.origin != log.name:
        raise LedgerError(LedgerReason.WRONG_ORIGIN, f"{log.name} is not {checkpoint.origin}")
    return Witnessed(checkpoint, Mark(checkpoint.size, seconds))


def open_by_keyring(text: str, keys: Keyring, policy: Policy) -> Witnessed:
    """As `open_witnessed`, by a key of the log that was in force when the quorum cosigned.

    Raises LedgerError (KEY_ENDED) beside.
    """
    return keys.believed(
        read_body(text).size,
        lambda pair: open_witnessed(text, pair.log, policy),
        lambda found: found.mark.seconds,
    )


class WitnessFollower:
    """Keeps the newest mark that fits the history its owner follows."""

    def __init__(self, reader: LogReader, policy: Policy) -> None:
        self._reader, self._policy = reader, policy
        self._last_text = ""
        self.mark: Mark | None = None

    def step(self, followed: Checkpoint, keys: Keyring) -> None:
        """Looks for a newer mark under the newest checkpoint that its owner accepted, by the keys
        that its entries leave in force.

        Raises LedgerError: FORK where the witnesses cosigned another history, and what
        `open_witnessed` or a tile that cannot be read is refused for.
        """
        text = self._reader.witnessed_text()
        if text in ("", self._last_text):
            return
        if read_body(text).size > followed.size:  # ours is older: it fits at the next look
            return
        found = open_by_keyring(text, keys, self._policy)
        self._require_same_history(found.checkpoint, followed)
        self._last_text = text
        if self.mark is None or found.mark > self.mark:
            self.mark = found.mark

    def _require_same_history(self, witnessed: Checkpoint, followed: Checkpoint) -> None:
        sizes = (witnessed.size, followed.size)
        if witnessed.size == 0:
            return
        proof = self._reader.consistency_proof(*sizes)
        try:
            verify_consistency(*sizes, witnessed.root, followed.root, proof)
        except LedgerError:
            detail = f"the witnesses saw another history of {witnessed.size} entries"
            raise LedgerError(LedgerReason.FORK, detail) from None
