"""The one exception of the ledger's formats and files, with a closed list of machine reasons."""

from enum import StrEnum

from quorate.vocabulary.errors import ToldError


class LedgerReason(StrEnum):
    """Why a ledger text, proof, key, file or publication is refused."""

    BAD_CHECKPOINT = "bad_checkpoint"
    BAD_ENTRY = "bad_entry"
    BAD_KEY = "bad_key"
    BAD_NOTE = "bad_note"
    BAD_POLICY = "bad_policy"
    BAD_PROOF = "bad_proof"
    BAD_RANGE = "bad_range"
    BAD_RECEIPT = "bad_receipt"
    BAD_SIGNATURE = "bad_signature"
    BAD_TILE = "bad_tile"
    ENTRY_TOO_LARGE = "entry_too_large"
    FORK = "fork"
    GENESIS_MISMATCH = "genesis_mismatch"
    KEY_ENDED = "key_ended"
    KEY_FILE_EXPOSED = "key_file_exposed"
    LOCKED = "locked"
    MISSING_FILE = "missing_file"
    MISSING_KEY = "missing_key"
    MISSING_SIGNATURE = "missing_signature"
    ROLLBACK = "rollback"
    ROOT_MISMATCH = "root_mismatch"
    WRITER_STOPPED = "writer_stopped"
    WRONG_ORIGIN = "wrong_origin"


class LedgerError(ToldError):
    """A refusal: `reason` is for machines and stable, `detail` is for people and may change."""

    def __init__(self, reason: LedgerReason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail
