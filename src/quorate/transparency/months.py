"""A calendar month in UTC, the span that is closed and counted."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

from quorate.vocabulary.errors import ToldError

_FORM = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class MonthError(ToldError):
    """A month cannot be closed or counted; the words say why."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month; `number` is 1 to 12."""

    year: int
    number: int

    @classmethod
    def parse(cls, said: str) -> Self:
        """From `2026-03`. Raises MonthError for any other form."""
        found = _FORM.fullmatch(said)
        if found is None:
            raise MonthError(f"{said[:40]!r} is no month such as 2026-03")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return self.next.start

    @property
    def last_day(self) -> date:
        """Its last day."""
        return (self.end - timedelta(days=1)).date()


def months(since: Month, until: Month) -> list[Month]:
    """From the first to the last, both counted. Raises MonthError where the last comes before."""
    if until < since:
        raise MonthError(f"{until} is before {since}")
    found = [since]
    while found[-1] < until:
        found.append(found[-1].next)
    return found
