"""Identifiers at the edge: a readable prefix, `_`, and a UUID's 32 lowercase hex digits."""

import re
from uuid import UUID

APPEAL = "appeal"
BATCH = "batch"
CASE = "case"
EXPORT = "export"
NOTE = "note"
ORDER = "order"
REPORT = "rep"
SUBJECT = "subj"
_HEX = re.compile(r"[0-9a-f]{32}")


def edge(prefix: str, identifier: UUID) -> str:
    """How the world sees it, `case_0199…`; one UUID has one spelling."""
    return f"{prefix}_{identifier.hex}"


def uuid_of(prefix: str, text: str) -> UUID | None:
    """The UUID behind exactly that spelling, or None for any other text or prefix."""
    found, _, digits = text.partition("_")
    if found != prefix or _HEX.fullmatch(digits) is None:
        return None
    return UUID(hex=digits)
