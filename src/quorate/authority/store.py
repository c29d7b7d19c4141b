"""SQL of amendments: only the reason's text, whose digest is signed; the rest is in the ledger."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection


async def keep_reason(
    conn: AsyncConnection[Any], amendment: str, reason: str, now: datetime
) -> None:
    """The text behind an amendment's digest of its reason."""
    await conn.execute(
        "INSERT INTO amendments (id, reason, opened_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (amendment, reason, now),
    )


async def reasons(conn: AsyncConnection[Any], amendments: list[str]) -> dict[str, str]:
    """The texts that are kept, by amendment."""
    rows = await conn.execute("SELECT id, reason FROM amendments WHERE id = ANY(%s)", (amendments,))
    return {row[0]: row[1] for row in await rows.fetchall()}
