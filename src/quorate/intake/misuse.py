"""When notices are misused, and what is decided about whoever does it (DSA, Article 23). Pure.

Numbers propose and decide nothing: a person weighs them with gravity and intent (Article 23(3)),
warns first, and suspends the processing of notices for a time that ends by itself (Article 23(2)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from quorate.vocabulary.problems import Problem, Refusal

LOOKED_BACK: Final = timedelta(days=365)
WARN_FROM: Final = 3
SUSPEND_FROM: Final = 3  # more of them since the warning, or the last suspension
SHARE_FROM: Final = 0.5
PERIODS: Final = (7, 30, 90, 180)  # days
LONGEST_REASON: Final = 1_000


class Step(StrEnum):
    """What was decided about a notifier."""

    RESTORED = "restored"
    SUSPENDED = "suspended"
    WARNED = "warned"


@dataclass(frozen=True, slots=True)
class Counts:
    """A notifier's last 12 months. `since` counts what was called unfounded after the last
    warning or suspension, `confirmed` what came by a token or from a confirmed address."""

    notices: int
    unfounded: int
    since: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Decided:
    """One step, as it stands in the table and the log; `number` counts a notifier's steps from 1.

    `reason` is the commitment to what the notifier was told.
    """

    notifier: UUID
    number: int
    step: Step
    by: str
    at: datetime
    until: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a notifier stands, after all steps."""

    number: int = 0
    warned_at: datetime | None = None
    suspended_until: datetime | None = None
    reason: str | None = None

    def held_at(self, now: datetime) -> bool:
        """Whether new notices are recorded and not processed."""
        return self.suspended_until is not None and now < self.suspended_until


def standing_of(steps: Sequence[Decided]) -> Standing:
    """From the steps in their order."""
    found = Standing()
    for one in steps:
        warned = one.at if one.step is Step.WARNED else found.warned_at
        found = Standing(one.number, warned, one.until, one.reason)
    return found


def proposed(counts: Counts, standing: Standing, now: datetime) -> Step | None:
    """What the numbers suggest to look at; None where they suggest nothing."""
    if standing.held_at(now) or counts.unfounded < SHARE_FROM * counts.notices:
        return None
    if standing.warned_at is None:
        return Step.WARNED if counts.unfounded >= WARN_FROM else None
    return Step.SUSPENDED if counts.since >= SUSPEND_FROM else None


def decide_warn(
    notifier: UUID, standing: Standing, counts: Counts, by: str, number: int, now: datetime
) -> Decided | Refusal:
    """Warns. Refused: VERSION_STALE, ALREADY_DECIDED while suspended, NOTHING_UNFOUNDED."""
    wrong = _stale(standing, number) or _nothing(counts.unfounded)
    if wrong:
        return wrong
    if standing.held_at(now):
        return Refusal(Problem.ALREADY_DECIDED, "the notifier is suspended already", "notifier")
    return Decided(notifier, standing.number + 1, Step.WARNED, by, now)


def decide_suspend(
    notifier: UUID,
    standing: Standing,
    counts: Counts,
    by: str,
    number: int,
    days: int,
    now: datetime,
) -> Decided | Refusal:
    """Suspends for one of the periods.

    Refused: VERSION_STALE, BODY_INVALID for another period, NOT_WARNED without a prior warning
    (Article 23(2)), ALREADY_DECIDED, NOTHING_UNFOUNDED where nothing came after the warning.
    """
    wrong = _stale(standing, number)
    if wrong:
        return wrong
    if days not in PERIODS:
        return Refusal(Problem.BODY_INVALID, "choose one of the periods", "days")
    if standing.warned_at is None:
        return Refusal(Problem.NOT_WARNED, "a warning has to come first", "notifier")
    if standing.held_at(now):
        return Refusal(Problem.ALREADY_DECIDED, "the notifier is suspended already", "notifier")
    wrong = _nothing(counts.since)
    if wrong:
        return wrong
    until = now + timedelta(days=days)
    return Decided(notifier, standing.number + 1, Step.SUSPENDED, by, now, until)


def decide_restore(
    notifier: UUID, standing: Standing, by: str, number: int, now: datetime
) -> Decided | Refusal:
    """Ends a suspension at once. While it lasts no other step is taken, so that what a lead saw is
    stale only where the suspension is another one."""
    if not standing.held_at(now):
        return Refusal(Problem.ALREADY_DECIDED, "the notifier is not suspended", "notifier")
    wrong = _stale(standing, number)
    return wrong or Decided(notifier, standing.number + 1, Step.RESTORED, by, now)


def _stale(standing: Standing, number: int) -> Refusal | None:
    if number == standing.number:
        return None
    return Refusal(
        Problem.VERSION_STALE, "somebody decided about the notifier meanwhile", "version"
    )


def _nothing(unfounded: int) -> Refusal | None:
    if unfounded:
        return None
    return Refusal(
        Problem.NOTHING_UNFOUNDED, "no notice since then is manifestly unfounded", "notifier"
    )
