"""The values behind commitments, with their salts: beside the log, so that they can be erased."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from quorate.ledger.commitment import Salted
from quorate.vocabulary.kinds import ValueKind


async def keep(conn: AsyncConnection[Any], value: Salted, by: str, now: datetime) -> None:
    """Keeps the value in the transaction of the entry that commits to it."""
    await conn.execute(
        "INSERT INTO kept_values (commitment, kind, value, salt, given_by, given_at)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (value.commitment, value.kind, value.value, value.salt, by, now),
    )


async def kept(conn: AsyncConnection[Any], commitments: Collection[str]) -> dict[str, Salted]:
    """The values that are kept, by commitment; an erased one is missing."""
    rows = await conn.execute(
        "SELECT commitment, kind, value, salt FROM kept_values WHERE commitment = ANY(%s)",
        (list(commitments),),
    )
    return {
        name: Salted(ValueKind(kind), value, bytes(salt))
        for name, kind, value, salt in await rows.fetchall()
    }


async def text_of(conn: AsyncConnection[Any], commitment: str | None) -> str | None:
    """The text behind one commitment; None where it is erased, or nothing was committed to."""
    if commitment is None:
        return None
    found = (await kept(conn, [commitment])).get(commitment)
    return found.value if found else None


async def given(conn: AsyncConnection[Any], commitment: str) -> tuple[ValueKind, str] | None:
    """What kind of value is kept under this commitment, and who gave it."""
    rows = await conn.execute(
        "SELECT kind, given_by FROM kept_values WHERE commitment = %s", (commitment,)
    )
    row = await rows.fetchone()
    return (ValueKind(row[0]), row[1]) if row else None


async def drop(conn: AsyncConnection[Any], commitment: str) -> bool:
    """Deletes value and salt; False where there were none."""
    done = await conn.execute("DELETE FROM kept_values WHERE commitment = %s", (commitment,))
    return done.rowcount == 1
