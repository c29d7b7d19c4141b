"""SQL of the outbox."""

from datetime import datetime
from typing import Any, TypeAlias

from psycopg import AsyncConnection
from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.mail.model import Letter, Text

Connection: TypeAlias = "AsyncConnection[Any]"


async def put_out(conn: Connection, to: str, text: Text, now: datetime) -> None:
    """Puts a new letter out, in the transaction of what it tells."""
    await put(conn, Letter(uuid7(), to, text.subject, text.body, now))


async def put(conn: Connection, letter: Letter) -> None:
    """Puts a letter out, in the transaction of what it tells."""
    await conn.execute(
        "INSERT INTO mail_outbox (id, recipient, subject, body, made_at, send_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (
            *(letter.id, letter.recipient, letter.subject, letter.body),
            *(letter.made_at, letter.made_at),
        ),
    )


async def next_letter(conn: Connection, now: datetime) -> Letter | None:
    """The letter that has waited longest, locked; another worker takes another one."""
    cursor = conn.cursor(row_factory=class_row(Letter))
    await cursor.execute(
        "SELECT id, recipient, subject, body, made_at, tries FROM mail_outbox"
        " WHERE send_at <= %s ORDER BY send_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        (now,),
    )
    return await cursor.fetchone()


async def drop(conn: Connection, letter: Letter) -> None:
    """It was taken, or is given up: text and address go."""
    await conn.execute("DELETE FROM mail_outbox WHERE id = %s", (letter.id,))


async def put_off(conn: Connection, letter: Letter, then: datetime) -> None:
    """It is tried again then."""
    await conn.execute(
        "UPDATE mail_outbox SET send_at = %s, tries = tries + 1 WHERE id = %s", (then, letter.id)
    )
