"""How fast reports on an account come, by the hour of UTC, and when that is an alarm. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

HOUR: Final = timedelta(hours=1)
DAY_HOURS: Final = 24
PAST: Final = timedelta(days=7)
KEPT: Final = timedelta(days=8)
LEAST: Final = 10
"""Distinct reporters within an hour; fewer are never an alarm."""
TIMES: Final = 5
"""How many times its own mean hour of the seven days before."""


@dataclass(slots=True)
class Hour:
    """Of one account: people's reports and distinct reporters, and whether an alarm was made."""

    reports: int = 0
    reporters: int = 0
    alarmed: bool = False


@dataclass(slots=True)
class Hours:
    """Of some accounts, those hours that are known. `added` has what is to be written."""

    known: dict[tuple[bytes, datetime], Hour] = field(
        default_factory=dict[tuple[bytes, datetime], Hour]
    )
    added: set[tuple[bytes, datetime]] = field(default_factory=set[tuple[bytes, datetime]])

    def at(self, account: bytes, hour: datetime) -> Hour:
        """What is known of this hour; nothing where it has no row."""
        return self.known.get((account, hour), Hour())

    def add(self, account: bytes, hour: datetime, *, new_reporter: bool) -> None:
        """One more report."""
        found = self.known.setdefault((account, hour), Hour())
        found.reports += 1
        found.reporters += new_reporter
        self.added.add((account, hour))

    def day(self, account: bytes, hour: datetime) -> int:
        """Reports in this hour and the 23 before."""
        return sum(self.at(account, hour - n * HOUR).reports for n in range(DAY_HOURS))


def is_rising(reporters: int, past: int) -> bool:
    """Whether so many distinct reporters within an hour are an alarm, where all hours of the seven
    days before had `past` of them together."""
    hours = PAST // HOUR
    return reporters >= LEAST and reporters * hours >= TIMES * past


def oldest(hours: Iterable[datetime]) -> datetime:
    """From when on hours have to be known to count the days of these."""
    return min(hours) - (DAY_HOURS - 1) * HOUR
