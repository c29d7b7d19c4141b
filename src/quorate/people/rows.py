"""A person as a row of the people file, read from what is in force."""

from collections.abc import Sequence
from datetime import date, time

from quorate.ledger.entry import Json
from quorate.people.model import Key, Person, Shift


def row_of(person: Person, keys: Sequence[Key]) -> dict[str, Json]:
    """The row that would put the person in force as they stand."""
    return {
        "id": person.id,
        "team": person.team,
        "manager": person.manager,
        "employment": person.employment,
        "vendor": person.vendor,
        "roles": list[Json](sorted(person.roles)),
        "languages": list[Json](person.languages),
        "zone": person.zone,
        "shift": _shift(person.shift),
        "last_working_day": _day(person.last_working_day),
        "contract_end": _day(person.contract_end),
        "locked": person.locked,
        "accounts": list[Json](person.accounts),
        "training": list[Json](sorted(person.training)),
        "regions": list[Json](sorted(person.regions)),
        "keys": [{"public": k.public, "channel": k.channel} for k in keys],
    }


def _shift(shift: Shift | None) -> Json:
    if shift is None:
        return None
    days: list[Json] = list(sorted(shift.days))
    return {"days": days, "starts": _time(shift.starts), "ends": _time(shift.ends)}


def _time(clock: time) -> str:
    return clock.isoformat("minutes" if not clock.second else "auto")


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
