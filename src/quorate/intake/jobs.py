"""The worker that turns the effector's inbox into reports: each row once, whatever is killed."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.database.bell import Bell, Rest
from quorate.database.pool import in_one_go
from quorate.database.rounds import patient_round
from quorate.intake import store
from quorate.intake.actions import MOST, AfterFiling, file_reports, leave_of
from quorate.intake.inbox import read_payload
from quorate.intake.model import Filed, Report
from quorate.telemetry import traces
from quorate.vocabulary import times
from quorate.vocabulary.problems import Refusal

PAUSE_SECONDS = 0.1
LONGEST_SECONDS = 1.0
"""The longest rest of a look that nobody woke."""
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def take_inbox(pool: AsyncConnectionPool, now: datetime, after: AfterFiling) -> int:
    """Files up to 100 waiting rows and marks them taken, in one transaction; returns how many.

    A row that is no report is marked taken and stays; the log names its id and the field, never
    its text.
    """
    since = traces.began()
    async with pool.connection() as conn, in_one_go(conn):
        rows = await store.waiting(conn, MOST)
        if not rows:
            return 0
        parsed = [(row.id, report) for row in rows if (report := _read(row)) is not None]
        reports = [report for _, report in parsed]
        leave = leave_of(rows[0].connector)
        answers = await file_reports(conn, leave, reports, now, after)
        for (row, _), answer in zip(parsed, answers, strict=True):
            if isinstance(answer, Refusal):
                _log.warning("inbox_row_refused", row=row, why=answer.problem, field=answer.field)
        await store.mark_taken(conn, rows, now)
    for case in {answer.case for answer in answers if isinstance(answer, Filed)}:
        traces.done("filing", case, since)
    return len(rows)


async def run_worker(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    after: AfterFiling,
    bell: Bell,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Takes the inbox until `stop` is set. When the database goes away, it tries again."""
    rest = Rest(bell, PAUSE_SECONDS, LONGEST_SECONDS)
    while not stop.is_set():
        busy = False
        with patient_round("inbox", "inbox_worker_tries_again"):
            busy = await take_inbox(pool, clock(), after) == MOST
        if not busy:
            await rest.take(stop)


def _read(row: store.InboxRow) -> Report | None:
    try:
        return read_payload(row.connector, row.identity, row.payload)
    except ValueError as error:
        _log.warning("inbox_row_unreadable", row=row.id, why=type(error).__name__)
        return None
