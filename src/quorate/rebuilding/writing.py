"""The state of a log written into an empty database, in the tables of a running installation."""

import json
from collections.abc import Iterator
from typing import Any, Final, LiteralString

import psycopg
from psycopg import Connection, sql

from quorate.database.migrate import migrate
from quorate.rebuilding.books import Books, Key, Row
from quorate.rebuilding.tables import FOLDED, STORED, is_empty

# What a table demands and no entry tells: the worker finds it anew, or it lies beside the log.
_LACKING: Final[dict[str, LiteralString]] = {
    "cases": ", due_at, look_at) VALUES ({}, now(), now())",
    "proposals": ", resolution) VALUES ({}, '{{}}')",
    "trusted_flaggers": ", name, contact, awarded_by) VALUES ({}, '', '', '')",
}
# A commitment takes the place of what it stands for.
UNTOLD: Final = frozenset({"sign_ins", "kept_values"})


class NotEmptyError(Exception):
    """The database has tables already; nothing was written."""


def write(url: str, books: Books) -> dict[str, int]:
    """Makes the tables and their rows, all or none; how many rows in each.

    Raises NotEmptyError; psycopg.Error where the log's own state breaks a rule of the schema.
    """
    with psycopg.connect(url) as conn:
        if not is_empty(conn):
            raise NotEmptyError("the database is not empty: take a new one")
    migrate(url)
    with psycopg.connect(url) as conn:
        _write_subjects(conn, books)
        for table in STORED:
            if table.name not in UNTOLD:
                _write(conn, table.name, table.key, books.table(table.name))
        for name in FOLDED:
            _write_folded(conn, name, books.table(name))
    return {name: len(rows) for name, rows in sorted(books.tables.items())}


def _write_subjects(conn: Connection[Any], books: Books) -> None:
    """Only that they are: whose account it is stands beside the log."""
    seen: dict[str, str] = {}
    for row in books.table("cases").values():
        seen.setdefault(str(row.values["subject_id"]), str(row.values["opened_at"]))
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO subjects (id, connector, kind, native, first_seen)"
            " VALUES (%s, 'ledger', 'subject', %s, %s)",
            [(subject, subject, at) for subject, at in seen.items()],
        )


def _write(
    conn: Connection[Any], name: LiteralString, key: tuple[LiteralString, ...], rows: dict[Key, Row]
) -> None:
    if not rows:
        return
    fields = tuple(next(iter(rows.values())).values)
    columns = sql.SQL(", ").join(map(sql.Identifier, (*key, *fields)))
    marks = sql.SQL(", ").join([sql.Placeholder()] * (len(key) + len(fields)))
    rest = sql.SQL(_LACKING.get(name, ") VALUES ({})")).format(marks)
    query = sql.SQL("INSERT INTO {} ({}").format(sql.Identifier(name), columns) + rest
    with conn.cursor() as cursor:
        cursor.executemany(query, list(_values(name, fields, rows)))


def _values(name: str, fields: tuple[str, ...], rows: dict[Key, Row]) -> Iterator[list[object]]:
    for key, row in rows.items():
        values: list[object] = [row.values[field] for field in fields]
        if name == "hands":
            values[fields.index("signature")] = bytes.fromhex(str(row.values["signature"]))
        yield [*key, *values]


def _write_folded(conn: Connection[Any], name: LiteralString, rows: dict[Key, Row]) -> None:
    table = sql.Identifier(name)
    conn.execute(
        sql.SQL("CREATE TABLE {} (id text PRIMARY KEY, facts jsonb NOT NULL)").format(table)
    )
    with conn.cursor() as cursor:
        cursor.executemany(
            sql.SQL("INSERT INTO {} VALUES (%s, %s)").format(table),
            [(key[0], json.dumps(row.values)) for key, row in rows.items()],
        )
