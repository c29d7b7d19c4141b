"""docs/reference/database-roles.md: each role may what its cell says, and is refused all else.

Every statement is tried on every table and column that the catalogue has, so a new table, or a
grant that nobody wrote down, goes red.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

PAGE = (Path(__file__).parents[2] / "docs/reference/database-roles.md").read_text()
ROLES = ("quorate_web", "quorate_effector", "quorate_sequencer")
_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_RIGHT = re.compile(r"(select|insert|update|delete)(?: \(([\w, ]+)\))?")
_TABLES: LiteralString = (
    "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum),"
    " array_agg(a.attname::text) FILTER (WHERE a.attgenerated <> '') FROM pg_class c"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    " GROUP BY c.relname ORDER BY c.relname"
)
# None of them touches a row: whether it is allowed is judged before.
_BY_COLUMN: dict[str, LiteralString] = {
    "select": "SELECT {column} FROM {table} LIMIT 0",
    "insert": "INSERT INTO {table} ({column}) OVERRIDING SYSTEM VALUE SELECT NULL WHERE false",
    "update": "UPDATE {table} SET {column} = DEFAULT WHERE false",
}
_OF_TABLE: dict[str, LiteralString] = {
    "delete": "DELETE FROM {table} WHERE false",
    "truncate": "TRUNCATE {table} CASCADE",
    "alter": "ALTER TABLE {table} ADD COLUMN smuggled text",
    "disable": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "own": "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "trigger": "CREATE TRIGGER smuggled AFTER INSERT ON {table} EXECUTE FUNCTION emptied()",
    "rule": "CREATE RULE smuggled AS ON INSERT TO {table} DO NOTHING",
    "index": "CREATE INDEX ON {table} ((1))",
    "drop": "DROP TABLE {table} CASCADE",
}
DENIED, DONE = "42501", "UNDONE"
_TRY: LiteralString = """DO $do$
DECLARE statement text; states text[] := ARRAY[]::text[];
BEGIN
    FOR statement IN SELECT jsonb_array_elements_text(current_setting('tried.all')::jsonb) LOOP
        BEGIN
            EXECUTE statement;
            RAISE EXCEPTION 'undo';
        EXCEPTION WHEN raise_exception THEN states := states || 'UNDONE'::text;
        WHEN OTHERS THEN states := states || SQLSTATE::text;
        END;
    END LOOP;
    PERFORM set_config('tried.states', array_to_string(states, ' '), false);
END $do$"""
_OF_SERVER: tuple[LiteralString, ...] = (
    "SET ROLE {other}",
    "SET SESSION AUTHORIZATION {other}",
    "GRANT {other} TO {role}",
    "ALTER ROLE {role} SUPERUSER",
    "ALTER ROLE {other} PASSWORD 'smuggled'",
    "CREATE ROLE smuggled",
    "CREATE TABLE smuggled (a int)",
    "CREATE FUNCTION smuggled() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA smuggled",
    "CREATE DATABASE smuggled",
    "LOAD '/tmp/smuggled'",
    "DROP FUNCTION emptied() CASCADE",
    "ALTER DATABASE {database} SET timezone = 'UTC'",
    "ALTER SYSTEM SET fsync = off",
    "SET session_replication_role = replica",
    "COPY (SELECT 1) TO '/tmp/smuggled'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_reload_conf()",
    "CHECKPOINT",
)


@dataclass(frozen=True)
class Cell:
    """What one role may do with one table: each right with its columns, all where it has none."""

    rights: dict[str, frozenset[str]]

    def allows(self, right: str, column: str) -> bool:
        if right not in self.rights:
            return False
        return not self.rights[right] or column in self.rights[right]


def read_cell(text: str) -> Cell:
    found = {
        match[1]: frozenset((match[2] or "").split(", ")) - {""} for match in _RIGHT.finditer(text)
    }
    assert text == "—" or found, text
    return Cell(found)


MATRIX: dict[str, dict[str, Cell]] = {
    row[0]: dict(zip(ROLES, map(read_cell, row[1:]), strict=True)) for row in _ROW.findall(PAGE)
}


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def tables(owner: psycopg.Connection) -> dict[str, list[str]]:
    """The columns of each. One that PostgreSQL computes from others nobody could write."""
    return {
        str(name): [column for column in columns if column not in (made or ())]
        for name, columns, made in owner.execute(_TABLES).fetchall()
    }


def refused(connection: psycopg.Connection, statement: sql.Composed) -> bool:
    """Whether PostgreSQL refuses it for want of a right. Any other refusal fails the test: it
    would say nothing."""
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def signed_in(owner: psycopg.Connection, role: str) -> psycopg.Connection:
    """A session of the role itself: one that is only set could be set back."""
    made = sql.SQL("ALTER ROLE {} PASSWORD 'of-the-test'").format(sql.Identifier(role))
    owner.execute(made)
    info = owner.info
    return psycopg.connect(
        host=info.host,
        port=info.port,
        dbname=info.dbname,
        user=role,
        password="of-the-test",
        autocommit=True,
    )


def attempts(all_of: dict[str, list[str]]) -> Iterator[tuple[str, str, str, sql.Composed]]:
    """Table, right, column (empty for the whole table) and the statement that needs it."""
    for name, columns in all_of.items():
        table = sql.Identifier(name)
        for right, text in _BY_COLUMN.items():
            for column in columns:
                statement = sql.SQL(text).format(table=table, column=sql.Identifier(column))
                yield name, right, column, statement
        for right, text in _OF_TABLE.items():
            yield name, right, "", sql.SQL(text).format(table=table)


def differing(connection: psycopg.Connection, role: str, all_of: dict[str, list[str]]) -> set[str]:
    """Each statement that goes another way than its cell says. All are tried in one call, each
    undone at once."""
    tried = list(attempts(all_of))
    told = [statement.as_string(connection) for _, _, _, statement in tried]
    connection.execute("SELECT set_config('tried.all', %s, false)", (json.dumps(told),))
    connection.execute(_TRY)
    (found,) = connection.execute("SELECT current_setting('tried.states')").fetchone() or ("",)
    states = str(found).split(" ")
    assert set(states) <= {DENIED, DONE}, "refused for another reason, which would say nothing"
    return {
        f"{role} {right} {name}.{column}"
        for (name, right, column, _), state in zip(tried, states, strict=True)
        if (state == DONE) is not MATRIX[name][role].allows(right, column)
    }


@pytest.mark.both_postgres
def test_every_table_has_a_row_and_every_row_its_table(owner: psycopg.Connection) -> None:
    assert list(MATRIX) == list(tables(owner))


@pytest.mark.both_postgres
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_its_cells_say_and_nothing_else(
    owner: psycopg.Connection, role: str
) -> None:
    with signed_in(owner, role) as connection:
        assert differing(connection, role, tables(owner)) == set()


@pytest.mark.both_postgres
@pytest.mark.parametrize("role", ROLES)
def test_no_role_leaves_its_tables(owner: psycopg.Connection, role: str) -> None:
    other = next(one for one in ROLES if one != role)
    names = {
        "role": sql.Identifier(role),
        "other": sql.Identifier(other),
        "database": sql.Identifier(owner.info.dbname),
    }
    with signed_in(owner, role) as connection:
        open_to = [
            text for text in _OF_SERVER if not refused(connection, sql.SQL(text).format(**names))
        ]
        assert open_to == []
        for (name,) in owner.execute(
            "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
        ):
            for call in ("nextval({})", "setval({}, 1)", "currval({})"):
                asked = sql.SQL("SELECT " + call).format(sql.Literal(name))
                assert refused(connection, asked), (call, name)
    (plain,) = owner.execute(
        "SELECT array_agg(rolname::text) FROM pg_roles WHERE rolname = ANY(%s) AND NOT (rolsuper"
        " OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR EXISTS"
        " (SELECT FROM pg_auth_members WHERE member = pg_roles.oid))",
        ([role],),
    ).fetchone() or (None,)
    assert plain == [role]


@pytest.mark.both_postgres
def test_a_grant_that_nobody_wrote_down_goes_red(owner: psycopg.Connection) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute("GRANT UPDATE (body) ON ledger_queue TO quorate_web")
        owner.execute("SET LOCAL ROLE quorate_web")
        found = differing(owner, "quorate_web", {"ledger_queue": tables(owner)["ledger_queue"]})
    assert found == {"quorate_web update ledger_queue.body"}


@pytest.mark.both_postgres
def test_nothing_runs_with_its_maker_s_rights(owner: psycopg.Connection) -> None:
    """A function that did would be a way around every cell."""
    found = owner.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert found.fetchall() == []
