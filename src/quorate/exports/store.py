"""SQL of exports."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, LiteralString, TypeAlias, cast
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.accounts.subject import Subject
from quorate.exports.model import Export
from quorate.vocabulary.kinds import SubjectKind

Connection: TypeAlias = AsyncConnection[Any]
COLUMNS: LiteralString = cast("LiteralString", ", ".join(f.name for f in fields(Export)))


@dataclass(frozen=True, slots=True)
class Opened:
    """What an address opens: the export, its account, its notices' voices, its code's hash."""

    export: Export
    account: Subject
    voices: list[bytes]
    code_hash: bytes


@dataclass(frozen=True, slots=True)
class Beside:
    """What a row has beside what the log says, until the export is over."""

    account: Subject
    email: str | None
    voices: list[bytes]
    code_hash: bytes


async def add(conn: Connection, export: Export, beside: Beside) -> None:
    """A new one, with whose account it is."""
    await conn.execute(
        "INSERT INTO exports (id, ref, received_at, asked_by, asked_at)"
        " VALUES (%s, %s, %s, %s, %s)",
        (export.id, export.ref, export.received_at, export.asked_by, export.asked_at),
    )
    await conn.execute(
        "INSERT INTO export_accounts (export_id, connector, native, email, voices, code_hash)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (
            *(export.id, beside.account.connector, beside.account.native, beside.email),
            *(beside.voices, beside.code_hash),
        ),
    )


async def load_for_change(conn: Connection, export: UUID) -> Export | None:
    """The export, locked until the transaction ends."""
    cursor = conn.cursor(row_factory=class_row(Export))
    await cursor.execute(
        f"SELECT {COLUMNS} FROM exports WHERE id = %s FOR UPDATE",  # noqa: S608
        (export,),
    )
    return await cursor.fetchone()


async def save(conn: Connection, export: Export) -> None:
    """Writes what a step may change."""
    await conn.execute(
        "UPDATE exports SET given_by = %s, given_at = %s, until = %s, ended_by = %s,"
        " ended_at = %s WHERE id = %s",
        (
            *(export.given_by, export.given_at, export.until, export.ended_by),
            *(export.ended_at, export.id),
        ),
    )


async def keep_address(conn: Connection, export: UUID, token_hash: bytes) -> bool:
    """By which address it opens; False where the log alone knows this export."""
    done = await conn.execute(
        "UPDATE export_accounts SET token_hash = %s WHERE export_id = %s", (token_hash, export)
    )
    return bool(done.rowcount)


async def under(conn: Connection, token_hash: bytes) -> Opened | None:
    """What the address of this token opens."""
    cursor = conn.cursor()
    await cursor.execute(
        f"SELECT {COLUMNS}, connector, native, voices, code_hash FROM exports"  # noqa: S608
        " JOIN export_accounts ON export_id = id WHERE token_hash = %s",
        (token_hash,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    *own, connector, native, voices, code = row
    account = Subject(connector, SubjectKind.ACCOUNT, native)
    return Opened(Export(*own), account, [bytes(v) for v in voices], bytes(code))


async def forget(conn: Connection, now: datetime) -> None:
    """Whose account it was goes with what is over; who asked and gave stays, as the log says it."""
    await conn.execute(
        "DELETE FROM export_accounts a USING exports e WHERE e.id = a.export_id"
        " AND (e.ended_at IS NOT NULL OR e.until <= %s)",
        (now,),
    )


async def opened(conn: Connection, export: UUID, form: str, now: datetime) -> None:
    """Somebody with address and code read it."""
    await conn.execute(
        "INSERT INTO export_openings (export_id, form, opened_at) VALUES (%s, %s, %s)",
        (export, form, now),
    )
