"""The strict text encodings all ledger formats share."""

import base64
import binascii
import re

from quorate.ledger.errors import LedgerError, LedgerReason

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
MAX_NUMBER = 2**63 - 1


def to_base64(data: bytes) -> str:
    """Return standard, padded base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, reason: LedgerReason) -> bytes:
    """Decode the one canonical base64 spelling; raise LedgerError with `reason` on any other."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if to_base64(data) != text:
        raise LedgerError(reason, "not canonical base64")
    return data


def from_decimal(text: str, reason: LedgerReason) -> int:
    """Decode a decimal of 0 to 2**63-1, no sign nor leading zero; else raise LedgerError."""
    if not _NUMBER.fullmatch(text) or int(text) > MAX_NUMBER:
        raise LedgerError(reason, "not a canonical decimal number")
    return int(text)
