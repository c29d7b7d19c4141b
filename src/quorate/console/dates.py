"""Instants and numbers as the page's language writes them; instants are in their own zone."""

from datetime import date, datetime

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from quorate.console.tongues import TONGUE


def _dated(skeleton: str, at: date) -> str:
    midnight = datetime(at.year, at.month, at.day)
    return format_skeleton(skeleton, midnight, locale=TONGUE.get().locale)


def day(at: date) -> str:
    """`28 Nov 2026`."""
    return _dated("yMMMd", at)


def minute(at: datetime) -> str:
    """`28 Nov 14:52`."""
    return f"{_dated('MMMd', at)} {at:%H:%M}"


def second(at: datetime) -> str:
    """`28 Nov 14:52:30`."""
    return f"{_dated('MMMd', at)} {at:%H:%M:%S}"


def weekday(at: date) -> str:
    """`Saturday`."""
    return format_date(at, "EEEE", TONGUE.get().locale)


def number(value: float, digits: int = 0) -> str:
    """`41,000,000`, or with that many digits behind the point."""
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return format_decimal(value, pattern, TONGUE.get().locale)
