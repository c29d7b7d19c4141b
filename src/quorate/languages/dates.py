"""Instants, numbers and how many people, as the page's language writes them; instants are in their
own zone."""

from datetime import date, datetime

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, get_decimal_symbol

from quorate.languages.tongues import TONGUE, count


def _dated(skeleton: str, at: date) -> str:
    midnight = datetime(at.year, at.month, at.day)
    return format_skeleton(skeleton, midnight, locale=TONGUE.get().locale)


def day(at: date) -> str:
    """`28 Nov 2026`."""
    return _dated("yMMMd", at)


def month(at: date) -> str:
    """`November 2026`."""
    return _dated("yMMMM", at)


def minute(at: datetime) -> str:
    """`28 Nov 14:52`."""
    return f"{_dated('MMMd', at)} {at:%H:%M}"


def second(at: datetime) -> str:
    """`28 Nov 14:52:30`."""
    return f"{_dated('MMMd', at)} {at:%H:%M:%S}"


def instant(at: datetime) -> str:
    """`28 Nov 2026 14:52 UTC`; for people outside, who read of other years too."""
    return f"{day(at)} {at:%H:%M} UTC"


def weekday(at: date) -> str:
    """`Saturday`."""
    return format_date(at, "EEEE", TONGUE.get().locale)


def number(value: float, digits: int = 0) -> str:
    """`41,000,000`, or with that many digits behind the point."""
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return format_decimal(value, pattern, TONGUE.get().locale)


def pointed(written: str) -> str:
    """`0.035` with the language's own sign in place of the point."""
    return written.replace(".", get_decimal_symbol(TONGUE.get().locale))


def people(amount: int) -> str:
    """`one person`, `41,000,000 people`."""
    return count("one person", "%(people)s people", amount, people=number(amount))
