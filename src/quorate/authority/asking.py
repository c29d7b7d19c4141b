"""One question of authority and the facts it is answered from; Cedar and its twin read the same."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from quorate.people.model import Person, shift_end, standing
from quorate.vocabulary.permissions import Permission


@dataclass(frozen=True, slots=True)
class Ask:
    """May this person do this now? What is not known about the matter stays None."""

    person: Person
    permission: Permission
    now: datetime
    purpose: str = "casework"
    tier: int | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant by the person's own clock."""

    hour: int
    minutes_left: int
    on_shift: bool
    purpose: str
    weekday: int

    def fields(self) -> dict[str, object]:
        """As the schema's context."""
        return {name: getattr(self, name) for name in self.__slots__}


def moment(ask: Ask) -> Moment:
    """What the rules may know about the time of the question."""
    person, local = ask.person, ask.now.astimezone(ZoneInfo(ask.person.zone))
    alive = standing(person, ask.now).alive
    ends = shift_end(person, ask.now) if alive else None
    left = 0 if ends is None else int((ends - ask.now).total_seconds() // 60)
    return Moment(local.hour, left, alive, ask.purpose, local.isoweekday())
