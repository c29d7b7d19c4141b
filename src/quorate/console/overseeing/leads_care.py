"""How long each person had grave things before them, as the leads' page shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from psycopg_pool import AsyncConnectionPool

from quorate.authority.gate import Warrant
from quorate.cases import exposure
from quorate.cases.exposure import Exposed

_DAYS: Final = timedelta(days=7)
_AREAS: Final = 3


@dataclass(frozen=True, slots=True)
class Exposure:
    """One person's seconds: of the day that is the newest for them, of all days, and by area, the
    longest first."""

    person: str
    newest: float
    week: float
    areas: tuple[tuple[str, float], ...]


async def exposed(pool: AsyncConnectionPool, warrant: Warrant, now: datetime) -> list[Exposure]:
    """Who had the most of it in the last seven days stands first. A day is of each one's zone."""
    today = now.date()
    async with pool.connection() as conn:
        found = await exposure.hours(conn, warrant, today - _DAYS, today + timedelta(days=1))
    rows: defaultdict[str, list[Exposed]] = defaultdict(list)
    for one in found:
        rows[one.person].append(one)
    people = [_of(person, own, now) for person, own in rows.items()]
    return sorted(people, key=lambda p: (-p.week, p.person))


def _of(person: str, rows: Sequence[Exposed], now: datetime) -> Exposure:
    """`newest` is of yesterday's day at the earliest: who was not here since has none."""
    last = max(row.day for row in rows)
    recent = last >= now.date() - timedelta(days=1)
    newest = sum(row.seconds for row in rows if row.day == last) if recent else 0.0
    areas: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        areas[row.area] += row.seconds
    longest = sorted(areas.items(), key=lambda area: (-area[1], area[0]))
    return Exposure(person, newest, sum(areas.values()), tuple(longest[:_AREAS]))
