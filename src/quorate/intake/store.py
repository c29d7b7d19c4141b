"""SQL of intake. Arrays go in whole, so a batch of 100 costs as many round trips as one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.accounts.subject import Subject
from quorate.intake.model import Accepted, Earlier

Connection: TypeAlias = "AsyncConnection[Any]"
ACCOUNT: Final[LiteralString] = (
    "(CASE s.kind WHEN 'message' THEN regexp_replace(s.native, '^[^/]*/[^/]*/', '')"
    " ELSE s.native END)"
)
"""The account that a subject `s` is or that wrote it, since a message's id ends in its author's.
Migration 0028 has the index of just this."""


@dataclass(frozen=True, slots=True)
class Row:
    """A new report with the ids it got."""

    id: UUID
    case: UUID
    subject: UUID
    accepted: Accepted


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A raw report as the effector left it."""

    id: int
    connector: str
    identity: str
    payload: object


@dataclass(frozen=True, slots=True)
class _Known:
    key: str
    digest: bytes
    report: UUID
    case: UUID


async def earlier(conn: Connection, source: str, keys: Sequence[str]) -> dict[str, Earlier]:
    """What stands under these keys; until the transaction ends nobody else files under them.

    The locks keep a key's second use waiting for the first, so that it neither opens a case nor
    counts twice. Each takes a slot of PostgreSQL's lock table (64 a connection by default), and
    all take them in one order, so that batches never wait for each other in a ring.
    """
    async with conn.pipeline():
        await conn.execute(
            "SELECT pg_advisory_xact_lock(lock) FROM (SELECT DISTINCT"
            " hashtextextended(%s || chr(10) || key, 0) AS lock FROM unnest(%s::text[]) AS key"
            " ORDER BY 1) AS sorted",
            (source, keys),
        )
        cursor = conn.cursor(row_factory=class_row(_Known))
        await cursor.execute(
            "SELECT key, request_digest AS digest, id AS report, case_id AS case FROM reports"
            " WHERE source = %s AND key = ANY(%s)",
            (source, keys),
        )
    rows = await cursor.fetchall()
    return {row.key: Earlier(row.digest, row.report, row.case) for row in rows}


async def subject_ids(
    conn: Connection, subjects: Collection[Subject], now: datetime
) -> dict[Subject, UUID]:
    """The id of each subject, a new one where it was never seen; subjects must be distinct.

    New ones are inserted in one order everywhere, so that batches never wait in a ring. Whoever
    erases an account's name at this moment is waited for, and it is a new one then; afterwards
    nobody erases it until this transaction ends.
    """
    ordered = sorted(subjects, key=lambda s: (s.connector, s.kind, s.native))
    found = await _ids(conn, ordered, now)
    while len(found) < len(ordered):
        found = await _ids(conn, ordered, now)
    return dict(zip(ordered, found, strict=True))


async def _ids(conn: Connection, ordered: Sequence[Subject], now: datetime) -> list[UUID]:
    columns = (
        [s.connector for s in ordered],
        [s.kind.value for s in ordered],
        [s.native for s in ordered],
    )
    async with conn.pipeline():
        await conn.execute(
            "INSERT INTO subjects (id, connector, kind, native, first_seen)"
            " SELECT s.id, s.connector, s.kind, s.native, %s"
            " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])"
            " AS s (id, connector, kind, native)"
            " ON CONFLICT (connector, kind, native) DO NOTHING",
            (now, [uuid7() for _ in ordered], *columns),
        )
        cursor = await conn.execute(
            "SELECT subjects.id FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY"
            " AS s (connector, kind, native, place) JOIN subjects USING (connector, kind, native)"
            " ORDER BY s.place FOR KEY SHARE OF subjects",
            columns,
        )
    return [row[0] for row in await cursor.fetchall()]


async def add_reports(conn: Connection, source: str, rows: Sequence[Row], now: datetime) -> None:
    """Writes new reports with the words they are found by, in one statement."""
    reports = [row.accepted.report for row in rows]
    columns: Mapping[str, object] = {
        "source": source,
        "now": now,
        "ids": [row.id for row in rows],
        "cases": [row.case for row in rows],
        "subjects": [row.subject for row in rows],
        "digests": [row.accepted.digest for row in rows],
        "evidence": [row.accepted.evidence for row in rows],
        "keys": [r.key for r in reports],
        "natives": [r.subject.native for r in reports],
        "kinds": [r.kind.value for r in reports],
        "reporters": [r.reporter for r in reports],
        "categories": [r.category for r in reports],
        "bodies": [r.body for r in reports],
        "languages": [r.language for r in reports],
        "jurisdictions": [r.jurisdiction for r in reports],
        "scores": [r.score for r in reports],
    }
    await conn.execute(
        "INSERT INTO reports (id, case_id, subject_id, source, key, request_digest, kind,"
        " reporter, category, body, language, jurisdiction, score, evidence, received_at, words)"
        " SELECT id, case_id, subject_id, %(source)s, key, digest, kind, reporter, category,"
        " body, language, jurisdiction, score, evidence::jsonb, %(now)s,"
        " words_of(native, category, body, evidence::jsonb, %(source)s, reporter)"
        " FROM unnest(%(ids)s::uuid[], %(cases)s::uuid[], %(subjects)s::uuid[],"
        " %(keys)s::text[], %(digests)s::bytea[], %(kinds)s::text[], %(reporters)s::text[],"
        " %(categories)s::text[], %(bodies)s::text[], %(languages)s::text[],"
        " %(jurisdictions)s::text[], %(scores)s::float8[], %(evidence)s::text[],"
        " %(natives)s::text[])"
        " AS r (id, case_id, subject_id, key, digest, kind, reporter, category, body, language,"
        " jurisdiction, score, evidence, native)",
        columns,
    )


async def waiting(conn: Connection, most: int) -> list[InboxRow]:
    """Up to `most` raw reports of one connector, oldest first, locked for this transaction.

    One connector at a time: the subjects of two could be locked in a ring with another batch.
    """
    cursor = conn.cursor(row_factory=class_row(InboxRow))
    await cursor.execute(
        "SELECT id, connector, identity, payload FROM inbox WHERE taken_at IS NULL"
        " AND connector = (SELECT connector FROM inbox WHERE taken_at IS NULL ORDER BY id"
        " FOR UPDATE SKIP LOCKED LIMIT 1)"
        " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
        (most,),
    )
    return await cursor.fetchall()


async def mark_taken(conn: Connection, rows: Sequence[InboxRow], now: datetime) -> None:
    """The raw reports stay, and nobody takes them again."""
    await conn.execute(
        "UPDATE inbox SET taken_at = %s WHERE id = ANY(%s)", (now, [row.id for row in rows])
    )
