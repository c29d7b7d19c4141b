"""Which refusals pass by themselves: an intent waits them out, anything else ends it."""

from typing import Final

from quorate.vocabulary.problems import Problem

TRANSIENT: Final = frozenset(
    {
        Problem.CLOCK_DOUBT,
        Problem.COOLING_OFF,
        Problem.LEDGER_STALE,
        Problem.LEDGER_UNAVAILABLE,
        Problem.PAGE_NOT_TAKEN,
        Problem.PEOPLE_STALE,
        Problem.PLATFORM_UNAVAILABLE,
        Problem.POLICY_BROKEN,
        Problem.TIER_UNREAD,
        Problem.WITNESS_OVERDUE,
    }
)
