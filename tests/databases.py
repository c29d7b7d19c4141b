"""Databases that tests have to themselves: one is cleaned for the next test, where that left its
tables and rights as they were, since making one takes ten times as long."""

import secrets
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString, TypeAlias

import psycopg
from psycopg import sql

from quorate.database.migrate import migrate

TEMPLATE: Final = "quorate_template"
SMALL_BYTES: Final = 24 << 20
"""One that has grown beyond is not cleaned: what is deleted stays on the disk for a while."""
_GONE_SECONDS: Final = 10.0
Shape: TypeAlias = Sequence[tuple[str, int, int]]
# Whatever a test changes beside rows is a row of one of these, newer than those of the template,
# or one row less. Cheaper than to compare them.
_CATALOGUES: Final[tuple[LiteralString, ...]] = (
    *("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_trigger"),
    *("pg_proc", "pg_type", "pg_namespace", "pg_policy", "pg_extension", "pg_rewrite"),
    *("pg_db_role_setting", "quorate_migrations"),
)
_SHAPE: Final = sql.SQL(" UNION ALL ").join(
    sql.SQL("SELECT {}, count(*), max(xmin::text::bigint) FROM {}").format(
        sql.Literal(one), sql.Identifier(one)
    )
    for one in _CATALOGUES
)
_FILLED: Final[LiteralString] = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    " AND pg_relation_size(oid) > 0 AND relname NOT IN ('quorate_migrations', 'ledger_published')"
)
_COUNTED: Final[LiteralString] = (
    "SELECT setval(oid, 1, false) FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
)


@dataclass
class Databases:
    """Those of one server. `free` is one that the next test may have."""

    server: str
    shape: Shape = field(default=(), init=False)
    free: list[str] = field(default_factory=list[str], init=False)

    def __post_init__(self) -> None:
        with self._superuser() as conn:
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        migrate(self.url(TEMPLATE))
        with psycopg.connect(self.url(TEMPLATE)) as conn:
            self.shape = _shape(conn)
        with self._superuser() as conn:
            lock = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false")
            conn.execute(lock.format(sql.Identifier(TEMPLATE)))

    def url(self, name: str) -> str:
        """Where it is."""
        return f"{self.server.rpartition('/')[0]}/{name}"

    @contextmanager
    def one(self) -> Generator[str]:
        """The URL of a migrated database that nobody else uses meanwhile."""
        name = self.free.pop() if self.free else self._made()
        try:
            yield self.url(name)
        finally:
            if self._cleaned(name):
                self.free.append(name)
            else:
                self._drop(name)

    @contextmanager
    def new(self) -> Generator[str]:
        """One that nobody had before: for who looks at sizes, statistics or plans."""
        name = self._made()
        try:
            yield self.url(name)
        finally:
            self._drop(name)

    def _superuser(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.server, autocommit=True)

    def _made(self) -> str:
        name = f"test_{secrets.token_hex(8)}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self._superuser() as conn:
            conn.execute(copy.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
        return name

    def _drop(self, name: str) -> None:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self._superuser() as conn:
            conn.execute(drop.format(sql.Identifier(name)))

    def _cleaned(self, name: str) -> bool:
        """Whether it is as a new one would be."""
        with self._superuser() as conn:
            if not _left(conn, name):
                return False
        with psycopg.connect(self.url(name)) as conn:
            size = conn.execute("SELECT pg_database_size(current_database())").fetchone()
            if not size or size[0] > SMALL_BYTES or _shape(conn) != self.shape:
                return False
            conn.execute("SET session_replication_role = replica")
            for (table,) in conn.execute(_FILLED).fetchall():
                conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            conn.execute("UPDATE ledger_published SET size = 0, root = sha256('')")
            conn.execute(_COUNTED)
        return True


def _left(conn: psycopg.Connection[Any], name: str) -> bool:
    """Ends whoever is still connected; whether they are gone."""
    ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    deadline = time.monotonic() + _GONE_SECONDS
    while conn.execute(ends, (name,)).fetchall():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _shape(conn: psycopg.Connection[Any]) -> Shape:
    return conn.execute(_SHAPE).fetchall()
