"""SQL of holds and of what each day erased."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from quorate.retention.erasing import Due
from quorate.retention.model import DataKind, Hold
from quorate.retention.still import LOCK, Connection, kin

_COLUMNS: Final[LiteralString] = (
    "id, case_id AS case, subject_id AS subject, placed_by, placed_at, reason, review_on,"
    " lifted_by, lifted_at"
)


async def lock(conn: Connection) -> None:
    """Waits for batches under way; none begins until this transaction ends."""
    await conn.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


async def hold(conn: Connection, name: UUID) -> Hold | None:
    """The hold, locked until the transaction ends."""
    cursor = conn.cursor(row_factory=class_row(Hold))
    await cursor.execute("SELECT " + _COLUMNS + " FROM holds WHERE id = %s FOR UPDATE", (name,))
    return await cursor.fetchone()


async def standing_on(conn: Connection, case: UUID | None, subjects: Sequence[UUID]) -> list[Hold]:
    """The standing holds on this case or these subjects, the oldest first."""
    cursor = conn.cursor(row_factory=class_row(Hold))
    await cursor.execute(
        "SELECT " + _COLUMNS + " FROM holds WHERE lifted_at IS NULL"
        " AND (case_id = %s OR subject_id = ANY(%s)) ORDER BY placed_at, id",
        (case, list(subjects)),
    )
    return await cursor.fetchall()


async def keeping(conn: Connection, case: UUID) -> list[Hold]:
    """The standing holds that keep a case: its own, and those on its account or one of that
    account's messages."""
    subject = await subject_of(conn, case)
    return await standing_on(conn, case, await kin(conn, [subject]) if subject else [])


async def because_of(conn: Connection, reason: str) -> list[Hold]:
    """The standing holds that this commitment says the reason of."""
    cursor = conn.cursor(row_factory=class_row(Hold))
    await cursor.execute(
        "SELECT " + _COLUMNS + " FROM holds WHERE lifted_at IS NULL AND reason = %s", (reason,)
    )
    return await cursor.fetchall()


async def subject_of(conn: Connection, case: UUID) -> UUID | None:
    """Whom a case is about."""
    rows = await conn.execute("SELECT subject_id FROM cases WHERE id = %s", (case,))
    row = await rows.fetchone()
    return row[0] if row else None


async def add(conn: Connection, placed: Hold) -> None:
    """Writes a new hold."""
    await conn.execute(
        "INSERT INTO holds (id, case_id, subject_id, placed_by, placed_at, reason, review_on)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            *(placed.id, placed.case, placed.subject, placed.placed_by, placed.placed_at),
            *(placed.reason, placed.review_on),
        ),
    )


async def save_lifted(conn: Connection, lifted: Hold) -> None:
    """Writes who lifted it, when."""
    await conn.execute(
        "UPDATE holds SET lifted_by = %s, lifted_at = %s WHERE id = %s",
        (lifted.lifted_by, lifted.lifted_at, lifted.id),
    )


async def listed(conn: Connection, most: int) -> list[Hold]:
    """Standing holds, those first whose review comes first."""
    cursor = conn.cursor(row_factory=class_row(Hold))
    await cursor.execute(
        "SELECT " + _COLUMNS + " FROM holds WHERE lifted_at IS NULL"
        " ORDER BY review_on NULLS LAST, placed_at, id LIMIT %s",
        (most,),
    )
    return await cursor.fetchall()


async def is_done(conn: Connection, kind: DataKind, now: datetime) -> bool:
    """Whether this day's erasing of the kind has ended."""
    rows = await conn.execute(
        "SELECT done FROM retention_days WHERE kind = %s AND day = %s", (kind, now.date())
    )
    row = await rows.fetchone()
    return bool(row and row[0])


async def count(conn: Connection, due: Due, rows: int) -> None:
    """Adds what a batch erased to the day, in the batch's transaction."""
    if rows:
        await conn.execute(
            "INSERT INTO retention_days AS d (kind, day, before, rows) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (kind, day) DO UPDATE SET rows = d.rows + EXCLUDED.rows",
            (due.kind, due.now.date(), due.before, rows),
        )


async def close(
    conn: Connection, kind: DataKind, before: datetime, now: datetime
) -> list[tuple[datetime, int]]:
    """The day is done; boundaries and rows that the ledger does not have yet, older days that a
    kill left behind too."""
    await conn.execute(
        "INSERT INTO retention_days (kind, day, before, done) VALUES (%s, %s, %s, true)"
        " ON CONFLICT (kind, day) DO UPDATE SET done = true",
        (kind, now.date(), before),
    )
    found = await conn.execute(
        "SELECT day, before, rows - told FROM retention_days WHERE kind = %s AND told < rows"
        " ORDER BY day FOR UPDATE",
        (kind,),
    )
    untold = await found.fetchall()
    await conn.execute(
        "UPDATE retention_days SET told = rows WHERE kind = %s AND day = ANY(%s)",
        (kind, [row[0] for row in untold]),
    )
    return [(row[1], row[2]) for row in untold]
