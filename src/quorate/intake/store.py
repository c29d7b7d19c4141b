"""SQL of intake. Rows go in together, so a batch of 100 costs as many round trips as one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from pydantic_core import to_json
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
    """Of all that are here; fewer where somebody else has written one in this instant."""
    cursor = await conn.execute(
        # Those of before are looked up each by the index: a join would read a young table whole.
        "WITH new AS (INSERT INTO subjects (id, connector, kind, native, first_seen)"
        " SELECT *, %(now)s FROM unnest(%(ids)s::uuid[], %(connectors)s::text[], %(kinds)s::text[],"
        " %(natives)s::text[]) ON CONFLICT (connector, kind, native) DO NOTHING RETURNING id)"
        " SELECT CASE WHEN id IN (SELECT id FROM new) THEN id ELSE (SELECT id FROM subjects"
        " WHERE connector = told.connector AND kind = told.kind AND native = told.native"
        " FOR KEY SHARE) END FROM unnest(%(ids)s::uuid[], %(connectors)s::text[],"
        " %(kinds)s::text[], %(natives)s::text[]) WITH ORDINALITY"
        " AS told (id, connector, kind, native, place) ORDER BY place",
        {
            "ids": [uuid7() for _ in ordered],
            "connectors": [s.connector for s in ordered],
            "kinds": [s.kind.value for s in ordered],
            "natives": [s.native for s in ordered],
            "now": now,
        },
    )
    return [row[0] for row in await cursor.fetchall() if row[0] is not None]


async def add_reports(conn: Connection, source: str, rows: Sequence[Row], now: datetime) -> None:
    """Writes new reports with the words they are found by, in one statement, and at commit wakes
    who waits for them.

    They go in as one JSON text: written by compiled code, where arrays are written value by value.
    """
    told = to_json([_told(row) for row in rows]).decode()
    await conn.execute(
        "WITH added AS (INSERT INTO reports (id, case_id, subject_id, source, key,"
        " request_digest, kind, reporter, category, body, language, jurisdiction, score, evidence,"
        " received_at, words)"
        " SELECT id, case_id, subject_id, %(source)s, key, digest, kind, reporter, category,"
        " body, language, jurisdiction, score, evidence::jsonb, %(now)s,"
        " words_of(native, category, body, evidence::jsonb, %(source)s, reporter)"
        " FROM json_to_recordset(%(told)s::json)"
        " AS r (id uuid, case_id uuid, subject_id uuid, key text, digest bytea, kind text,"
        " reporter text, category text, body text, language text, jurisdiction text,"
        " score float8, evidence text, native text) RETURNING true)"
        " SELECT pg_notify('reports', '') FROM added LIMIT 1",
        {"source": source, "now": now, "told": told},
    )


def _told(row: Row) -> dict[str, UUID | str | float | None]:
    report = row.accepted.report
    return {
        "id": row.id,
        "case_id": row.case,
        "subject_id": row.subject,
        "key": report.key,
        "digest": f"\\x{row.accepted.digest.hex()}",
        "kind": report.kind,
        "reporter": report.reporter,
        "category": report.category,
        "body": report.body,
        "language": report.language,
        "jurisdiction": report.jurisdiction,
        "score": report.score,
        "evidence": row.accepted.evidence,
        "native": report.subject.native,
    }


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
