"""SQL of the console's own table: browser keys that ask to be enrolled."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection


async def ask_enrolment(
    conn: AsyncConnection[Any], public: str, person: str, now: datetime
) -> None:
    """Keeps the question for the founders; asked twice it is one."""
    await conn.execute(
        "INSERT INTO enrolments (public, person, asked_at) VALUES (%s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (public, person, now),
    )


async def proposals_open(conn: AsyncConnection[Any], limit: int) -> list[str]:
    """The newest proposals' ids."""
    rows = await conn.execute(
        "SELECT id FROM proposals ORDER BY proposed_at DESC, id DESC LIMIT %s", (limit,)
    )
    return [row[0] for row in await rows.fetchall()]
