"""SQL of sessions and of the security events that were taken."""

from datetime import datetime, timedelta
from typing import Any, Final, LiteralString, TypeAlias

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.sessions.model import Session

Connection: TypeAlias = "AsyncConnection[Any]"
KEPT: Final = timedelta(days=1)
COLUMNS: LiteralString = "id, person, means, key, began_at, ends_at, ended_at"


async def add(conn: Connection, session: Session) -> None:
    """Keeps a new session; those of the person that are over for a day go."""
    await conn.execute(
        "DELETE FROM sessions WHERE person = %s AND ends_at < %s",
        (session.person, session.began_at - KEPT),
    )
    await conn.execute(
        "INSERT INTO sessions (id, person, means, key, began_at, ends_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (
            *(session.id, session.person, session.means),
            *(session.key, session.began_at, session.ends_at),
        ),
    )


async def find(conn: Connection, name: str) -> Session | None:
    """The session of that id, ended or not."""
    cursor = conn.cursor(row_factory=class_row(Session))
    await cursor.execute(f"SELECT {COLUMNS} FROM sessions WHERE id = %s", (name,))  # noqa: S608
    return await cursor.fetchone()


async def living(conn: Connection, person: str, now: datetime) -> list[Session]:
    """A person's sessions that have not ended, newest first."""
    cursor = conn.cursor(row_factory=class_row(Session))
    await cursor.execute(
        f"SELECT {COLUMNS} FROM sessions"  # noqa: S608
        " WHERE person = %s AND ended_at IS NULL AND ends_at > %s ORDER BY began_at DESC",
        (person, now),
    )
    return await cursor.fetchall()


async def end(conn: Connection, name: str, now: datetime) -> None:
    """Ends a session, if it is one and has not ended."""
    await conn.execute(
        "UPDATE sessions SET ended_at = %s WHERE id = %s AND ended_at IS NULL", (now, name)
    )


async def end_all(conn: Connection, person: str, now: datetime) -> int:
    """Ends every session of a person; how many."""
    done = await conn.execute(
        "UPDATE sessions SET ended_at = %s WHERE person = %s AND ended_at IS NULL AND ends_at > %s",
        (now, person, now),
    )
    return done.rowcount


async def take(conn: Connection, issuer: str, jti: str, now: datetime, kept: timedelta) -> bool:
    """Marks a security event as taken; False when it was before. Older marks than `kept` go."""
    await conn.execute("DELETE FROM signals WHERE taken_at < %s", (now - kept,))
    done = await conn.execute(
        "INSERT INTO signals (issuer, jti, taken_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (issuer, jti, now),
    )
    return done.rowcount == 1
