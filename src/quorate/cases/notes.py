"""Notes in a case: what colleagues tell each other, newest last, and how one goes again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.authority.gate import Warrant
from quorate.cases.queries import require
from quorate.cases.store import Connection
from quorate.intake.wellformed import one_ended
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

LONGEST: Final = 4_000  # characters
MOST: Final = 200  # notes in one case


@dataclass(frozen=True, slots=True)
class Note:
    """`text` is None once it was erased, by `erased_by`; `erased_at` where its time was over."""

    id: UUID
    author: str
    text: str | None
    written_at: datetime
    erased_by: str | None
    erased_at: datetime | None


async def notes_of(conn: Connection, warrant: Warrant, case: UUID) -> list[Note]:
    """The notes of a case, newest last; needs leave to read this case (ValueError)."""
    require(warrant, case)
    cursor = conn.cursor(row_factory=class_row(Note))
    await cursor.execute(
        "SELECT id, author, text, written_at, erased_by, erased_at FROM notes WHERE case_id = %s"
        " ORDER BY id LIMIT %s",
        (case, MOST),
    )
    return await cursor.fetchall()


async def write(
    conn: Connection, warrant: Warrant, case: UUID, text: str, now: datetime
) -> UUID | Refusal:
    """Adds a note, by whoever may work in the case, open or closed; the same text at the end of
    the case is one note, however often its form is sent."""
    _require(warrant, case)
    said = one_ended(text).replace("\x00", "").strip()
    if not 1 <= len(said) <= LONGEST:
        return Refusal(Problem.BODY_INVALID, f"a note has 1 to {LONGEST} characters", "text")
    found = await conn.execute("SELECT id FROM cases WHERE id = %s FOR UPDATE", (case,))
    if await found.fetchone() is None:
        return Refusal(Problem.NOT_FOUND, f"there is no {edge(CASE, case)}", "id")
    rows = await conn.execute(
        "SELECT id, author, text FROM notes WHERE case_id = %s ORDER BY id", (case,)
    )
    known = await rows.fetchall()
    if known and known[-1][1:] == (warrant.who, said):
        return known[-1][0]
    if len(known) >= MOST:
        return Refusal(Problem.BODY_INVALID, f"a case has at most {MOST} notes", "text")
    made = uuid7()
    await conn.execute(
        "INSERT INTO notes (id, case_id, author, text, written_at) VALUES (%s, %s, %s, %s, %s)",
        (made, case, warrant.who, said, now),
    )
    return made


async def erase(conn: Connection, warrant: Warrant, case: UUID, note: UUID) -> Refusal | None:
    """Takes a note's text away, by its author or a lead; who wrote it and when stays."""
    _require(warrant, case)
    found = await conn.execute(
        "SELECT author FROM notes WHERE id = %s AND case_id = %s FOR UPDATE", (note, case)
    )
    row = await found.fetchone()
    if row is None:
        return Refusal(Problem.NOT_FOUND, "there is no such note in this case", "note")
    if row[0] != warrant.who and Role.LEAD not in warrant.roles:
        return Refusal(Problem.NOT_PERMITTED, "only its author or a lead erases a note", "note")
    await conn.execute(
        "UPDATE notes SET text = NULL, erased_by = %s WHERE id = %s AND text IS NOT NULL",
        (warrant.who, note),
    )
    return None


def _require(warrant: Warrant, case: UUID) -> None:
    """Whoever may go on in a case may write in it; who only reads it may not."""
    if (warrant.permission, warrant.resource) != (Permission.CASE_RELEASE, edge(CASE, case)):
        raise ValueError("a note needs a warrant to work in just that case")
