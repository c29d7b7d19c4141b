"""What was decided before: about the same subjects, and under the same policies.

A look reads a fixed number of rows of an index, however much was decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg.rows import class_row

from quorate.authority.gate import Warrant
from quorate.decisions.store import Connection
from quorate.vocabulary.permissions import Permission

_COLUMNS: Final = (
    "p.id, p.case_id, p.proposed_at, p.proposed_by, p.statement->>'action' AS action,"
    " p.statement->>'policy' AS policy"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A proposal that was opened: what it asked for, under which policy's hash. What became of it
    is in the log."""

    id: str
    case_id: UUID
    proposed_at: datetime
    proposed_by: str
    action: str
    policy: str


async def about(
    conn: Connection, warrant: Warrant, subjects: Sequence[UUID], limit: int
) -> list[Decided]:
    """The newest proposals about each of these subjects, newest first; `limit` for each."""
    _require(warrant)
    cursor = conn.cursor(row_factory=class_row(Decided))
    await cursor.execute(
        f"SELECT p.* FROM unnest(%s::uuid[]) AS asked (subject)"  # noqa: S608
        f" CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM proposals p"
        "  WHERE p.subject_id = asked.subject"
        "  ORDER BY p.proposed_at DESC, p.id DESC LIMIT %s) AS p"
        " ORDER BY p.proposed_at DESC, p.id DESC",
        (list(subjects), limit),
    )
    return await cursor.fetchall()


async def under(conn: Connection, warrant: Warrant, policy: str, limit: int) -> list[Decided]:
    """The newest proposals under the policy with this hash, newest first."""
    _require(warrant)
    cursor = conn.cursor(row_factory=class_row(Decided))
    await cursor.execute(
        f"SELECT {_COLUMNS} FROM proposals p WHERE p.statement->>'policy' = %s"  # noqa: S608
        " ORDER BY p.proposed_at DESC, p.id DESC LIMIT %s",
        (policy, limit),
    )
    return await cursor.fetchall()


def _require(warrant: Warrant) -> None:
    """Leave to see cases: whoever reads one reads what was decided in others."""
    if warrant.permission is not Permission.CASE_READ:
        raise ValueError(f"a warrant for {warrant.permission} reads no decisions")
