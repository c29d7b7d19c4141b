"""The jobs that run behind: how long a round of each took, when one last succeeded, and that none
ends another."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import Any, Final

import structlog

from quorate.telemetry.metrics.work import JOB_FAILURES, JOB_SECONDS, JOB_SUCCESS
from quorate.vocabulary.times import pause

LONGEST_SECONDS: Final = 30.0
FIRST_SECONDS: Final = 0.5
_log: structlog.stdlib.BoundLogger = structlog.get_logger()
Begin = Callable[[], Coroutine[Any, Any, None]]


@contextmanager
def round_of(job: str) -> Generator[None]:
    """One round, from waking up until there is nothing more to do; a failure goes on to whoever
    called. `job` is one of a few names in the code."""
    began = time.monotonic()
    try:
        yield
    except Exception:
        JOB_FAILURES.labels(job).inc()
        raise
    JOB_SECONDS.labels(job).observe(time.monotonic() - began)
    JOB_SUCCESS.labels(job).set_to_current_time()


async def kept(job: str, begin: Begin, stop: asyncio.Event) -> None:
    """A job until it ends by itself. What fails is told, by the error's type and its way through
    our code, and begun anew after a pause, twice as long each time that it fails soon."""
    rest = FIRST_SECONDS
    while True:
        began = time.monotonic()
        try:
            await begin()
            return
        except Exception:
            _log.exception("job_begins_anew", job=job)
        if stop.is_set():
            return
        if time.monotonic() - began > LONGEST_SECONDS:
            rest = FIRST_SECONDS
        await pause(stop, rest)
        rest = min(2 * rest, LONGEST_SECONDS)
