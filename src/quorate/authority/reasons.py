"""The texts behind the reasons' digests in signed raises: kept beside the log, erasable."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from quorate.accounts.raising import reason_digest


async def keep_reason(conn: AsyncConnection[Any], reason: str, now: datetime) -> None:
    """The text, under the digest that is signed."""
    await conn.execute(
        "INSERT INTO reasons (digest, reason, given_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (reason_digest(reason), reason, now),
    )


async def reasons(conn: AsyncConnection[Any], digests: Collection[str]) -> dict[str, str]:
    """The texts that are kept, by digest; an erased one is missing."""
    rows = await conn.execute(
        "SELECT digest, reason FROM reasons WHERE digest = ANY(%s)", (list(digests),)
    )
    return {digest: reason for digest, reason in await rows.fetchall()}
