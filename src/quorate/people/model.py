"""People's facts and what follows from them at one instant. Pure: the clock is an argument."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quorate.vocabulary.eligibility import ELIGIBILITY, Eligibility, Powers, powers
from quorate.vocabulary.kinds import Channel, Employment, Role


@dataclass(frozen=True, slots=True)
class Windows:
    """How early access narrows before it ends (I6)."""

    last_day: timedelta = timedelta(minutes=60)
    shift: timedelta = timedelta(minutes=15)


WINDOWS = Windows()
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """Weekly hours in the person's zone; `ends` before or at `starts` means the next morning."""

    days: frozenset[int]
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Person:
    """One human, however many accounts and keys. Dates are in `zone`; ends are inclusive days.

    `training` names courses passed, `regions` are ISO 3166-1 alpha-2; empty is none, not all.
    """

    id: str
    team: str
    manager: str
    employment: Employment
    vendor: str | None
    roles: frozenset[Role]
    languages: tuple[str, ...]
    zone: str
    shift: Shift | None
    last_working_day: date | None
    contract_end: date | None
    locked: bool
    accounts: tuple[str, ...]
    training: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    @property
    def powers(self) -> Powers:
        """What the person's roles allow under this employment."""
        return self.powers_under(ELIGIBILITY)

    def powers_under(self, table: Eligibility) -> Powers:
        """The same by another table."""
        return powers(self.roles, self.employment, table)


@dataclass(frozen=True, slots=True)
class Key:
    """An enrolled Ed25519 public key (32 bytes, hex). It serves one person on one channel."""

    id: str
    person: str
    public: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may still do at an instant; it only shrinks as an end comes near (I6)."""

    alive: bool
    new_work: bool
    irreversible: bool
    why: str


def shift_end(person: Person, now: datetime) -> datetime | None:
    """The end of the shift that holds `now`, in UTC, where an hour is an hour; None off shift."""
    if person.shift is None:
        return None
    zone = ZoneInfo(person.zone)
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        if day.isoweekday() not in person.shift.days:
            continue
        starts = datetime.combine(day, person.shift.starts, zone)
        ends = datetime.combine(day, person.shift.ends, zone)
        if ends <= starts:
            ends = datetime.combine(day + timedelta(days=1), person.shift.ends, zone)
        if starts <= now < ends:
            return ends.astimezone(UTC)
    return None


def _last_day(person: Person) -> date | None:
    days = [d for d in (person.last_working_day, person.contract_end) if d is not None]
    return min(days, default=None)


def _midnight(person: Person, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(person.zone)).astimezone(UTC)


def contract_over(person: Person) -> datetime | None:
    """The instant after which nothing remains: midnight after the earliest last day, in UTC."""
    last = _last_day(person)
    return None if last is None else _midnight(person, last + timedelta(days=1))


def _access_ends(person: Person, now: datetime) -> datetime | None:
    """On the last day access ends with that day's shift, else at midnight."""
    last, over = _last_day(person), contract_over(person)
    ends = shift_end(person, now)
    if last is None or over is None:
        return None
    if ends is not None and ends > _midnight(person, last):
        return min(over, ends)
    return over


def standing(person: Person, now: datetime, windows: Windows = WINDOWS) -> Standing:
    """Decides from the facts at `now` alone; no message from elsewhere is needed (I5, I6)."""
    nothing = {"alive": False, "new_work": False, "irreversible": False}
    if person.locked:
        return Standing(**nothing, why="access is locked")
    over = contract_over(person)
    if over is not None and now >= over:
        return Standing(**nothing, why=f"the contract ended at {over.isoformat()}")
    ends = shift_end(person, now)
    if ends is None:
        return Standing(**nothing, why="off shift")
    access_ends = _access_ends(person, now)
    last_hour = access_ends is not None and now >= access_ends - windows.last_day
    near_end = now >= min(ends, over or ends) - windows.shift
    why = "on shift"
    if last_hour:
        last = windows.last_day // _MINUTE
        why = f"the last {last} minutes of the last day: nothing irreversible, no bulk"
    if near_end:
        last = windows.shift // _MINUTE
        why = f"the last {last} minutes of the shift: no new claim or proposal"
    return Standing(alive=True, new_work=not near_end, irreversible=not last_hour, why=why)
