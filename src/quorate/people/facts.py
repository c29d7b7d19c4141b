"""What a source says about one person, and what follows: it narrows at once, it never widens.

`narrowed` is the only thing that the fold does with a source's facts. What would widen is a
`Draft` that waits for a quorum.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from quorate.ledger.entry import Json
from quorate.ledger.fields import items, optional_text, texts
from quorate.people.model import Bound, Person, Shift, contract_over, over
from quorate.people.roster import read_day, read_shift, read_zone
from quorate.vocabulary.kinds import Role

_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a source says; None is "says nothing", an empty set is "none at all".

    Dates and shifts are in `zone`, where it is None in the person's own.
    """

    active: bool | None = None
    zone: str | None = None
    shifts: tuple[Shift, ...] | None = None
    last_working_day: date | None = None
    contract_end: date | None = None
    roles: frozenset[Role] | None = None
    training: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    languages: frozenset[str] | None = None

    def fields(self) -> dict[str, Json]:
        """As a JSON object of what is said."""
        found: dict[str, Json] = {}
        if self.active is not None:
            found["active"] = self.active
        if self.zone is not None:
            found["zone"] = self.zone
        if self.shifts is not None:
            found["shifts"] = [shift_fields(s) for s in self.shifts]
        for name in _DATES:
            day: date | None = getattr(self, name)
            if day is not None:
                found[name] = day.isoformat()
        for name in _SETS:
            held: frozenset[str] | None = getattr(self, name)
            if held is not None:
                found[name] = [*sorted(held)]
        return found


_DATES: Final = ("last_working_day", "contract_end")
_SETS: Final = ("roles", "training", "regions", "languages")
_TIMES: Final = ("shifts", *_DATES)
_NAMES: Final = frozenset(f.name for f in fields(Facts))


def shift_fields(shift: Shift) -> dict[str, Json]:
    """A shift as the people file has it."""
    starts, ends = (
        t.isoformat("minutes" if not t.second else "seconds") for t in (shift.starts, shift.ends)
    )
    return {"days": [*sorted(shift.days)], "starts": starts, "ends": ends}


def read_facts(row: Mapping[str, object]) -> Facts:
    """Parses facts; raises ValueError naming the field, also for one that is none of ours."""
    unknown = sorted(row.keys() - _NAMES)
    if unknown:
        raise ValueError(f"facts: {unknown[0][:40]} is unknown")
    active, zone = row.get("active"), optional_text(row, "zone")
    if active is not None and not isinstance(active, bool):
        raise ValueError("active: true or false is needed")
    roles = _set(row, "roles")
    return Facts(
        active=active,
        zone=None if zone is None else read_zone(zone),
        shifts=tuple(read_shift(s) for s in items(row, "shifts")) if "shifts" in row else None,
        last_working_day=read_day(row, "last_working_day"),
        contract_end=read_day(row, "contract_end"),
        roles=None if roles is None else frozenset(Role(r) for r in roles),
        training=_set(row, "training"),
        regions=_set(row, "regions"),
        languages=_set(row, "languages"),
    )


def _set(row: Mapping[str, object], name: str) -> frozenset[str] | None:
    return frozenset(texts(row, name)) if name in row else None


def narrowed(person: Person, facts: Facts) -> Person:
    """The person with at most what was held before: whatever the facts say, nothing widens.

    Times become a bound of their own, so that standing is the old one and the bound's, both.
    """
    spoken = person.languages if facts.languages is None else facts.languages
    found = replace(
        person,
        locked=person.locked or facts.active is False,
        roles=_kept(person.roles, facts.roles),
        training=_kept(person.training, facts.training),
        regions=_kept(person.regions, facts.regions),
        languages=tuple(language for language in person.languages if language in spoken),
    )
    bound = _bound(person, facts)
    if bound is None or _implied(person, bound):
        return found
    return replace(found, bounds=(*person.bounds, bound))


def narrowing(person: Person, facts: Facts) -> Facts | None:
    """Of the facts those that take something away from the person; None when none does."""
    kept: dict[str, Any] = {}
    for name in _NAMES - {"zone"}:
        one: dict[str, Any] = {name: getattr(facts, name), "zone": facts.zone}
        if narrowed(person, Facts(**one)) != person:
            kept[name] = one[name]
    if not kept:
        return None
    return Facts(**kept, zone=facts.zone if kept.keys() & set(_TIMES) else None)


def _kept(held: frozenset[_Word], said: frozenset[_Word] | None) -> frozenset[_Word]:
    return held if said is None else held & said


def _bound(person: Person, facts: Facts) -> Bound | None:
    """The times that are said, filled up with the granted ones where both are in one zone."""
    if all(getattr(facts, name) is None for name in _TIMES):
        return None
    own, zone = person.own, facts.zone or person.zone
    if zone != own.zone:
        return Bound(zone, facts.shifts, facts.last_working_day, facts.contract_end)
    return Bound(
        zone,
        own.shifts if facts.shifts is None else facts.shifts,
        facts.last_working_day or own.last_working_day,
        facts.contract_end or own.contract_end,
    )


def _implied(person: Person, bound: Bound) -> bool:
    """Whether what holds already is as narrow."""
    end, mine = over(bound), contract_over(person)
    if end is not None and (mine is None or mine > end):
        return False
    return bound.shifts is None or any(
        held.zone == bound.zone and held.shifts is not None and covers(bound.shifts, held.shifts)
        for held in (person.own, *person.bounds)
    )


def covers(outer: tuple[Shift, ...], inner: tuple[Shift, ...]) -> bool:
    """Whether each of the inner hours lies in one of the outer shifts of the same day."""
    return all(
        any(day in o.days and o.starts <= i.starts and _ends(i) <= _ends(o) for o in outer)
        for i in inner
        for day in i.days
    )


def _ends(shift: Shift) -> timedelta:
    """From the midnight of the day on which the shift starts."""
    ends = timedelta(hours=shift.ends.hour, minutes=shift.ends.minute, seconds=shift.ends.second)
    return ends if shift.ends > shift.starts else ends + timedelta(days=1)
