"""A row of each table, and the statements of somebody who tampers with it past every rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, TypeAlias

import psycopg
from psycopg import sql

from quorate.rebuilding.tables import STORED, Table

Statement: TypeAlias = "tuple[sql.SQL | sql.Composed, Sequence[Any]]"
_ANOTHER: dict[str, LiteralString] = {
    "text": "coalesce({0}, '') || 'x'",
    "integer": "{0} + 1",
    "bigint": "{0} + 1",
    "boolean": "NOT {0}",
    "uuid": "gen_random_uuid()",
    "jsonb": '{0} || \'{{"action": "lock"}}\'',
    "bytea": "{0} || '\\x00'",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 hour'",
}


@dataclass(frozen=True, slots=True)
class Row:
    """The first one of a table, by its key; `known` are the columns and their types."""

    table: Table
    known: Mapping[str, str]
    key: Sequence[Any]

    def with_another(self, field: str) -> Statement:
        """Changes this field."""
        change = sql.SQL("UPDATE {} SET {} = {} WHERE {}").format(
            self._name(), sql.Identifier(field), self._other(field), self._where()
        )
        return change, self.key

    def gone(self) -> Statement:
        """Takes the row away."""
        return sql.SQL("DELETE FROM {} WHERE {}").format(self._name(), self._where()), self.key

    def copied(self) -> Statement:
        """Adds a row like it, under another key."""
        values = [
            self._other(column) if column in self.table.key else sql.Identifier(column)
            for column in self.known
        ]
        copy = sql.SQL("INSERT INTO {0} ({1}) SELECT {2} FROM {0} WHERE {3}").format(
            self._name(),
            sql.SQL(", ").join(map(sql.Identifier, self.known)),
            sql.SQL(", ").join(values),
            self._where(),
        )
        return copy, self.key

    def _name(self) -> sql.Identifier:
        return sql.Identifier(self.table.name)

    def _other(self, field: str) -> sql.Composed:
        return sql.SQL(_ANOTHER[self.known[field]]).format(sql.Identifier(field))

    def _where(self) -> sql.Composed:
        parts = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in self.table.key]
        return sql.SQL(" AND ").join(parts)


def row_of(conn: psycopg.Connection[Any], table: Table) -> Row:
    """The table's first row."""
    types = conn.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s",
        (table.name,),
    )
    columns = sql.SQL(", ").join(map(sql.Identifier, table.key))
    query = sql.SQL("SELECT {0} FROM {1} WHERE {2} ORDER BY {0} LIMIT 1")
    key = conn.execute(
        query.format(columns, sql.Identifier(table.name), sql.SQL(table.also))
    ).fetchone()
    assert key, table.name
    return Row(table, dict(types.fetchall()), key)


def tamper(url: str, statements: Sequence[Statement]) -> None:
    """Each finds its one row."""
    with psycopg.connect(url) as conn:
        for statement, values in statements:
            assert conn.execute(statement, values).rowcount == 1


def put_back(url: str) -> None:
    """Every row of a loosened copy as it was when it was made."""
    with psycopg.connect(url) as conn:
        for table in STORED:
            name = sql.Identifier(table.name)
            conn.execute(sql.SQL("DELETE FROM {}").format(name))
            kept = sql.SQL("INSERT INTO {0} TABLE kept.{0}")
            conn.execute(kept.format(name))


def loosened(server: str, url: str) -> str:
    """A copy of a database whose rules and keys do not stand in a superuser's way."""
    with psycopg.connect(server, autocommit=True) as conn:
        source, copy = sql.Identifier(url.rpartition("/")[2]), sql.Identifier("loose")
        conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(copy))
        conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, source))
    made = f"{server.rpartition('/')[0]}/loose"
    with psycopg.connect(made) as conn:
        checks = conn.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        ).fetchall()
        for found in checks:
            drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
            conn.execute(drop.format(*map(sql.Identifier, found)))
        conn.execute("DROP INDEX cases_one_open, appeals_once_person, appeals_once_report")
        conn.execute("ALTER TABLE trusted_flaggers DROP CONSTRAINT trusted_flaggers_source_key")
        conn.execute("CREATE SCHEMA kept")
        for table in STORED:
            kept = sql.SQL("CREATE TABLE kept.{0} AS TABLE {0}")
            conn.execute(kept.format(sql.Identifier(table.name)))
    return f"{made}?options=-c%20session_replication_role%3Dreplica"
