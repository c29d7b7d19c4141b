"""Instants and numbers as the page's language writes them; instants are in their own zone."""

from datetime import date, datetime


def day(at: date) -> str:
    """`28 Nov 2026`."""
    return at.strftime("%d %b %Y")


def minute(at: datetime) -> str:
    """`28 Nov 14:52`."""
    return at.strftime("%d %b %H:%M")


def second(at: datetime) -> str:
    """`28 Nov 14:52:30`."""
    return at.strftime("%d %b %H:%M:%S")


def weekday(at: date) -> str:
    """`Saturday`."""
    return at.strftime("%A")


def number(value: float, digits: int = 0) -> str:
    """`41,000,000`, or with that many digits behind the point."""
    return f"{value:,.{digits}f}"
