"""A round that the database breaks off is told and counted, and ends no loop; all else does."""

import asyncio

import psycopg
import pytest
from psycopg_pool import PoolTimeout, TooManyRequests
from structlog.testing import capture_logs

from quorate.database.rounds import patient_round
from quorate.telemetry.metrics.registry import REGISTRY

JOB, EVENT = "desk", "desk_tries_again"


def failures() -> float:
    return REGISTRY.get_sample_value("quorate_job_failures_total", {"job": JOB}) or 0.0


@pytest.mark.parametrize(
    "error", [psycopg.OperationalError, psycopg.DataError, PoolTimeout, TooManyRequests, OSError]
)
def test_what_a_round_has_patience_with_is_told_and_counted(error: type[Exception]) -> None:
    before, after = failures(), list[str]()
    with capture_logs() as logs:
        with patient_round(JOB, EVENT, OSError):
            raise error("who wrote what")
        after.append("the loop goes on")
    assert after
    assert logs == [{"event": EVENT, "log_level": "warning", "error": error.__name__}]
    assert failures() == before + 1


@pytest.mark.parametrize("error", [OSError, ValueError, asyncio.CancelledError])
def test_what_it_has_no_patience_with_ends_the_loop(error: type[BaseException]) -> None:
    with capture_logs() as logs, pytest.raises(error), patient_round(JOB, EVENT):
        raise error
    assert logs == []


def test_a_round_that_succeeds_says_nothing() -> None:
    before = failures()
    with capture_logs() as logs, patient_round(JOB, EVENT):
        pass
    assert logs == []
    assert failures() == before
