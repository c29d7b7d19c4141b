"""SQL of passkeys that ask to be enrolled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.people.model import Key


@dataclass(frozen=True, slots=True)
class Asked:
    """A passkey that waits for a quorum: whose, and its row of the people file."""

    person: str
    key: str
    enrolment: Mapping[str, object]
    asked_at: datetime


async def ask_passkey(
    conn: AsyncConnection[Any],
    link: str,
    key: Key,
    enrolment: Mapping[str, object],
    now: datetime,
) -> bool:
    """Keeps the question for those who may enrol it; False when the link was used before."""
    done = await conn.execute(
        "INSERT INTO passkeys_asked (link, person, key, enrolment, asked_at)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (link, key.person, key.id, json.dumps(dict(enrolment)), now),
    )
    return bool(done.rowcount)


async def passkeys_asked(conn: AsyncConnection[Any], limit: int) -> list[Asked]:
    """The newest questions."""
    cursor = conn.cursor(row_factory=class_row(Asked))
    await cursor.execute(
        "SELECT person, key, enrolment, asked_at FROM passkeys_asked"
        " ORDER BY asked_at DESC LIMIT %s",
        (limit,),
    )
    return await cursor.fetchall()
