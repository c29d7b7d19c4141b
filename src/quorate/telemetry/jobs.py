"""The rounds of the jobs that run behind: how long each took, and when one last succeeded."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from quorate.telemetry.metrics.work import JOB_FAILURES, JOB_SECONDS, JOB_SUCCESS


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
