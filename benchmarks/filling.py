"""Open cases with their reports, by SQL: more than anybody could send within a measurement."""

from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Filling:
    """Accounts of `connector`, named `before` and a number, with `each` reports of each."""

    connector: str
    before: str
    each: int


FILL = (
    "INSERT INTO subjects (id, connector, kind, native, first_seen)"
    " SELECT uuidv7(), %(connector)s, 'account', %(before)s || n, now()"
    " FROM generate_series(%(start)s + 1, %(end)s) n",
    "INSERT INTO cases (id, subject_id, state, area, language, opened_at, opened_by,"
    " waiting_since, due_at, look_at, tier, reach, unranked, reports)"
    " SELECT uuidv7(), s.id, 'open', 'area-' || floor(random() * 20), 'en', now(), 'bench', now(),"
    " now() - random() * interval '100 hours', now(), 0, 1, false, %(each)s"
    " FROM subjects s WHERE NOT EXISTS (SELECT FROM cases c WHERE c.subject_id = s.id)",
    "INSERT INTO reports (id, case_id, subject_id, source, key, request_digest, kind, reporter,"
    " category, body, language, evidence, received_at, words)"
    " SELECT uuidv7(), c.id, c.subject_id, 'bench', c.id || '-' || n, '', 'report', '@r' || lot,"
    " 'spam', said, 'en', '[]', now(),"
    " words_of(s.native, 'spam', said, '[]', 'bench', '@r' || lot)"
    " FROM cases c JOIN subjects s ON s.id = c.subject_id, generate_series(1, %(each)s) n,"
    " LATERAL (SELECT floor(random() * 100000 + n - n) AS lot) l,"
    " LATERAL (SELECT 'bulk messages, number ' || n || ' of lot' || lot AS said) t"
    " WHERE NOT EXISTS (SELECT FROM reports r WHERE r.case_id = c.id)",
    "INSERT INTO reporters (source, reporter, upheld, dismissed)"
    " SELECT 'bench', '@r' || lot, 1, 1 FROM generate_series(0, 99999) lot ON CONFLICT DO NOTHING",
)

_INDEXES: LiteralString = (
    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
    " WHERE indrelid IN ('subjects'::regclass, 'cases'::regclass, 'reports'::regclass)"
    " AND NOT indisunique"
)


def fill(url: str, filling: Filling, start: int, end: int) -> None:
    """Those whose numbers are after `start`, up to `end`; analysed and written down."""
    values = {
        "connector": filling.connector,
        "before": filling.before,
        "each": filling.each,
        "start": start,
        "end": end,
    }
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("SET session_replication_role = replica")  # the rows fit by themselves
        conn.execute("SET synchronous_commit = off")
        conn.execute("SET maintenance_work_mem = '1GB'")
        indexes = conn.execute(_INDEXES).fetchall()  # made anew at the end, which is faster
        for name, _ in indexes:
            conn.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for statement in FILL:
            conn.execute(statement, values)
        for _, made in indexes:
            conn.execute(made)
        conn.execute("VACUUM ANALYZE")
        conn.execute("CHECKPOINT")
