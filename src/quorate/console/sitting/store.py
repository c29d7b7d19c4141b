"""SQL of the console's own table: browser keys that ask to be enrolled."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.decisions.store import Row


async def ask_enrolment(
    conn: AsyncConnection[Any], public: str, person: str, now: datetime
) -> None:
    """Keeps the question for the founders; asked twice it is one."""
    await conn.execute(
        "INSERT INTO enrolments (public, person, asked_at) VALUES (%s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (public, person, now),
    )


async def proposals_by(
    conn: AsyncConnection[Any], person: str, since: datetime, limit: int
) -> list[Row]:
    """What one person has proposed since then, newest first."""
    cursor = conn.cursor(row_factory=class_row(Row))
    await cursor.execute(
        "SELECT id, case_id, statement, resolution, proposed_at AS made_at FROM proposals"
        " WHERE proposed_by = %s AND proposed_at > %s ORDER BY proposed_at DESC LIMIT %s",
        (person, since, limit),
    )
    return await cursor.fetchall()
