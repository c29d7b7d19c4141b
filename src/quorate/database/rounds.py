"""Rounds of the jobs that work in the database: one that it breaks off ends no loop."""

from collections.abc import Generator
from contextlib import contextmanager

import psycopg
import structlog

from quorate.telemetry.jobs import round_of

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@contextmanager
def patient_round(job: str, event: str, *others: type[Exception]) -> Generator[None]:
    """One round. Where the database goes away, or gives no connection, or one of `others` comes,
    the log has `event` with the error's type, and whoever loops tries again. All else goes on to
    whoever called."""
    try:
        with round_of(job):
            yield
    except (psycopg.Error, *others) as error:
        _log.warning(event, error=type(error).__name__)
