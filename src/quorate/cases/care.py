"""When somebody has seen enough grave things for now. Pure: the clock is an argument.

It is care and no prohibition: only the queue holds back. Who holds a case goes on with it, and who
picks one by its address or is given one by a lead gets it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from quorate.people.model import Person


@dataclass(frozen=True, slots=True)
class Limits:
    """An area is grave where its gravest policy has at least that severity. Minutes are those with
    grave cases open, a person and day, and at a stretch."""

    grave_severity: int = 4
    minutes_a_day: int = 240
    minutes_until_break: int = 60
    minutes_of_break: int = 10


SHIPPED: Final = Limits()


class Why(StrEnum):
    """What was reached."""

    BREAK = "break"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds with grave things open: of this day, and without a break until `counted_at`.
    `lifted_by` is the lead who lifted the limits for this day."""

    today: float = 0.0
    unbroken: float = 0.0
    counted_at: datetime | None = None
    lifted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """Until when the queue gives no grave case, and why."""

    until: datetime
    why: Why


def grave_areas(policies: Iterable[tuple[str, int]], limits: Limits) -> frozenset[str]:
    """The areas with a policy in force that is grave enough, from each one's area and severity."""
    return frozenset(area for area, severity in policies if severity >= limits.grave_severity)


def midnight(person: Person, now: datetime) -> datetime:
    """When the person's next day begins in their zone, in UTC."""
    zone = ZoneInfo(person.zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def decide_rest(load: Load, limits: Limits, person: Person, now: datetime) -> Rest | None:
    """A day's measure lasts until midnight, a break from the last look at something grave on."""
    if load.lifted_by is not None:
        return None
    if load.today >= limits.minutes_a_day * 60:
        return Rest(midnight(person, now), Why.DAY)
    if load.counted_at is None or load.unbroken < limits.minutes_until_break * 60:
        return None
    until = load.counted_at + timedelta(minutes=limits.minutes_of_break)
    return Rest(until, Why.BREAK) if now < until else None
