"""Reports, cases and decisions. Counted in the transaction that writes them, just before it
commits."""

from typing import Final

from quorate.telemetry.metrics.registry import counter, gauge

REPORTS: Final = counter(
    "quorate_reports_total",
    "Reports and alarms taken in, by their source; again: one that was told before.",
    *("source", "kind", "outcome"),
)
CASES_OPENED: Final = counter(
    "quorate_cases_opened_total", "Cases opened by a report about a subject that had none open."
)
CLAIMS: Final = counter(
    "quorate_claims_total",
    "Cases claimed: given by the queue, or picked by a person.",
    "given_by",
)
CASES_CLOSED: Final = counter(
    "quorate_cases_closed_total", "Cases decided and closed, by outcome.", "outcome"
)
PROPOSALS: Final = counter(
    "quorate_proposals_opened_total",
    "Signed proposals opened, by action and by the tier that was signed.",
    *("action", "tier"),
)
HANDS: Final = counter(
    "quorate_hands_total", "Signed approvals and denials of open proposals.", "kind"
)
QUEUE_CASES: Final = gauge(
    "quorate_queue_cases",
    "Open cases, by tier and by area; areas without a policy in force are together `other`.",
    *("by", "name"),
)
QUEUE_LATE: Final = gauge(
    "quorate_queue_late_cases",
    "Open cases that wait longer than the target of their severity.",
    *("by", "name"),
)
QUEUE_OLDEST: Final = gauge(
    "quorate_queue_oldest_timestamp_seconds",
    "Since when the oldest open case waits.",
    *("by", "name"),
)
QUEUE_COUNTED: Final = gauge(
    "quorate_queue_counted_timestamp_seconds", "When a worker last counted the queues."
)
