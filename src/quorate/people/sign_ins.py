"""Whom a provider's subject stands for: filled by the people source, or one by one by hand."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from quorate.ledger.append import append
from quorate.ledger.commitment import commitment, new_salt
from quorate.ledger.entry import process_entry
from quorate.vocabulary.events import Event


def sign_in_commitment(issuer: str, subject: str, salt: bytes) -> str:
    """How a provider's subject stands in the log: often it is an address, which a hash would not
    hide."""
    return commitment("sign-in", f"{issuer}\n{subject}", salt)


async def link(
    conn: AsyncConnection[Any], issuer: str, subject: str, person: str, now: datetime, by: str
) -> bool:
    """Links a provider's subject to a person and logs it; once linked it never changes.

    False when the subject stands for another person. Linked twice to the same one is once.
    """
    salt = new_salt()
    done = await conn.execute(
        "INSERT INTO sign_ins (issuer, subject, person, linked_at, salt)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (issuer, subject, person, now, salt),
    )
    if done.rowcount == 0:
        return await person_of(conn, issuer, subject) == person
    data = {"person": person, "sign_in": sign_in_commitment(issuer, subject, salt)}
    await append(conn, process_entry(Event.SIGN_IN_LINKED, now, by, data))
    return True


async def person_of(conn: AsyncConnection[Any], issuer: str, subject: str) -> str | None:
    """The person whom a provider's subject stands for."""
    found = await conn.execute(
        "SELECT person FROM sign_ins WHERE issuer = %s AND subject = %s", (issuer, subject)
    )
    row = await found.fetchone()
    return str(row[0]) if row else None


async def linked_under(conn: AsyncConnection[Any], commitment: str) -> str | None:
    """The person whose sign-in a commitment in the log is to."""
    found = await _row_under(conn, commitment)
    return found[2] if found else None


async def unlink(conn: AsyncConnection[Any], commitment: str) -> bool:
    """Deletes a sign-in with its salt; False where there was none."""
    found = await _row_under(conn, commitment)
    if found is None:
        return False
    done = await conn.execute(
        "DELETE FROM sign_ins WHERE issuer = %s AND subject = %s", (found[0], found[1])
    )
    return done.rowcount == 1


async def _row_under(conn: AsyncConnection[Any], commitment: str) -> tuple[str, str, str] | None:
    """Issuer, subject and person. Every salt is tried: an installation has as many as people."""
    rows = await conn.execute("SELECT issuer, subject, person, salt FROM sign_ins")
    for issuer, subject, person, salt in await rows.fetchall():
        if sign_in_commitment(issuer, subject, bytes(salt)) == commitment:
            return issuer, subject, person
    return None
