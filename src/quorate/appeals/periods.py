"""Periods of months, as the law counts them; first of all until when a decision may be appealed."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

MONTHS: Final = 6
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 6


def appeal_until(told_at: datetime) -> datetime:
    """The first instant that is too late, UTC: six months from being told (DSA, Article 20(1))."""
    return months_after(told_at, MONTHS)


def last_day(told_at: datetime) -> datetime:
    """An instant of the last day, UTC, on which it is in time."""
    return appeal_until(told_at) - _DAY


def months_after(begun_at: datetime, number: int) -> datetime:
    """The first instant that is too late for a period of that many months, UTC.

    A period of months ends with the last hour of the day of the same date, or of the month's last
    day where it has no such date; one that would end on a Saturday or Sunday ends with the Monday
    (Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c) and (4)).
    """
    day = begun_at.astimezone(UTC).date()
    months = day.year * 12 + day.month - 1 + number
    first = day.replace(year=months // 12, month=months % 12 + 1, day=1)
    length = ((first + 31 * _DAY).replace(day=1) - first).days
    last = first.replace(day=min(day.day, length))
    while last.isoweekday() >= _SATURDAY:
        last += _DAY
    return datetime.combine(last + _DAY, time(), UTC)
