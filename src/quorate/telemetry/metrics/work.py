"""What the worker does without anybody's click, and what waits for it."""

from typing import Final

from quorate.telemetry.metrics.registry import LONG, counter, gauge, histogram

JOB_SECONDS: Final = histogram(
    "quorate_job_duration_seconds", "How long one round of a job took.", LONG, "job"
)
JOB_FAILURES: Final = counter(
    "quorate_job_failures_total", "Rounds of a job that failed and are tried again.", "job"
)
JOB_SUCCESS: Final = gauge(
    "quorate_job_success_timestamp_seconds", "When a round of the job last succeeded.", "job"
)
WAITING: Final = gauge(
    "quorate_work_waiting", "What waits for the worker, counted up to 10,000 each.", "job"
)
OLDEST: Final = gauge(
    "quorate_work_oldest_timestamp_seconds",
    "Since when the oldest of what waits for the worker is due; absent where nothing waits.",
    "job",
)
