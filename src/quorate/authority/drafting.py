"""A new amendment, not yet signed: from a file's content, or to enrol a key."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from quorate.authority.amendment import PREFIX, Amendment, read_amendment
from quorate.authority.charter import AMENDED
from quorate.ledger.commitment import Salted
from quorate.vocabulary.times import stamp

APPROVE_WITHIN: Final = timedelta(hours=24) - timedelta(minutes=1)


def amendment_of(
    content: Mapping[str, object], genesis: str, reason: Salted, now: datetime
) -> Amendment:
    """With an id and a nonce of its own. Raises ValueError naming what is wrong."""
    charges = [c for c in AMENDED if c in content]
    if len(charges) != 1 or len(content) != 1:
        raise ValueError(f"the file holds exactly one of: {', '.join(AMENDED)}")
    made = Amendment(
        genesis=genesis,
        id=PREFIX + secrets.token_hex(16),
        nonce=secrets.token_hex(32),
        charge=charges[0],
        content=content,
        reason=reason.commitment,
        approve_by=stamp(now + APPROVE_WITHIN),
    )
    return read_amendment(made.fields())
