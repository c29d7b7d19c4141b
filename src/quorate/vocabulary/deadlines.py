"""How long a proposal on a protected subject may wait for hands, by its policy's severity; and how
long any case should wait for its decision.

A protection that waits is the known failure of lists like these: past its deadline a proposal is
told to on-call and its case goes to the leads; past twice that it is told again.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final

DEADLINES: Final[dict[int, timedelta]] = {
    1: timedelta(hours=12),
    2: timedelta(hours=8),
    3: timedelta(hours=4),
    4: timedelta(hours=1),
    5: timedelta(minutes=30),
}

TARGETS: Final[dict[int, timedelta]] = {
    1: timedelta(hours=72),
    2: timedelta(hours=48),
    3: timedelta(hours=24),
    4: timedelta(hours=4),
    5: timedelta(hours=1),
}
"""Nothing happens when a case is past it but that leads see it."""
APPEALS: Final = timedelta(days=14)
"""How long an appeal should wait for its answer; past it, leads see it."""


class Lateness(StrEnum):
    """A stage of waiting too long."""

    LATE = "late"
    NEGLECTED = "neglected"


STAGES: Final[dict[Lateness, int]] = {Lateness.LATE: 1, Lateness.NEGLECTED: 2}


def lateness(age: timedelta, severity: int) -> list[Lateness]:
    """The stages that a proposal of that age has reached."""
    return [stage for stage, times in STAGES.items() if age >= times * DEADLINES[severity]]
