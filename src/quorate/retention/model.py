"""What is kept for how long, and who may stop its erasing. Pure.

Each kind of data is kept no longer than it is needed (GDPR, Article 5(1)(e)), and never less than
the law's own duties need it: an appeal is free for six months (DSA, Article 20(1)).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from quorate.intake.wellformed import one_ended
from quorate.vocabulary.problems import Problem, Refusal

HOLD: Final = "hold"
LONGEST_REASON: Final = 600  # characters
SERVICE: Final = "service:retention"
APPEAL_DAYS: Final = 190
"""Six months, a weekend at their end, and a margin."""
MOST_DAYS: Final = 36_500


class DataKind(StrEnum):
    """What has a time of its own, in the order in which it is erased."""

    REPORT = "report"
    NOTICE = "notice"
    NOTE = "note"
    NETWORK = "network"
    QUESTION = "question"
    APPEAL = "appeal"
    DECISION = "decision"
    ACCOUNT = "account"
    INBOX = "inbox"
    DRAFT = "draft"
    LETTER = "letter"
    SESSION = "session"
    EXPOSURE = "exposure"
    HANDOVER = "handover"
    SEARCH = "search"
    NOTIFIER = "notifier"


@dataclass(frozen=True, slots=True)
class Time:
    """`days` as it ships, and the fewest that a setting may name."""

    days: int
    least: int


TIMES: Final[Mapping[DataKind, Time]] = {
    DataKind.REPORT: Time(365, APPEAL_DAYS),
    DataKind.NOTICE: Time(365, APPEAL_DAYS),
    DataKind.NOTE: Time(365, APPEAL_DAYS),
    DataKind.NETWORK: Time(365, APPEAL_DAYS),
    DataKind.QUESTION: Time(365, APPEAL_DAYS),
    DataKind.APPEAL: Time(730, APPEAL_DAYS),
    DataKind.DECISION: Time(730, APPEAL_DAYS),
    DataKind.ACCOUNT: Time(1095, APPEAL_DAYS),
    DataKind.INBOX: Time(30, 1),
    DataKind.DRAFT: Time(30, 2),
    DataKind.LETTER: Time(30, 5),
    DataKind.SESSION: Time(30, 1),
    DataKind.EXPOSURE: Time(90, 31),
    DataKind.HANDOVER: Time(90, 2),
    DataKind.SEARCH: Time(730, 1),
    DataKind.NOTIFIER: Time(730, 366),
}
SHIPPED: Final[Mapping[DataKind, int]] = {kind: facts.days for kind, facts in TIMES.items()}
LEAST: Final[Mapping[DataKind, int]] = {kind: facts.least for kind, facts in TIMES.items()}


def read_days(row: Mapping[str, object]) -> dict[DataKind, int]:
    """The days of every kind; what is not named is as it ships. ValueError names the kind."""
    found = dict(SHIPPED)
    for name, value in row.items():
        if name not in set(DataKind):
            raise ValueError(f"there is no kind {name}")
        kind, least = DataKind(name), LEAST[DataKind(name)]
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"{name}: a whole number of days is needed")
        if not least <= value <= MOST_DAYS:
            raise ValueError(f"{name}: {least} to {MOST_DAYS} days, for what still needs it")
        found[kind] = value
    return found


def boundary(days: int, now: datetime) -> datetime:
    """What ended before it is due: the beginning of the day, UTC, so many days ago. It stands still
    all day, so that a day's erasing has one boundary."""
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC) - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Hold:
    """Stops the erasing of a case, or of an account (`subject` is one of its subjects' ids).

    `reason` is the commitment to why, `review_on` the day on which somebody looks whether it is
    still needed.
    """

    id: UUID
    case: UUID | None
    subject: UUID | None
    placed_by: str
    placed_at: datetime
    reason: str
    review_on: str | None = None
    lifted_by: str | None = None
    lifted_at: datetime | None = None


def read_reason(text: str) -> str | Refusal:
    """Why a hold is placed, as it is kept."""
    said = one_ended(text).replace("\x00", "").strip()
    if not 1 <= len(said) <= LONGEST_REASON:
        return Refusal(Problem.BODY_INVALID, f"1 to {LONGEST_REASON} characters", "reason")
    return said


def decide_place(standing: Hold | None, wanted: Hold, now: datetime) -> Hold | Refusal:
    """One hold at a time stands on a case or an account; its review lies ahead."""
    if standing is not None:
        return Refusal(Problem.ALREADY_DECIDED, "it is on hold already", "about")
    if wanted.review_on is not None:
        try:
            day = date.fromisoformat(wanted.review_on)
        except ValueError:
            return Refusal(Problem.BODY_INVALID, "a day is needed", "review_on")
        if day <= now.astimezone(UTC).date():
            return Refusal(Problem.BODY_INVALID, "a day that is to come", "review_on")
        return replace(wanted, review_on=day.isoformat())
    return wanted


def decide_lift(hold: Hold | None, who: str, now: datetime) -> Hold | Refusal:
    """What a hold kept may be erased once it is lifted, so that takes a second person."""
    if hold is None:
        return Refusal(Problem.NOT_FOUND, "there is no such hold", "hold")
    if hold.lifted_at is not None:
        return Refusal(Problem.ALREADY_DECIDED, "this hold is lifted already", "hold")
    if hold.placed_by == who:
        return Refusal(Problem.SELF_EXCLUDED, "another person lifts your own hold", "hold")
    return replace(hold, lifted_by=who, lifted_at=now)
