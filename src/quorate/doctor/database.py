"""The database as each process reaches it: server, role, migrations, clock, locks, dead rows."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import psycopg
from psycopg.conninfo import conninfo_to_dict

from quorate.bootstrap import ROLES
from quorate.database.migrate import MIGRATIONS
from quorate.doctor.installation import Installation
from quorate.doctor.model import Check, Finding, ok, warning, wrong

Connections: TypeAlias = "Mapping[str, psycopg.Connection[Any]]"
"""By the process whose role each has; those that could be made."""
CONNECT_SECONDS: Final = 5
OLDEST_SERVER: Final = 15
TOLERANCE: Final = timedelta(seconds=5)
WAITS: Final = "5 s"
MANY_DEAD: Final = 10_000
_OWNER: Final = "QUORATE_DATABASE_URL=OWNER_URL quorate migrate"


def urls(found: Installation) -> Iterator[tuple[str, Path]]:
    """Of each process with a role the file of its database's address."""
    for process, settings in (
        ("serve", found.serve),
        ("sequencer", found.sequencer),
        ("effector", found.effector),
    ):
        if settings is not None:
            yield process, settings.database_url


def reach(
    found: Installation, held: ExitStack, made: dict[str, psycopg.Connection[Any]]
) -> Iterator[Finding]:
    """Connects as each process does; `held` closes what is put into `made`."""
    for process, path in urls(found):
        try:
            url = path.read_text().strip()
            known = conninfo_to_dict(url)
        except OSError:
            continue  # told of among the secrets
        except psycopg.Error:
            # What libpq says of it repeats a part of it, which may be the password.
            mending = f"write postgresql://{ROLES[process]}:PASSWORD@HOST:PORT/NAME into {path}"
            yield wrong(Check.DATABASE, f"{path} holds no database's address", mending)
            continue
        where = f"{known.get('host', 'localhost')}:{known.get('port', 5432)}/{known.get('dbname')}"
        try:
            made[process] = held.enter_context(_connected(url))
        except psycopg.Error as problem:
            said = " ".join(str(problem).split())[-200:]
            says = f"{process} cannot reach {where}: {said}"
            yield wrong(Check.DATABASE, says, _mending(said, process, path))
        else:
            yield _server(made[process], process, where)


def _connected(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        url,
        autocommit=True,
        connect_timeout=CONNECT_SECONDS,
        options="-c timezone=UTC -c statement_timeout=20s",
        application_name="quorate doctor",
    )


def _mending(said: str, process: str, path: Path) -> str:
    role = ROLES[process]
    if "authentication" in said:
        change = f"as the database's owner: ALTER ROLE {role} PASSWORD 'NEW'"
        return f"{change}; then put the same into {path} and restart {process}"
    if "does not exist" in said:
        return f"make that database or role anew from a backup, or correct {path}"
    return f"start PostgreSQL (systemctl start postgresql), or correct the address in {path}"


def _server(conn: psycopg.Connection[Any], process: str, where: str) -> Finding:
    version = conn.info.server_version // 10_000
    says = f"{process} reaches PostgreSQL {version} at {where}"
    if version < OLDEST_SERVER:
        return wrong(Check.DATABASE, says, f"upgrade the server to {OLDEST_SERVER} or newer")
    return ok(Check.DATABASE, says)


def migrations(made: Connections, folder: Path = MIGRATIONS) -> Iterator[Finding]:
    """Every file of this version is applied, and none of a newer one."""
    conn = made.get("serve")
    if conn is None:
        return
    try:
        rows = conn.execute("SELECT name FROM quorate_migrations").fetchall()
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable):
        says = "the database is of an older Quorate, or of none"
        yield wrong(Check.MIGRATIONS, says, _OWNER)
        return
    applied, known = {str(name) for (name,) in rows}, {path.name for path in folder.glob("*.sql")}
    if missing := sorted(known - applied):
        yield wrong(Check.MIGRATIONS, f"not applied: {', '.join(missing)}", _OWNER)
    elif newer := sorted(applied - known):
        says = f"the database is of a newer Quorate: {', '.join(newer)}"
        yield wrong(
            Check.MIGRATIONS, says, "install that version of Quorate, docs/how-to/upgrade.md"
        )
    else:
        yield ok(Check.MIGRATIONS, f"{len(known)} migrations are applied")


def clocks(made: Connections, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """Shifts, deadlines and freshness are judged by both clocks. `clock` is this machine's: the
    database's word lies between a look at it before the question and one after the answer."""
    for conn in list(made.values())[:1]:
        before = clock()
        row = conn.execute("SELECT clock_timestamp()").fetchone()
        after = clock()
        told = row[0] if row else after
        apart = max(before - told, told - after, timedelta())
        says = f"this machine and the database are {apart.total_seconds():.1f} s apart"
        if apart > TOLERANCE:
            yield wrong(Check.CLOCK, says, "on both machines: timedatectl set-ntp true")
        else:
            yield ok(Check.CLOCK, says)


def locks(made: Connections) -> Iterator[Finding]:
    """Who waits for a lock longer than a statement takes, and who holds it."""
    for conn in list(made.values())[:1]:
        rows = conn.execute(
            "SELECT l.pid, coalesce(l.relation::regclass::text, l.locktype),"
            " extract(epoch FROM clock_timestamp() - l.waitstart)::int, pg_blocking_pids(l.pid)"
            " FROM pg_locks l WHERE NOT l.granted"
            " AND l.waitstart < clock_timestamp() - %s::interval"
            " ORDER BY l.waitstart LIMIT 10",
            (WAITS,),
        ).fetchall()
        for pid, what, seconds, holders in rows:
            by = holders[0] if holders else 0
            says = f"backend {pid} has waited {seconds} s for {what}, which backend {by} holds"
            mending = f"as the database's owner: SELECT pg_terminate_backend({by})"
            yield wrong(Check.LOCKS, says, mending)
        if not rows:
            yield ok(Check.LOCKS, f"nobody has waited {WAITS} for a lock")


def vacuum(made: Connections) -> Iterator[Finding]:
    """Tables whose dead rows are more than the living ones grow slow; autovacuum prevents it."""
    for conn in list(made.values())[:1]:
        row = conn.execute("SHOW autovacuum").fetchone()
        if row and row[0] != "on":
            sql = "ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf()"
            yield wrong(Check.VACUUM, "autovacuum is off", f"as a superuser: {sql}")
        rows = conn.execute(
            "SELECT relname, n_dead_tup, n_live_tup FROM pg_stat_user_tables"
            " WHERE n_dead_tup > %s AND n_dead_tup > n_live_tup ORDER BY n_dead_tup DESC LIMIT 10",
            (MANY_DEAD,),
        ).fetchall()
        for name, dead, live in rows:
            says = f"{name} has {dead} dead rows beside {live} living ones"
            mending = f"as the database's owner: VACUUM {name}; where it leaves them, end the"
            yield warning(Check.VACUUM, says, f"{mending} oldest transaction of pg_stat_activity")
        if not rows and row and row[0] == "on":
            yield ok(Check.VACUUM, "autovacuum is on, no table is full of dead rows")
