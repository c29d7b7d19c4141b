"""Who is at work when: what the last hour of a shift asks, and who comes next. Pure."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from quorate.people.model import Bound, Person, contract_over, shift_end, standing

LAST_HOUR: Final = timedelta(hours=1)


def leaves_at(person: Person, now: datetime) -> datetime | None:
    """The end of the shift or contract that comes within the hour; None while none does, and for
    whoever is not at work."""
    if not standing(person, now).alive:
        return None
    found = (shift_end(person, now), contract_over(person))
    end = min((one for one in found if one is not None), default=None)
    return end if end is not None and end - now <= LAST_HOUR else None


def at_work_from(person: Person, now: datetime, until: datetime) -> datetime | None:
    """The first instant from `now` to `until` at which the person may work; None where none is.

    It asks the same law as every act does, at the start of each shift: nobody is at work here who
    would be refused then.
    """
    if standing(person, now).alive:
        return now
    starts = {at for bound in (person.own, *person.bounds) for at in _starts(bound, now, until)}
    return next((at for at in sorted(starts) if standing(person, at).alive), None)


def _starts(bound: Bound, now: datetime, until: datetime) -> list[datetime]:
    """The starts of its shifts between the two instants."""
    zone, found = ZoneInfo(bound.zone), list[datetime]()
    first, last = now.astimezone(zone).date(), until.astimezone(zone).date()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for shift in bound.shifts or ():
            at = datetime.combine(day, shift.starts, zone).astimezone(now.tzinfo)
            if day.isoweekday() in shift.days and now < at < until:
                found.append(at)
    return found
