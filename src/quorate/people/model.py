"""People's facts and what follows from them at one instant. Pure: the clock is an argument."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quorate.vocabulary.eligibility import ELIGIBILITY, Eligibility, Powers, powers
from quorate.vocabulary.kinds import Algorithm, Channel, Employment, Role


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
class Bound:
    """Times in one zone; ends are inclusive days. No shift is never; None says nothing of hours."""

    zone: str
    shifts: tuple[Shift, ...] | None
    last_working_day: date | None
    contract_end: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """One human, however many accounts and keys. Dates are in `zone`; ends are inclusive days.

    `training` names courses passed, `regions` are ISO 3166-1 alpha-2; empty is none, not all.
    `bounds` are what a source of people's facts has narrowed: each of them has to allow it too.
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
    bounds: tuple[Bound, ...] = ()

    @property
    def own(self) -> Bound:
        """The times that a quorum granted."""
        shifts = () if self.shift is None else (self.shift,)
        return Bound(self.zone, shifts, self.last_working_day, self.contract_end)

    @property
    def powers(self) -> Powers:
        """What the person's roles allow under this employment."""
        return self.powers_under(ELIGIBILITY)

    def powers_under(self, table: Eligibility) -> Powers:
        """The same by another table."""
        return powers(self.roles, self.employment, table)


@dataclass(frozen=True, slots=True)
class Passkey:
    """What a WebAuthn credential has beside its key; `credential` is its id, base64url."""

    credential: str
    rp_id: str
    algorithm: Algorithm


@dataclass(frozen=True, slots=True)
class Key:
    """An enrolled public key, hex. It serves one person on one channel.

    Ed25519 (32 bytes), or the COSE key of a passkey, which serves on the channel `signer` alone.
    """

    id: str
    person: str
    public: str
    channel: Channel
    passkey: Passkey | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may still do at an instant; it only shrinks as an end comes near (I6)."""

    alive: bool
    new_work: bool
    irreversible: bool
    why: str


def shift_end(person: Person, now: datetime) -> datetime | None:
    """The end of the shift that holds `now`, in UTC, where an hour is an hour; None off shift."""
    ends: list[datetime] = []
    for bound in (person.own, *person.bounds):
        if bound.shifts is None:
            continue
        end = _shift_end(bound, now)
        if end is None:
            return None
        ends.append(end)
    return min(ends)


def _shift_end(bound: Bound, now: datetime) -> datetime | None:
    zone = ZoneInfo(bound.zone)
    found = (_end_of(shift, zone, now) for shift in bound.shifts or ())
    return max((end for end in found if end is not None), default=None)


def _end_of(shift: Shift, zone: ZoneInfo, now: datetime) -> datetime | None:
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        if day.isoweekday() not in shift.days:
            continue
        starts = datetime.combine(day, shift.starts, zone)
        ends = datetime.combine(day, shift.ends, zone)
        if ends <= starts:
            ends = datetime.combine(day + timedelta(days=1), shift.ends, zone)
        if starts <= now < ends:
            return ends.astimezone(UTC)
    return None


def last_day(bound: Bound) -> date | None:
    """The earliest of its last days; None is open-ended."""
    days = [d for d in (bound.last_working_day, bound.contract_end) if d is not None]
    return min(days, default=None)


def _midnight(bound: Bound, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(bound.zone)).astimezone(UTC)


def over(bound: Bound) -> datetime | None:
    """Midnight after its last day, in UTC; None is open-ended, as is the last day of the calendar:
    directories write 9999-12-31 where there is no end, and no midnight comes after it."""
    last = last_day(bound)
    if last is None or last == date.max:
        return None
    return _midnight(bound, last + timedelta(days=1))


def contract_over(person: Person) -> datetime | None:
    """The instant after which nothing remains: midnight after the earliest last day, in UTC."""
    found = (over(bound) for bound in (person.own, *person.bounds))
    return min((end for end in found if end is not None), default=None)


def _access_ends(bound: Bound, ends: datetime | None) -> datetime | None:
    """On the last day access ends with that day's shift, else at midnight."""
    last, end = last_day(bound), over(bound)
    if last is None or end is None:
        return None
    if ends is not None and ends > _midnight(bound, last):
        return min(end, ends)
    return end


def ahead(person: Person, now: datetime) -> list[tuple[datetime, str]]:
    """What the rest of the shift that is on takes away, in order of time (I6)."""
    ends, contract = shift_end(person, now), contract_over(person)
    if ends is None:
        return []
    bounds = (person.own, *person.bounds)
    gone = [_access_ends(bound, _shift_end(bound, now)) for bound in bounds]
    last = min((end for end in gone if end is not None), default=None)
    found = [
        (min(ends, contract or ends) - WINDOWS.shift, "no new claim or proposal"),
        (ends, "the shift is over"),
    ]
    if last is not None:
        found += [(last - WINDOWS.last_day, "nothing irreversible, no bulk"), (last, "nothing")]
    return sorted(step for step in found if step[0] > now)


_NOTHING = {"alive": False, "new_work": False, "irreversible": False}


def employed(person: Person, now: datetime) -> bool:
    """Inside the contract and not locked, on shift or off."""
    over = contract_over(person)
    return not person.locked and (over is None or now < over)


def standing(person: Person, now: datetime, windows: Windows = WINDOWS) -> Standing:
    """Decides from the facts at `now` alone; no message from elsewhere is needed (I5, I6).

    What is granted and every bound have to allow it: a bound can take away and never add.
    """
    if person.locked:
        return Standing(**_NOTHING, why="access is locked")
    found = [_within(bound, now, windows) for bound in (person.own, *person.bounds)]
    why = next((s.why for s in found if not s.alive), None)
    if why is None:
        why = next((s.why for s in found if not (s.new_work and s.irreversible)), found[0].why)
    return Standing(
        alive=all(s.alive for s in found),
        new_work=all(s.new_work for s in found),
        irreversible=all(s.irreversible for s in found),
        why=why,
    )


def _within(bound: Bound, now: datetime, windows: Windows) -> Standing:
    end = over(bound)
    if end is not None and now >= end:
        return Standing(**_NOTHING, why=f"the contract ended at {end.isoformat()}")
    ends = _shift_end(bound, now)
    if ends is None and bound.shifts is not None:
        return Standing(**_NOTHING, why="off shift")
    access_ends = _access_ends(bound, ends)
    last_hour = access_ends is not None and now >= access_ends - windows.last_day
    nearest = min((e for e in (ends, end) if e is not None), default=None)
    near_end = nearest is not None and now >= nearest - windows.shift
    why = "on shift"
    if last_hour:
        last = windows.last_day // _MINUTE
        why = f"the last {last} minutes of the last day: nothing irreversible, no bulk"
    if near_end:
        last = windows.shift // _MINUTE
        why = f"the last {last} minutes of the shift: no new claim or proposal"
    return Standing(alive=True, new_work=not near_end, irreversible=not last_hour, why=why)
