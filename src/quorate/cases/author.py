"""Cases about the account that wrote the message of a case."""

from uuid import UUID

from psycopg.rows import class_row

from quorate.authority.gate import Warrant
from quorate.cases.queries import HISTORY_SHOWN, EarlierCase, SubjectRow, require
from quorate.cases.store import Connection
from quorate.vocabulary.kinds import SubjectKind

_MESSAGE_PARTS = 3  # room, event and author, as connectors name a message


def author_of(subject: SubjectRow) -> str | None:
    """The account that wrote the message, or None where the case is about no message."""
    parts = subject.native.split("/", 2)
    if subject.kind != SubjectKind.MESSAGE or len(parts) != _MESSAGE_PARTS:
        return None
    return parts[-1]


async def subject_of_author(
    conn: Connection, warrant: Warrant, case: UUID, subject: SubjectRow
) -> UUID | None:
    """The author as a subject of other cases; None where nobody ever reported that account."""
    require(warrant, case)
    author = author_of(subject)
    rows = await conn.execute(
        "SELECT id FROM subjects WHERE connector = %s AND kind = %s AND native = %s",
        (subject.connector, SubjectKind.ACCOUNT, author),
    )
    row = await rows.fetchone()
    return row[0] if row else None


async def cases_about(
    conn: Connection, warrant: Warrant, case: UUID, subject: UUID
) -> list[EarlierCase]:
    """The newest cases about a subject, newest first, as leave to read `case` allows."""
    require(warrant, case)
    cursor = conn.cursor(row_factory=class_row(EarlierCase))
    await cursor.execute(
        "SELECT id, state, area, opened_at, closed_at, outcome FROM cases"
        " WHERE subject_id = %s ORDER BY opened_at DESC, id DESC LIMIT %s",
        (subject, HISTORY_SHOWN),
    )
    return await cursor.fetchall()
