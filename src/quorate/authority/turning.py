"""The instants at which time alone may change what somebody may do."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from quorate.people.model import WINDOWS, Bound, Person

DAYS: Final = 8
_HOUR: Final = timedelta(hours=1)


def turning_points(person: Person, now: datetime) -> list[datetime]:
    """After `now`, in order; more than those where something really changes.

    They are the ends of shifts and days with what narrows before them, and each full hour of the
    next day, for which a rule may ask.
    """
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    found = {hour + n * _HOUR for n in range(1, 25)}
    for bound in (person.own, *person.bounds):
        for end in _ends(bound, now):
            found |= {end, end - WINDOWS.shift, end - WINDOWS.last_day}
    return sorted(at for at in found if at > now)


def _ends(bound: Bound, now: datetime) -> Iterator[datetime]:
    zone = ZoneInfo(bound.zone)
    today = now.astimezone(zone).date()
    times = {time()}
    for shift in bound.shifts or ():
        times |= {shift.starts, shift.ends}
    for days in range(DAYS):
        for at in times:
            yield datetime.combine(today + timedelta(days=days), at, zone).astimezone(UTC)
