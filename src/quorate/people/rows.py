"""A person as a row of the people file, read from what is in force."""

from collections.abc import Collection, Sequence

from quorate.ledger.entry import Json
from quorate.people.facts import shift_fields
from quorate.people.model import Key, Person
from quorate.people.passkeys import key_row


def facts_of(person: Person) -> dict[str, Json]:
    """The row without keys; what a source narrowed stands beside it as bounds."""
    return {
        "id": person.id,
        "team": person.team,
        "manager": person.manager,
        "employment": person.employment,
        "vendor": person.vendor,
        "roles": [*sorted(person.roles)],
        "languages": [*person.languages],
        "zone": person.zone,
        "shift": None if person.shift is None else shift_fields(person.shift),
        "last_working_day": person.last_working_day and person.last_working_day.isoformat(),
        "contract_end": person.contract_end and person.contract_end.isoformat(),
        "locked": person.locked,
        "accounts": [*person.accounts],
        "training": [*sorted(person.training)],
        "regions": [*sorted(person.regions)],
    }


def row_of(person: Person, keys: Sequence[Key]) -> dict[str, Json]:
    """The row that would put the person in force as they stand, with these keys."""
    return {**facts_of(person), "keys": [key_row(key) for key in keys]}


def row_with(
    person: Person, keys: Sequence[Key], new: Key, without: Collection[str] = ()
) -> dict[str, Json]:
    """The row as in force with a further key, and without those of these ids, which are lost."""
    return row_of(person, [*(key for key in keys if key.id not in without), new])
