"""SQL of notices. Name and address of whoever gave one are written here and read for mail alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.intake.model import Filed
from quorate.intake.notices import Given, Handed, digest_of

Connection: TypeAlias = "AsyncConnection[Any]"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a source gave under a key before."""

    digest: bytes
    id: UUID
    case: UUID | None
    held_until: datetime | None

    def given(self) -> Given:
        """The first answer again."""
        return Given(self.id, self.case, self.held_until)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a row has besides what was handed in."""

    source: str
    notifier: UUID | None
    flagger: UUID | None
    trusted: bool
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """Until when its notifier is suspended, and the commitment to the reason."""

    until: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice on its case's page: never who gave it."""

    id: UUID
    received_at: datetime
    report_id: UUID
    area: str
    location: str
    notifier_id: UUID | None
    flagger: str | None
    trusted: bool
    confirmed_at: datetime | None
    unfounded_by: str | None


async def earlier(conn: Connection, source: str, key: str) -> Earlier | None:
    """What stands under this key; until the transaction ends nobody else uses it."""
    await conn.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s || chr(10) || %s, 0))", (source, key)
    )
    cursor = conn.cursor(row_factory=class_row(Earlier))
    await cursor.execute(
        "SELECT request_digest AS digest, id, case_id AS case, held_until FROM notices"
        " WHERE source = %s AND key = %s",
        (source, key),
    )
    return await cursor.fetchone()


async def notifier_of(conn: Connection, voice: bytes, now: datetime) -> UUID:
    """The notifier's id, a new one where the voice was never heard."""
    await conn.execute(
        "INSERT INTO notifiers (id, voice, first_at) VALUES (%s, %s, %s)"
        " ON CONFLICT (voice) DO NOTHING",
        (uuid7(), voice, now),
    )
    rows = await conn.execute("SELECT id FROM notifiers WHERE voice = %s", (voice,))
    row = await rows.fetchone()
    if row is None:
        raise LookupError("a notifier that was just written is not there")
    return row[0]


async def add(
    conn: Connection, handed: Handed, beside: Beside, where: Filed | Held, now: datetime
) -> Given:
    """Writes the row, in a case or held. The case is ranked anew where the notice is trusted."""
    notice, filed = handed.notice, where if isinstance(where, Filed) else None
    held = where if isinstance(where, Held) else None
    given = Given(uuid7(), filed.case if filed else None, held.until if held else None)
    await conn.execute(
        "INSERT INTO notices (id, source, key, request_digest, token_hash, received_at, case_id,"
        " report_id, area, location, language, name, email, notifier_id, flagger_id,"
        " confirmed_at, trusted, held_until, held_for, explanation) VALUES (%s, %s, %s, %s, %s,"
        " %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(given.id, beside.source, handed.key, digest_of(handed), handed.token_hash, now),
            *(given.case, filed.report if filed else None),
            *(notice.category, notice.location, notice.language),
            *(notice.name.strip() or None, notice.email or None),
            *(beside.notifier, beside.flagger, beside.confirmed_at, beside.trusted),
            *(given.held_until, held.reason if held else None),
            notice.explanation if held else None,
        ),
    )
    if beside.trusted:
        await _rank_anew(conn, given.id)
    return given


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A notice whose address nobody has confirmed."""

    id: UUID
    flagger: UUID | None
    area: str


async def unconfirmed(conn: Connection, token_hash: bytes) -> Unconfirmed | None:
    """The notice of that hash, locked; None where it is confirmed or there is none."""
    cursor = conn.cursor(row_factory=class_row(Unconfirmed))
    await cursor.execute(
        "SELECT id, flagger_id AS flagger, area FROM notices WHERE token_hash = %s"
        " AND confirmed_at IS NULL AND source = 'notice:form' FOR UPDATE",
        (token_hash,),
    )
    return await cursor.fetchone()


async def mark_confirmed(conn: Connection, notice: UUID, now: datetime, *, trusted: bool) -> None:
    """Its case is ranked anew where a trusted flagger's notice waits in it now."""
    await conn.execute(
        "UPDATE notices SET confirmed_at = %s, trusted = %s WHERE id = %s", (now, trusted, notice)
    )
    if trusted:
        await _rank_anew(conn, notice)


async def _rank_anew(conn: Connection, notice: UUID) -> None:
    await conn.execute(
        "UPDATE cases SET unranked = true WHERE state = 'open'"
        " AND id = (SELECT case_id FROM notices WHERE id = %s)",
        (notice,),
    )


async def mark_in_review(conn: Connection, case: UUID, now: datetime) -> None:
    """Somebody has taken the case."""
    await conn.execute(
        "UPDATE notices SET review_at = %s WHERE case_id = %s AND review_at IS NULL", (now, case)
    )


async def mark_decided(conn: Connection, case: UUID, now: datetime) -> None:
    """The case is closed: whoever gave a notice is told (Article 16(5))."""
    await conn.execute(
        "UPDATE notices SET decided_at = %s WHERE case_id = %s AND decided_at IS NULL", (now, case)
    )


async def mark_undecided(conn: Connection, case: UUID) -> None:
    """The case is open again; the next decision is told anew."""
    await conn.execute(
        "UPDATE notices SET decided_at = NULL, told_at = NULL WHERE case_id = %s", (case,)
    )


async def of_case(conn: Connection, case: UUID, most: int) -> list[Shown]:
    """The newest notices of a case."""
    cursor = conn.cursor(row_factory=class_row(Shown))
    await cursor.execute(
        "SELECT n.id, n.received_at, n.report_id, n.area, n.location, n.notifier_id,"
        " f.name AS flagger, n.trusted, n.confirmed_at, n.unfounded_by FROM notices n"
        " LEFT JOIN trusted_flaggers f ON f.id = n.flagger_id WHERE n.case_id = %s"
        " ORDER BY n.received_at DESC, n.id DESC LIMIT %s",
        (case, most),
    )
    return await cursor.fetchall()


async def outcome_of(conn: Connection, notice: UUID, case: UUID) -> tuple[str, str | None] | None:
    """How its case ended and who called the notice unfounded, with the row locked."""
    rows = await conn.execute(
        "SELECT coalesce(c.outcome, ''), n.unfounded_by FROM notices n"
        " JOIN cases c ON c.id = n.case_id WHERE n.id = %s AND n.case_id = %s FOR UPDATE OF n",
        (notice, case),
    )
    return await rows.fetchone()


async def mark_unfounded(
    conn: Connection, notice: UUID, by: str | None, now: datetime | None
) -> None:
    """Manifestly unfounded, says this person; or, without one, no longer."""
    await conn.execute(
        "UPDATE notices SET unfounded_by = %s, unfounded_at = %s WHERE id = %s", (by, now, notice)
    )
