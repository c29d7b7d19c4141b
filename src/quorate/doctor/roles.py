"""Each process's role may do what it must, and none may rewrite the log or forge reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg

from quorate.bootstrap import ROLES
from quorate.doctor.database import Connections
from quorate.doctor.model import Check, Finding, ok, wrong


@dataclass(frozen=True, slots=True)
class _Right:
    """One right on a table, by columns where the migrations give it so; `columns` of the grant."""

    table: LiteralString
    what: LiteralString
    columns: LiteralString = ""


_QUEUE: Final = "(body, written_by, counter)"
_MUST: Final = {
    "serve": (_Right("ledger_queue", "INSERT", _QUEUE), _Right("cases", "UPDATE")),
    "sequencer": (
        _Right("ledger_queue", "UPDATE", "(leaf)"),
        _Right("ledger_published", "UPDATE", "(size, root)"),
    ),
    "effector": (_Right("ledger_queue", "INSERT", _QUEUE), _Right("inbox", "INSERT")),
}
_MUST_NOT: Final = {
    "serve": (
        _Right("ledger_queue", "UPDATE"),
        _Right("ledger_queue", "DELETE"),
        _Right("inbox", "INSERT"),
    ),
    "sequencer": (_Right("ledger_queue", "INSERT"), _Right("ledger_queue", "DELETE")),
    "effector": (_Right("ledger_queue", "UPDATE"), _Right("ledger_queue", "DELETE")),
}


def roles(made: Connections) -> Iterator[Finding]:
    """A process that connects as another's role, or as one that may too much, is told."""
    for process, conn in made.items():
        found = list(_of(process, conn))
        yield from found
        if not found:
            yield ok(Check.ROLES, f"{process} is {ROLES[process]}, with its rights and no more")


def _of(process: str, conn: psycopg.Connection[Any]) -> Iterator[Finding]:
    role = ROLES[process]
    row = conn.execute(
        "SELECT rolname, rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles"
        " WHERE rolname = current_user"
    ).fetchone()
    name, mighty = (str(row[0]), bool(row[1])) if row else ("", False)
    if name != role:
        says = f"{process} connects as {name}, not as {role}"
        yield wrong(Check.ROLES, says, f"name {role} and its password in {process}/database_url")
        return
    if mighty:
        owner = "as the database's owner: ALTER ROLE"
        mending = f"{owner} {role} NOSUPERUSER NOCREATEROLE NOBYPASSRLS"
        yield wrong(Check.ROLES, f"{role} may do everything", mending)
        return
    for right in _MUST[process]:
        if not _has(conn, right):
            grant = f"GRANT {right.what} {right.columns} ON {right.table} TO {role}"
            says = f"{role} may not {right.what} on {right.table}"
            yield wrong(Check.ROLES, says, f"as the database's owner: {' '.join(grant.split())}")
    for right in _MUST_NOT[process]:
        if _has(conn, right):
            says = f"{role} may {right.what} on {right.table}, which it must never"
            mending = f"REVOKE {right.what} ON {right.table} FROM {role}"
            yield wrong(Check.ROLES, says, f"as the database's owner: {mending}")


def _has(conn: psycopg.Connection[Any], right: _Right) -> bool:
    """By the table or by any column of it; DELETE is never by columns."""
    asked = "has_table_privilege" if right.what == "DELETE" else "has_any_column_privilege"
    try:
        row = conn.execute(
            f"SELECT {asked}(%s, %s)",
            (right.table, right.what),
        ).fetchone()
    except psycopg.errors.UndefinedTable:
        return False
    return bool(row and row[0])
