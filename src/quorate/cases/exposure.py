"""SQL of exposure: seconds a person, day and area with grave things open. Each verb costs the same
however much there is.

The server counts, from the stream that an open page holds (the console's `live`); a page says
nothing about it. A person's time is counted once however many pages are open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from psycopg.rows import class_row

from quorate.authority.gate import Warrant
from quorate.cases.care import Limits, Load
from quorate.cases.store import Connection
from quorate.people.model import Person
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

# A stream looks every ten seconds; what is longer was no look but a machine asleep.
LONGEST: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Exposed:
    """Seconds with grave cases of an area open, on one day of the person's zone."""

    person: str
    day: date
    area: str
    seconds: float


def day_of(person: Person, now: datetime) -> date:
    """The person's own day."""
    return now.astimezone(ZoneInfo(person.zone)).date()


async def count(
    conn: Connection, person: Person, area: str, since: datetime, now: datetime, limits: Limits
) -> None:
    """Adds the time from `since`, or from what another page has counted since then, until now."""
    await conn.execute(
        "WITH clock AS ("
        " INSERT INTO exposure_clocks AS c (person, counted_at, unbroken, added)"
        " VALUES (%(who)s, %(now)s, %(most)s, %(most)s)"
        " ON CONFLICT (person) DO UPDATE SET counted_at = greatest(c.counted_at, %(now)s),"
        " added = greatest(0, least(%(most)s, extract(epoch FROM %(now)s - c.counted_at))),"
        " unbroken = CASE WHEN %(now)s - c.counted_at >= %(rest)s THEN 0 ELSE c.unbroken END"
        " + greatest(0, least(%(most)s, extract(epoch FROM %(now)s - c.counted_at)))"
        " RETURNING added)"
        " INSERT INTO exposure AS e (person, day, area, seconds)"
        " SELECT %(who)s, %(day)s, %(area)s, added FROM clock WHERE added > 0"
        " ON CONFLICT (person, day, area) DO UPDATE SET seconds = e.seconds + EXCLUDED.seconds",
        {
            "who": person.id,
            "day": day_of(person, now),
            "area": area,
            "now": now,
            "most": min(max(now - since, timedelta()), LONGEST).total_seconds(),
            "rest": timedelta(minutes=limits.minutes_of_break),
        },
    )


async def load_of(conn: Connection, person: Person, now: datetime) -> Load:
    """What `decide_rest` asks about a person."""
    cursor = conn.cursor(row_factory=class_row(Load))
    await cursor.execute(
        "SELECT coalesce((SELECT sum(seconds) FROM exposure WHERE person = %(who)s"
        " AND day = %(day)s), 0) AS today, coalesce(c.unbroken, 0) AS unbroken, c.counted_at,"
        " (SELECT lifted_by FROM exposure_lifts WHERE person = %(who)s AND day = %(day)s)"
        " AS lifted_by FROM (SELECT) AS one"
        " LEFT JOIN exposure_clocks c ON c.person = %(who)s",
        {"who": person.id, "day": day_of(person, now)},
    )
    return await cursor.fetchone() or Load()


async def loads(
    conn: Connection, warrant: Warrant, people: Iterable[Person], now: datetime
) -> dict[str, Load]:
    """The loads of those who had something grave open on their own day, by person."""
    _require(warrant)
    days = {person.id: day_of(person, now) for person in people}
    around = [now.date() + timedelta(days=n) for n in (-1, 0, 1)]
    found = await conn.execute(
        "SELECT e.person, e.day, sum(e.seconds), coalesce(c.unbroken, 0), c.counted_at, l.lifted_by"
        " FROM exposure e LEFT JOIN exposure_clocks c ON c.person = e.person"
        " LEFT JOIN exposure_lifts l ON l.person = e.person AND l.day = e.day"
        " WHERE e.day = ANY(%s) GROUP BY 1, 2, 4, 5, 6",
        (around,),
    )
    rows = await found.fetchall()
    return {row[0]: Load(*row[2:]) for row in rows if days.get(row[0]) == row[1]}


async def hours(conn: Connection, warrant: Warrant, since: date, until: date) -> list[Exposed]:
    """Everybody's exposure on the days from `since` to `until`, both included, by person, day and
    area. It asks for leave to give cases to colleagues: it is for those who share out the work."""
    _require(warrant)
    cursor = conn.cursor(row_factory=class_row(Exposed))
    await cursor.execute(
        "SELECT person, day, area, seconds FROM exposure WHERE day BETWEEN %s AND %s"
        " ORDER BY person, day, area",
        (since, until),
    )
    return await cursor.fetchall()


async def lift(conn: Connection, warrant: Warrant, person: Person, now: datetime) -> Refusal | None:
    """Lifts a colleague's limits until the end of their day. SELF_EXCLUDED for oneself."""
    _require(warrant)
    if warrant.who == person.id:
        return Refusal(Problem.SELF_EXCLUDED, "nobody lifts their own limits", "person")
    await conn.execute(
        "INSERT INTO exposure_lifts (person, day, lifted_by, lifted_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (person.id, day_of(person, now), warrant.who, now),
    )
    return None


def _require(warrant: Warrant) -> None:
    if warrant.permission is not Permission.CASE_ASSIGN:
        raise ValueError("exposure is for those who give cases to colleagues")
