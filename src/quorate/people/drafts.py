"""What a source says that would widen a person: told as a draft, in force only by a quorum."""

from collections.abc import Mapping
from dataclasses import dataclass

from quorate.ledger.entry import Json
from quorate.ledger.fields import optional_text
from quorate.people.facts import Facts, covers, shift_fields
from quorate.people.model import Person, contract_over, over
from quorate.people.roster import read_person
from quorate.people.rows import facts_of
from quorate.vocabulary.kinds import Employment

SETS = ("languages", "regions", "roles", "training")
POST = ("employment", "manager", "team", "vendor")


@dataclass(frozen=True, slots=True)
class Post:
    """Where a person works, as a source says it; None says nothing."""

    team: str | None = None
    manager: str | None = None
    employment: Employment | None = None
    vendor: str | None = None

    def fields(self) -> dict[str, Json]:
        """As a JSON object of what is said."""
        said: dict[str, str | None] = {name: getattr(self, name) for name in POST}
        return {name: value for name, value in said.items() if value is not None}


def read_post(row: Mapping[str, object]) -> Post:
    """Parses a post; raises ValueError naming the field."""
    employment = optional_text(row, "employment")
    return Post(
        optional_text(row, "team"),
        optional_text(row, "manager"),
        None if employment is None else Employment(employment),
        optional_text(row, "vendor"),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """`row` is the person's row of the people file as the source wants it, without keys.

    `differences` are what would widen, `now` beside `wanted`, in words; `missing` is what an
    administrator has to add before it is a row at all.
    """

    person: str
    differences: Mapping[str, tuple[str, str]]
    row: Mapping[str, Json]
    missing: tuple[str, ...]


def draft(known: Person | None, name: str, facts: Facts, post: Post) -> Draft | None:
    """What would widen `known`, who is narrowed by these facts already; None when nothing would."""
    row = facts_of(known) if known else _new_row(name)
    row |= post.fields()
    if row.get("employment") != Employment.CONTRACTOR:
        row["vendor"] = None
    row |= {k: v for k, v in facts.fields().items() if k not in ("active", "shifts")}
    if facts.active is not None:
        row["locked"] = not facts.active
    missing: list[str] = []
    if facts.shifts is not None:
        if len(facts.shifts) > 1:
            missing.append(f"shift: the people file holds one, the source says {len(facts.shifts)}")
        row["shift"] = shift_fields(facts.shifts[0]) if facts.shifts else None
    differences = _widened(known, row) if known else {"person": ("not here", "new")}
    if not differences or (known is None and facts.active is False):
        return None
    try:
        read_person(row)
    except ValueError as problem:
        missing.append(str(problem))
    return Draft(name, differences, row, tuple(missing))


def _new_row(name: str) -> dict[str, Json]:
    empty: dict[str, Json] = {k: [] for k in (*SETS, "accounts")}
    return {"id": name, "vendor": None, "shift": None, "locked": False, **empty}


def _widened(known: Person, row: Mapping[str, Json]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    before = facts_of(known)
    for name in SETS:
        held, wanted = _words(before[name]), _words(row[name])
        if wanted - held:
            found[name] = (", ".join(sorted(held)), ", ".join(sorted(wanted)))
    for name in (*POST, "zone"):
        if row.get(name) != before[name]:
            found[name] = (str(before[name] or ""), str(row.get(name) or ""))
    if known.locked and row["locked"] is False:
        found["locked"] = ("locked", "open")
    try:
        times = read_person(row)
    except ValueError:
        return found
    return found | _later(known, times)


def _words(value: Json) -> set[str]:
    return {str(word) for word in value} if isinstance(value, list) else set()


def _later(known: Person, wanted: Person) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    mine, theirs = contract_over(known), over(wanted.own)
    if mine is not None and (theirs is None or theirs > mine):
        found["end"] = (mine.isoformat(), theirs.isoformat() if theirs else "open")
    shifts = wanted.own.shifts or ()
    held = [b for b in (known.own, *known.bounds) if b.shifts is not None]
    if any(b.zone != wanted.zone or not covers(b.shifts or (), shifts) for b in held):
        found["shift"] = (" and ".join(_hours(b.shifts or ()) for b in held), _hours(shifts))
    return found


def _hours(shifts: tuple[object, ...]) -> str:
    return ", ".join(str(s) for s in shifts) or "never"
