"""How urgent a case is: a moment it counts as due from, so that order never has to be remade.

A case is due from when it began to wait, less a head start in hours. All cases age alike, so the
order of two changes only when something new is known about one of them, and the stored moment
sorts a queue of any length. Each term has a cap: no crowd of reporters hides everything else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

HOURS_A_SEVERITY = 6.0
HOURS_A_REPORTER = 2.0
HOURS_A_TENFOLD_REACH = 3.0
HOURS_A_TIER = 6.0
HOURS_ESCALATED = 24.0
HOURS_FLAGGED = 12.0
HOURS_BEFORE_A_DEADLINE = 168.0
MOST_WEIGHT = 8.0
MOST_TENFOLDS = 7.0
UNKNOWN_SEVERITY = 3


@dataclass(frozen=True, slots=True)
class Record:
    """How a reporter's earlier cases ended: in an action, or in no violation."""

    upheld: int
    dismissed: int

    def trust(self) -> float:
        """1 for a newcomer, towards 2 for who is always right, towards 0 for who never is."""
        return 2 * (self.upheld + 1) / (self.upheld + self.dismissed + 2)


NEWCOMER: Final = Record(0, 0)
"""Of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case. `weight` is that of its reporters, `reach` a number of people;
    `flagged` that a trusted flagger's notice waits in it (DSA, Article 22(1)); `ordered_within` the
    hours from when it began to wait to the nearest deadline of an authority's order about it."""

    severity: int
    weight: float
    tier: int | None
    reach: int | None
    escalated: bool
    flagged: bool = False
    ordered_within: float | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One reason for a head start."""

    reason: str
    hours: float


def weight_of(records: Sequence[Record], score: float | None) -> float:
    """Of a case's distinct reporters, and of the highest score (0 to 1) of its alarms."""
    return min(MOST_WEIGHT, sum(record.trust() for record in records) + (score or 0.0))


def terms(facts: Facts) -> list[Term]:
    """The head start, term by term."""
    found = [
        Term(f"severity {facts.severity} of 5", HOURS_A_SEVERITY * (facts.severity - 1)),
        Term(f"reporters weigh {facts.weight:.1f}", HOURS_A_REPORTER * facts.weight),
    ]
    if facts.reach:
        tenfolds = min(MOST_TENFOLDS, math.log10(facts.reach + 1))
        found.append(Term(f"heard by {facts.reach:,}", HOURS_A_TENFOLD_REACH * tenfolds))
    if facts.tier:
        found.append(Term(f"tier {facts.tier}", HOURS_A_TIER * facts.tier))
    if facts.escalated:
        found.append(Term("escalated", HOURS_ESCALATED))
    if facts.flagged:
        found.append(Term("a trusted flagger's notice", HOURS_FLAGGED))
    if facts.ordered_within is not None:
        ahead = HOURS_BEFORE_A_DEADLINE - facts.ordered_within
        found.append(Term("a legal order's deadline", max(0.0, ahead)))
    return found


def hours_between(since: datetime, until: datetime | None) -> float | None:
    """How many; None where nothing ends."""
    return (until - since) / timedelta(hours=1) if until else None


def due_from(waiting_since: datetime, facts: Facts) -> datetime:
    """The moment the case counts as due from; the earliest comes first."""
    return waiting_since - _head_start(facts)


@lru_cache(maxsize=1024)  # most new cases are alike
def _head_start(facts: Facts) -> timedelta:
    return timedelta(hours=sum(term.hours for term in terms(facts)))
