"""The worker, the erasing, the backups: what goes wrong without anybody who asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from quorate.backups.noting import last_backup
from quorate.doctor.database import Connections
from quorate.doctor.installation import Installation
from quorate.doctor.model import Check, Finding, ok, warning, wrong
from quorate.retention.model import DataKind

COUNTS_WITHIN: Final = timedelta(minutes=10)
TAKES_WITHIN: Final = timedelta(minutes=1)
ERASES_WITHIN: Final = timedelta(days=2)
BACKUP_WITHIN: Final = timedelta(hours=25)


def worker(found: Installation, made: Connections, now: datetime) -> Iterator[Finding]:
    """It counts queues each quarter of a minute, so that its silence is seen when nothing comes."""
    conn = made.get("serve")
    if conn is None:
        return
    start, bad = found.starts("worker"), False
    looked, waiting, oldest = _seen(conn)
    if looked is None or now - looked > COUNTS_WITHIN:
        when = f"since {looked:%Y-%m-%d %H:%M} UTC" if looked else "yet"
        yield wrong(Check.WORKER, f"the worker has not counted the queues {when}", start)
        bad = True
    if oldest is not None and now - oldest > TAKES_WITHIN:
        says = f"{waiting} reports wait to be taken, the oldest since {oldest:%Y-%m-%d %H:%M} UTC"
        yield wrong(Check.WORKER, says, start)
        bad = True
    for endpoint, since, answer in conn.execute(
        "SELECT endpoint, failing_since, answer FROM event_cursors WHERE failing_since IS NOT NULL"
        " AND asked_at > now() - interval '1 day' ORDER BY failing_since LIMIT 10"
    ):
        says = f"{endpoint} takes no events since {since:%Y-%m-%d %H:%M} UTC: {answer}"
        mending = f"mend that endpoint, or [events.{endpoint}] in {found.settings('serve')}"
        yield warning(Check.WORKER, says, mending)
    if not bad:
        yield ok(Check.WORKER, "the worker counts queues and takes reports")


def _seen(conn: psycopg.Connection[Any]) -> tuple[datetime | None, int, datetime | None]:
    row = conn.execute(
        "SELECT (SELECT max(looked_at) FROM queue_figures),"
        " (SELECT count(*) FROM inbox WHERE taken_at IS NULL),"
        " (SELECT received_at FROM inbox WHERE taken_at IS NULL ORDER BY id LIMIT 1)"
    ).fetchone()
    return (row[0], int(row[1]), row[2]) if row else (None, 0, None)


def retention(found: Installation, made: Connections, now: datetime) -> Iterator[Finding]:
    """Each kind of data was gone through since the day before yesterday."""
    conn = made.get("serve")
    if conn is None:
        return
    rows = conn.execute("SELECT kind, max(day) FROM retention_days WHERE done GROUP BY kind")
    days = {str(kind): day for kind, day in rows}
    since = (now - ERASES_WITHIN).date()
    late = [str(kind) for kind in DataKind if days and days.get(kind, since) <= since]
    if late:
        says = f"not erased for two days: {', '.join(late)}"
        yield wrong(Check.RETENTION, says, found.starts("worker"))
    elif not days:
        says = "nothing was gone through for erasing yet"
        yield warning(Check.RETENTION, says, found.starts("worker"))
    else:
        yield ok(Check.RETENTION, "each kind of data is gone through every day")


def backups(found: Installation, now: datetime) -> Iterator[Finding]:
    """By the note that `quorate backup` leaves in the folder."""
    command = f"QUORATE_DATABASE_URL=OWNER_URL quorate backup {found.folder} NEW_FOLDER"
    at = last_backup(found.folder)
    if at is None:
        yield warning(Check.BACKUPS, "no backup was ever taken", command)
    elif now - at > BACKUP_WITHIN:
        says = f"the last backup is of {at:%Y-%m-%d %H:%M} UTC"
        yield warning(Check.BACKUPS, says, f"{command} (each day: docs/how-to/back-up.md)")
    else:
        yield ok(Check.BACKUPS, f"the last backup is of {at:%Y-%m-%d %H:%M} UTC")
