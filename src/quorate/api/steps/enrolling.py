"""Passkeys that wait for a quorum, and the amendment that would enrol each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import Request

from quorate.api.around.deps import dependencies
from quorate.api.steps.casework import house
from quorate.authority.charter import Charge
from quorate.ledger.entry import Json
from quorate.people.model import Key, Person
from quorate.people.roster import read_key
from quorate.people.rows import row_with
from quorate.people.store import passkeys_asked

NEWEST: Final = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A passkey that its holder made; `held` are the keys that they have."""

    person: Person
    key: Key
    row: Mapping[str, object]
    asked_at: datetime
    held: list[Key]

    def content(self, lost: Collection[str] = ()) -> dict[str, Json]:
        """An amendment's: the person as in force with this key, and without the lost ones."""
        return {Charge.PERSON: row_with(self.person, self.held, self.key, lost)}


async def passkeys_waiting(request: Request) -> list[Waiting]:
    """The newest first. One that ever served is enrolled or given up, and waits no more."""
    roster = house(request).rules().roster
    async with dependencies(request).pool.connection() as conn:
        asked = await passkeys_asked(conn, NEWEST)
    return [
        Waiting(
            roster.people[a.person],
            read_key(a.enrolment, a.person),
            a.enrolment,
            a.asked_at,
            roster.keys_of(a.person),
        )
        for a in asked
        if a.person in roster.people and a.key not in roster.served
    ]
