"""Cases with all that hangs on them, written as the rooms leave them, for tests of erasing."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from tests.casework import CONNECTOR, rows
from uuid_utils.compat import uuid4

from quorate.retention.model import SHIPPED, DataKind

CANARY = "canary7f3a"
DAYS = SHIPPED


def nobody(_: Collection[str]) -> list[str]:
    """No proposal is in force."""
    return []


@dataclass(frozen=True)
class Kept:
    """One case: so many days ago each thing happened; None where it did not."""

    closed: int | None = 400
    appealed: int | None = None
    decided: int | None = None
    proposed: int | None = None
    told: int | None = None
    stated: bool = True
    unrestored: bool = False
    hold: str = ""
    id: UUID = field(default_factory=uuid4)
    subject: UUID = field(default_factory=uuid4)

    @property
    def proposal(self) -> str:
        return f"prop_{self.id.hex}"


def _ago(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)


def put(url: str, now: datetime, *cases: Kept, canary: str = CANARY) -> None:
    """Each case in its tables, under a superuser."""
    with psycopg.connect(url) as conn:
        for case in cases:
            _put(conn, case, now, canary)


def _put(conn: psycopg.Connection[Any], case: Kept, now: datetime, canary: str) -> None:
    opened = now - timedelta(days=1500)
    native = f"@{canary}-{case.subject.hex}:example.org"
    conn.execute(
        "INSERT INTO subjects VALUES (%s, %s, 'account', %s, %s)",
        (case.subject, CONNECTOR, native, opened),
    )
    conn.execute(
        "INSERT INTO cases (id, subject_id, state, area, opened_at, opened_by, closed_at, outcome,"
        " waiting_since, due_at, look_at)"
        " VALUES (%s, %s, %s, 'spam', %s, 'app', %s, %s, %s, %s, %s)",
        (
            *(case.id, case.subject, "open" if case.closed is None else "closed", opened),
            *(_ago(now, case.closed), None if case.closed is None else "actioned"),
            *(opened, opened, opened),
        ),
    )
    said = json.dumps([{"text": canary}])
    conn.execute(
        "INSERT INTO reports (id, case_id, subject_id, source, key, request_digest, kind, reporter,"
        " category, body, evidence, received_at, words) VALUES (%s, %s, %s, 'app', %s, '\\x01',"
        " 'report', %s, 'spam', %s, %s, %s, words_of(%s, 'spam', %s, %s, 'app', %s))",
        (
            *(uuid4(), case.id, case.subject, case.id.hex, f"@{canary}-r:example.org", canary),
            *(said, opened, native, canary, said, f"@{canary}-r:example.org"),
        ),
    )
    conn.execute(
        "INSERT INTO reporters VALUES ('app', %s, 1, 0) ON CONFLICT DO NOTHING",
        (f"@{canary}-r:example.org",),
    )
    conn.execute(
        "INSERT INTO inbox (connector, identity, payload, received_at, taken_at)"
        " VALUES ('app', %s, %s, %s, %s)",
        (case.id.hex, json.dumps({"reason": canary}), opened, opened),
    )
    conn.execute("INSERT INTO likeness VALUES (7, false, %s)", (case.id,))
    conn.execute(
        "INSERT INTO notes (id, case_id, author, text, written_at) VALUES (%s, %s, 'ada', %s, %s)",
        (uuid4(), case.id, canary, opened),
    )
    conn.execute("INSERT INTO case_tags VALUES (%s, %s, 'ada', %s)", (case.id, canary, opened))
    conn.execute("INSERT INTO mutes VALUES (%s, %s, 'ada', %s)", (case.id, opened, opened))
    conn.execute(
        "INSERT INTO network_events (case_id, subject_id, kind, event, person, did, made_at)"
        " VALUES (%s, %s, 'modEventTag', %s, 'ada', %s, %s)",
        (case.id, case.subject, json.dumps({"add": [canary]}), f"did:web:{canary}.example", opened),
    )
    conn.execute(
        "INSERT INTO notices (id, source, key, request_digest, token_hash, received_at, case_id,"
        " area, location, language, name, email, trusted) VALUES (%s, 'notice:form', %s, '\\x01',"
        " sha256(%s), %s, %s, 'spam', %s, 'en', %s, %s, false)",
        (
            *(uuid4(), case.id.hex, case.id.bytes, opened, case.id, canary, canary),
            f"{canary}@mail.example",
        ),
    )
    if case.proposed is not None:
        _propose(conn, case, now, canary, native)
    if case.appealed is not None:
        _appeal(conn, case, now, canary)
    if case.hold:
        conn.execute(
            "INSERT INTO holds (id, case_id, subject_id, placed_by, placed_at, reason)"
            " VALUES (%s, %s, %s, 'lead', %s, 'r')",
            (
                *(uuid4(), case.id if case.hold == "case" else None),
                *(case.subject if case.hold == "account" else None, now),
            ),
        )


def _value(conn: psycopg.Connection[Any], kind: str, canary: str, at: datetime) -> str:
    name = uuid4().hex * 2
    conn.execute(
        "INSERT INTO kept_values VALUES (%s, %s, %s, sha256(''), 'ada', %s)",
        (name, kind, canary, at),
    )
    return name


def _propose(
    conn: psycopg.Connection[Any], case: Kept, now: datetime, canary: str, native: str
) -> None:
    at = now - timedelta(days=case.proposed or 0)
    statement = {"parameters": {"facts": _value(conn, "facts", canary, at)}}
    resolution = {"resolution": {"native": native, "ref": "r"}, "effector": "e", "sig": ""}
    conn.execute(
        "INSERT INTO proposals (id, case_id, subject_id, statement, resolution, proposed_by,"
        " proposed_at) VALUES (%s, %s, %s, %s, %s, 'ada', %s)",
        (
            *(case.proposal, case.id, case.subject),
            *(json.dumps(statement), json.dumps(resolution), at),
        ),
    )
    conn.execute(
        "INSERT INTO questions (id, proposal_id, asked_by, asked_of, question, asked_at)"
        " VALUES (%s, %s, 'ada', 'bob', %s, %s)",
        (uuid4(), case.proposal, canary, at),
    )
    if case.told is not None:
        conn.execute(
            "INSERT INTO tellings VALUES (%s, sha256(%s), %s)",
            (case.proposal, case.id.bytes, now - timedelta(days=case.told)),
        )
    if case.stated:
        conn.execute(
            "INSERT INTO statements_of_reasons (proposal_id, case_id, made_at, content)"
            " VALUES (%s, %s, %s, '{}')",
            (case.proposal, case.id, at),
        )


def _appeal(conn: psycopg.Connection[Any], case: Kept, now: datetime, canary: str) -> None:
    at, appeal = now - timedelta(days=case.appealed or 0), uuid4()
    decided = _ago(now, case.decided)
    conn.execute(
        "INSERT INTO appeals (id, side, decision, case_id, filed_by, filed_at, words, outcome,"
        " decided_by, decided_at, answer, unrestored, report_id)"
        " VALUES (%s, 'reporter', %s, %s, 'app', %s, %s, %s, %s, %s, %s, %s,"
        " (SELECT id FROM reports WHERE case_id = %s))",
        (
            *(appeal, case.id.hex, case.id, at, _value(conn, "appeal-words", canary, at)),
            *((None,) * 4 if decided is None else _answered(conn, canary, decided)),
            *(case.unrestored, case.id),
        ),
    )
    conn.execute(
        "INSERT INTO handed_appeals VALUES ('coop', %s, sha256(%s), %s, %s)",
        (case.id.hex, canary.encode(), appeal, json.dumps({"item": canary})),
    )


def _answered(conn: psycopg.Connection[Any], canary: str, at: datetime) -> tuple[object, ...]:
    return "upheld", "ada", at, _value(conn, "appeal-answer", canary, at)


def left(url: str, canary: str = CANARY) -> set[str]:
    """In which columns of all tables a text is found, as it stands or as a word of a search."""
    parts: dict[str, list[str]] = {}
    for table, column in rows(
        url,
        "SELECT table_name, column_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        " AND data_type IN ('text', 'jsonb', 'tsvector', 'bytea', 'ARRAY')",
    ):
        parts.setdefault(table, []).append(column)
    found: set[str] = set()
    with psycopg.connect(url) as conn:
        for table, columns in parts.items():
            has = sql.SQL("bool_or({0}::text LIKE %(text)s OR {0}::text LIKE %(bytes)s)")
            asked = sql.SQL(", ").join(has.format(sql.Identifier(name)) for name in columns)
            query = sql.SQL("SELECT {} FROM {}").format(asked, sql.Identifier(table))
            values = {"text": f"%{canary}%", "bytes": f"%{canary.encode().hex()}%"}
            row = conn.execute(query, values).fetchone() or ()
            found |= {f"{table}.{name}" for name, there in zip(columns, row, strict=True) if there}
    return found


def texts(url: str, case: Kept) -> dict[DataKind, bool]:
    """Of which kinds a case's text is still there."""
    queries: dict[DataKind, LiteralString] = {
        DataKind.REPORT: "SELECT 1 FROM reports WHERE case_id = %s AND body IS NOT NULL",
        DataKind.NOTE: "SELECT 1 FROM notes WHERE case_id = %s AND text IS NOT NULL",
        DataKind.NETWORK: "SELECT 1 FROM network_events e FULL JOIN case_tags t USING (case_id)"
        " FULL JOIN mutes m USING (case_id) WHERE case_id = %s",
        DataKind.NOTICE: "SELECT 1 FROM notices WHERE case_id = %s AND email IS NOT NULL",
        DataKind.APPEAL: "SELECT 1 FROM appeals JOIN kept_values ON commitment = words"
        " WHERE case_id = %s",
        DataKind.DECISION: "SELECT 1 FROM proposals JOIN kept_values"
        " ON commitment = statement->'parameters'->>'facts' WHERE case_id = %s",
        DataKind.QUESTION: "SELECT 1 FROM questions q JOIN proposals p ON p.id = q.proposal_id"
        " WHERE p.case_id = %s",
    }
    with psycopg.connect(url) as conn:
        return {k: conn.execute(q, (case.id,)).rowcount > 0 for k, q in queries.items()}
