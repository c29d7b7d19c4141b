"""What people and sources ask at a door, and what they are answered."""

from typing import Final

from quorate.telemetry.metrics.registry import QUICK, counter, histogram

REQUESTS: Final = counter(
    "quorate_http_requests_total",
    "Requests answered, by the route's template, method and status.",
    *("route", "method", "status"),
)
REQUEST_SECONDS: Final = histogram(
    "quorate_http_request_duration_seconds",
    "From a request's arrival to the last byte of its answer.",
    QUICK,
    *("route", "method"),
)
REFUSALS: Final = counter(
    "quorate_refusals_total",
    "Answers that refused what was asked, by the problem they named.",
    "problem",
)
SIGN_INS: Final = counter(
    "quorate_sign_ins_total",
    "Sessions begun at the console, by how the person signed in.",
    "means",
)
