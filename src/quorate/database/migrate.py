"""Brings a database to the state the code expects, by ordered SQL files applied once each.

`NNNN_pre_name.sql` runs before the code that needs it is deployed, `NNNN_post_name.sql` after;
they are applied in the order of their names.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import AsyncConnection

MIGRATIONS = Path(__file__).parent / "migrations"
NAME = re.compile(r"\d{4}_(pre|post)_[a-z0-9_]+\.sql")
ADVISORY_LOCK = 0x51554F52


class BadMigration(Exception):
    """A file's name breaks the rule, or a file changed after it was applied."""


@dataclass(frozen=True)
class Migration:
    """One file: its name orders it, its digest proves that it is still what was applied."""

    name: str
    sql: bytes
    sha256: str


def migrate(url: str, folder: Path = MIGRATIONS) -> list[str]:
    """Apply what is missing, each file in a transaction of its own; return the names applied.

    One process at a time does this, others wait and find nothing left to do. A file that waits
    more than 5 s for a lock fails, rather than let everybody queue behind it. Raises BadMigration
    before anything is applied, psycopg.Error when a file fails.
    """
    migrations = _read(folder)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        missing = _missing(migrations, _applied(connection))
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


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    with connection.transaction():
        connection.execute("SET LOCAL lock_timeout = '5s'")
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO quorate_migrations (name, sha256) VALUES (%s, %s)",
            (migration.name, migration.sha256),
        )
