"""Brings a database to the state the code expects, by ordered SQL files applied once each.

`NNNN_pre_name.sql` runs before the code that needs it is deployed, `NNNN_post_name.sql` after;
they are applied in the order of their names. Old code serves meanwhile, so none may hold up others
for long (docs/reference/migrations.md says what that forbids).
"""

import hashlib
import itertools
import re
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

MIGRATIONS = Path(__file__).parent / "migrations"
NAME = re.compile(r"\d{4}_(pre|post)_[a-z0-9_]+\.sql")
ADVISORY_LOCK = 0x51554F52
# Whoever waits for a table's lock lets everybody else queue behind: briefly, and again later.
LOCK_TIMEOUT = "1s"
TRIES = 10
PAUSE_SECONDS = 1.0
CONCURRENT_INDEX = re.compile(rb"CREATE (?:UNIQUE )?INDEX CONCURRENTLY (\w+) ON [^;]*;\s*")
_COMMENT = re.compile(rb"^--.*\n|^\s*\n", re.MULTILINE)


class BadMigration(Exception):
    """A file's name breaks the rule, or a file changed after it was applied."""


@dataclass(frozen=True)
class Migration:
    """One file: its name orders it, its digest proves that it is still what was applied."""

    name: str
    sql: bytes
    sha256: str


def migrate(url: str, folder: Path = MIGRATIONS, *, before_deploy: bool = False) -> list[str]:
    """Apply what is missing, each file in a transaction of its own; return the names applied.

    `before_deploy` stops at the first file that is for after it. A file that holds one
    CREATE INDEX CONCURRENTLY is applied outside of a transaction, and the half-made index of an
    earlier try goes first.

    One process at a time does this, others wait and find nothing left to do. A file that waits
    more than a second for a lock gives way and is tried again, ten times. Raises BadMigration
    before anything is applied, psycopg.Error when a file fails.
    """
    migrations = _read(folder)
    with psycopg.connect(url, autocommit=True) as connection:
        _be_alone(connection)
        missing = _missing(migrations, _applied(connection))
        if before_deploy:
            missing = list(itertools.takewhile(lambda m: "_post_" not in m.name, missing))
        for migration in missing:
            _apply(connection, migration)
    return [migration.name for migration in missing]


@cache
def _shipped() -> list[Migration]:
    return _read(MIGRATIONS)


async def unapplied(conn: AsyncConnection[Any]) -> list[str]:
    """What this code needs and the database has not, by name: a `pre` file that is missing, or any
    that was applied in another form. One that only newer code knows is none of our business."""
    rows = await (await conn.execute("SELECT name, sha256 FROM quorate_migrations")).fetchall()
    applied = {str(name): str(sha256) for name, sha256 in rows}
    return [
        migration.name
        for migration in _shipped()
        if applied.get(migration.name, "" if _is_pre(migration) else migration.sha256)
        != migration.sha256
    ]


def _is_pre(migration: Migration) -> bool:
    found = NAME.fullmatch(migration.name)
    return found is not None and found[1] == "pre"


def _read(folder: Path) -> list[Migration]:
    migrations: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        if NAME.fullmatch(path.name) is None:
            raise BadMigration(f"{path.name}: the name must be NNNN_pre_name or NNNN_post_name")
        sql = path.read_bytes()
        migrations.append(Migration(path.name, sql, hashlib.sha256(sql).hexdigest()))
    return migrations


def _applied(connection: psycopg.Connection) -> dict[str, str]:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS quorate_migrations"
        " (name text PRIMARY KEY, sha256 text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT now())"
    )
    rows = connection.execute("SELECT name, sha256 FROM quorate_migrations").fetchall()
    return {str(name): str(sha256) for name, sha256 in rows}


def _missing(migrations: list[Migration], applied: dict[str, str]) -> list[Migration]:
    for migration in migrations:
        if applied.get(migration.name, migration.sha256) != migration.sha256:
            raise BadMigration(f"{migration.name}: changed after it was applied")
    return [migration for migration in migrations if migration.name not in applied]


def without_comments(text: bytes) -> bytes:
    """A file's statements, without its lines of comment."""
    return _COMMENT.sub(b"", text)


def _be_alone(connection: psycopg.Connection) -> None:
    """Asked again and again: one that waits inside of PostgreSQL would hold up an index that is
    made concurrently, and be held up by its maker."""
    asked = "SELECT pg_try_advisory_lock(%s)"
    while connection.execute(asked, (ADVISORY_LOCK,)).fetchone() != (True,):
        time.sleep(0.1)


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    index = CONCURRENT_INDEX.fullmatch(without_comments(migration.sql))
    if index is not None:
        _make_index(connection, migration, index[1].decode())
        return
    for left in reversed(range(TRIES)):
        try:
            _apply_whole(connection, migration)
        except psycopg.errors.LockNotAvailable:
            if not left:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _apply_whole(connection: psycopg.Connection, migration: Migration) -> None:
    with connection.transaction():
        wait = sql.SQL("SET LOCAL lock_timeout = {}")
        connection.execute(wait.format(sql.Literal(LOCK_TIMEOUT)))
        connection.execute(migration.sql)
        _note(connection, migration)


def _make_index(connection: psycopg.Connection, migration: Migration, name: str) -> None:
    """It locks nobody out, however long it takes; what a failure leaves is of no use."""
    half = "SELECT FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid"
    if connection.execute(half, (name,)).fetchone() is not None:
        drop = sql.SQL("DROP INDEX CONCURRENTLY {}")
        connection.execute(drop.format(sql.Identifier(name)))
    if connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() == (None,):
        connection.execute(migration.sql)
    _note(connection, migration)


def _note(connection: psycopg.Connection, migration: Migration) -> None:
    connection.execute(
        "INSERT INTO quorate_migrations (name, sha256) VALUES (%s, %s)",
        (migration.name, migration.sha256),
    )
