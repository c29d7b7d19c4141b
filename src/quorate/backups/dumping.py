"""pg_dump and pg_restore of the embedded server's own programs; they speak to older servers too."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from quorate.backups.errors import BackupError
from quorate.bootstrap import ROLES
from quorate.database.embedded import programs

_NAMES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",  # nosec B105
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def dump(database_url: str, snapshot: str, target: Path) -> None:
    """The whole database as of an exported snapshot, in pg_dump's custom format."""
    _run("pg_dump", database_url, ("--format=custom", f"--snapshot={snapshot}", f"--file={target}"))


def restore(database_url: str, source: Path) -> None:
    """Everything or nothing, owned by who connects; the roles have to be there."""
    name = str(conninfo_to_dict(database_url).get("dbname"))
    how = ("--single-transaction", "--exit-on-error", "--no-owner", f"--dbname={name}")
    _run("pg_restore", database_url, (*how, str(source)))


def make_roles(conn: psycopg.Connection[Any]) -> None:
    """The dump grants to the processes' roles and does not hold them."""
    for role in ROLES.values():
        if conn.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
            conn.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))


def _run(program: str, database_url: str, arguments: Sequence[str]) -> None:
    """The password goes by the environment: arguments are everybody's to read."""
    told = {_NAMES[k]: str(v) for k, v in conninfo_to_dict(database_url).items() if k in _NAMES}
    done = subprocess.run(
        [str(programs() / program), *arguments],
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **told},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program}: {' '.join(done.stderr.split())[:500]}")
