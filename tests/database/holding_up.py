"""Whether a migration would hold up who works: found by applying it and looking at what it did."""

from pathlib import Path

import psycopg

from quorate.database.migrate import CONCURRENT_INDEX, without_comments

HOT = frozenset(
    {
        *("appeals", "case_hands", "cases", "filings", "hands", "inbox", "kept_values", "labels"),
        *("ledger_queue", "likeness", "network_events", "notes", "notices", "proposals"),
        *("reporters", "reports", "signal_hits", "signal_hours", "signal_queue"),
        *("signal_reporters", "statements_of_reasons", "subjects", "tellings"),
    }
)
"""Tables that grow with reports and decisions: to read one whole takes minutes where there are
millions. A new one joins them."""
_TABLES = (
    "SELECT c.relname, pg_relation_filenode(c.oid), coalesce(s.seq_scan, 0)"
    " FROM pg_class c LEFT JOIN pg_stat_xact_user_tables s ON s.relid = c.oid"
    " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
)


def complaints(conn: psycopg.Connection, file: Path) -> list[str]:
    """What is wrong with a file that is applied while others work, each hot table by its name;
    nothing of it stays applied."""
    text = file.read_bytes()
    if CONCURRENT_INDEX.fullmatch(without_comments(text)):
        return []
    conn.execute("SELECT 1")
    before = _tables(conn)
    try:
        conn.execute(text)
    except psycopg.errors.ActiveSqlTransaction:
        conn.rollback()
        return ["CONCURRENTLY: a file of its own, and nothing else in it"]
    after = _tables(conn)
    conn.rollback()
    found: list[str] = []
    for name in sorted(HOT & before.keys() & after.keys()):
        (was, read), (node, read_again) = before[name], after[name]
        if was != node:
            found.append(f"{name}: is written anew under a lock")
        elif read_again > read:
            found.append(f"{name}: is read whole in one transaction")
    return found


def _tables(conn: psycopg.Connection) -> dict[str, tuple[int, int]]:
    return {name: (node, read) for name, node, read in conn.execute(_TABLES).fetchall()}
