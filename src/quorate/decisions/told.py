"""What stands behind the address that a person was sent: the decision about them, as it stands.

The address is all that its holder needs, so the database keeps only its token's hash.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.decisions.docket import Docket
from quorate.decisions.statement import Statement

LONGEST: Final = 128
"""Characters of a token that is looked up at all."""


class Standing(StrEnum):
    """How a decision that somebody was told of stands."""

    ABOUT_TO = "about_to"
    ENDED = "ended"
    IN_FORCE = "in_force"
    NOT_DONE = "not_done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom the address was sent about what: the proposal with its statement and subject, and the
    statement of reasons once it is made."""

    proposal: str
    statement: Mapping[str, object]
    native: str
    made_at: datetime
    delivered_at: datetime | None
    content: Mapping[str, Any] | None

    @property
    def told_at(self) -> datetime:
        """When the platform took the notice, else when the address was made."""
        return self.delivered_at or self.made_at


def token_hash(token: str) -> bytes:
    """SHA-256 of the token's text as it stands in the address: how it is kept."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


async def told_under(conn: AsyncConnection[Any], token: str) -> Telling | None:
    """What the address with this token is about; None for a token that nobody was sent."""
    cursor = conn.cursor(row_factory=class_row(Telling))
    await cursor.execute(
        "SELECT t.proposal_id AS proposal, p.statement, t.made_at, t.delivered_at, s.content,"
        " p.resolution->'resolution'->>'native' AS native"
        " FROM tellings t JOIN proposals p ON p.id = t.proposal_id"
        " LEFT JOIN statements_of_reasons s ON s.proposal_id = t.proposal_id"
        " WHERE t.token_hash = %s",
        (token_hash(token),),
    )
    return await cursor.fetchone()


def standing(docket: Docket, statement: Statement) -> tuple[Standing, datetime | None]:
    """How the decision stands, and since when it is over."""
    proposal = docket.proposals.get(statement.proposal)
    if proposal is None or not (proposal.outcome or proposal.restored):
        return Standing.ABOUT_TO, None
    if proposal.outcome != "done":
        return Standing.NOT_DONE, None
    if proposal.ended:
        return Standing.ENDED, statement.until
    if not docket.in_force(proposal):
        return Standing.UNDONE, proposal.undone_at
    return Standing.IN_FORCE, None
