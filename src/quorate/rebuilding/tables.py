"""The tables that follow from entries, as a database has them.

What a table has beside these columns is not told by entries: docs/reference/rebuild.md lists it.
"""

from dataclasses import dataclass
from typing import Any, Final, LiteralString

from psycopg import Connection, sql

from quorate.ledger.commitment import SALT_BYTES, commitment
from quorate.people.sign_ins import sign_in_commitment
from quorate.rebuilding.books import Key, Value, plain

Live = dict[Key, dict[str, Value]]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that name a row, and columns that entries tell. `also` narrows what is read."""

    name: LiteralString
    key: tuple[LiteralString, ...]
    fields: tuple[LiteralString, ...]
    also: LiteralString = "true"


STORED: Final = (
    Table(
        "cases",
        ("id",),
        (
            *("subject_id", "state", "area", "language", "version", "opened_at", "opened_by"),
            *("closed_at", "outcome", "claimed_by", "lease_until", "fence", "waiting_since"),
            *("escalated", "assigned_by", "reopened_by"),
        ),
    ),
    Table("skips", ("person", "case_id"), ("reason", "until")),
    Table("case_hands", ("case_id", "person"), ("since",)),
    Table(
        "proposals",
        ("id",),
        ("case_id", "subject_id", "statement", "proposed_by", "proposed_at"),
    ),
    Table("hands", ("proposal_id", "signer"), ("kind", "key", "signature", "given_at")),
    Table(
        "appeals",
        ("id",),
        (
            *("side", "decision", "case_id", "proposal_id", "filed_by", "filed_at", "words"),
            *("outcome", "decided_by", "decided_at", "answer"),
            *("settled_by", "settled_at", "settlement", "settled_on", "body"),
        ),
    ),
    Table(
        "holds",
        ("id",),
        (
            *("case_id", "subject_id", "placed_by", "placed_at", "reason", "review_on"),
            *("lifted_by", "lifted_at"),
        ),
    ),
    Table(
        "notifier_steps",
        ("notifier_id", "number"),
        ("step", "decided_by", "decided_at", "until", "reason"),
    ),
    Table(
        "exports",
        ("id",),
        (
            *("ref", "received_at", "asked_by", "asked_at", "given_by", "given_at", "until"),
            *("ended_by", "ended_at"),
        ),
    ),
    Table(
        "signal_banks",
        ("name",),
        (
            *("algorithm", "distance", "area", "hashes", "digest", "added_by", "added_at"),
            *("state", "moved_by", "moved_at"),
        ),
    ),
    Table(
        "signal_rules",
        ("name", "version"),
        ("area", "expression", "written_by", "written_at", "state", "moved_by", "moved_at"),
    ),
    Table(
        "signal_tests",
        ("id",),
        (
            *("name", "version", "tested_by", "tested_at", "since", "reports", "hits", "failed"),
            *("cases", "decided", "actioned"),
        ),
    ),
    Table("trusted_flaggers", ("id",), ("areas", "since", "until", "suspended", "number")),
    Table(
        "legal_orders",
        ("id",),
        (
            *("number", "kind", "state", "area", "language", "territory", "deadline"),
            *("received_at", "taken_at", "taken_by", "content", "items", "missing", "found"),
            *("found_at", "told_at", "outcome", "ground", "given", "effected_at"),
            *("answered_by", "answered_at", "answer", "answer_told_at"),
        ),
    ),
    Table("legal_order_words", ("order_id", "person", "genuine"), ("how", "said_at")),
    Table("legal_order_items", ("order_id", "place"), ("case_id",)),
    # Before its first word a source has a row with nothing in it.
    Table("people_sources", ("name", "key"), ("sequence", "last"), "sequence > 0"),
    Table("sign_ins", ("issuer", "subject", "salt"), ("person", "linked_at")),
    Table("kept_values", ("commitment", "kind", "salt"), ("value", "given_by", "given_at")),
)
# Kept in no table of a running installation: every process folds them from the log itself.
FOLDED: Final = ("people", "keys", "register", "effects", "outside")


def read(conn: Connection[Any]) -> dict[str, Live]:
    """Every row of every table that is there, in the words of entries."""
    found = {table.name: _read(conn, table) for table in STORED}
    for name in FOLDED:
        if _is_there(conn, name):
            found[name] = _folded(conn, name)
    return found


def _read(conn: Connection[Any], table: Table) -> Live:
    columns = sql.SQL(", ").join(map(sql.Identifier, (*table.key, *table.fields)))
    query = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        columns, sql.Identifier(table.name), sql.SQL(table.also)
    )
    width, found = len(table.key), Live()
    for row in conn.execute(query):
        key = tuple(str(plain(value)) for value in row[:width])
        values: dict[str, Value] = {**dict(zip(table.fields, map(plain, row[width:]), strict=True))}
        key, values = _as_told(table.name, key, values)
        found[key] = values
    return found


def _as_told(name: str, key: Key, values: dict[str, Value]) -> tuple[Key, dict[str, Value]]:
    """Where the log has a commitment to what the database has."""
    if name == "sign_ins":
        issuer, subject, salt = key[0], key[1], bytes.fromhex(key[2])
        if len(salt) != SALT_BYTES:  # nothing was ever committed with it
            return (salt.hex(),), values
        return (sign_in_commitment(issuer, subject, salt),), values
    if name == "kept_values":
        named, kind, salt = key[0], key[1], bytes.fromhex(key[2])
        opens = len(salt) == SALT_BYTES and commitment(kind, str(values["value"]), salt)
        return (named,), {**values, "value": opens or "another value or salt"}
    return key, values


def _is_there(conn: Connection[Any], name: str) -> bool:
    row = conn.execute("SELECT to_regclass(%s) IS NOT NULL", (f"public.{name}",)).fetchone()
    return bool(row and row[0])


def _folded(conn: Connection[Any], name: LiteralString) -> Live:
    rows = conn.execute(sql.SQL("SELECT id, facts FROM {}").format(sql.Identifier(name)))
    return {(str(key),): dict(facts) for key, facts in rows}


def is_empty(conn: Connection[Any]) -> bool:
    """Whether nothing stands in this database yet."""
    found = conn.execute(
        "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        " AND c.relkind IN ('r', 'v', 'm', 'S', 'p', 'f') LIMIT 1"
    )
    return found.fetchone() is None
