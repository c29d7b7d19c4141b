"""How long somebody may see a private field: until the earliest of all its ends (I7). Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quorate.people.model import Person, contract_over, shift_end


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to see one field of one subject from `began` to `ends`. It is never lengthened."""

    began: datetime
    ends: datetime

    def narrowed(self, end: datetime) -> "Grant":
        """The grant when something it rests on ends: its case, or its person's access."""
        return Grant(self.began, min(self.ends, end))

    def over(self, *clocks: datetime) -> bool:
        """By the latest of the clocks, so that one set back widens nothing (I6)."""
        return max(clocks) >= self.ends


def granted(
    person: Person, began: datetime, box: timedelta, case_closed: datetime | None = None
) -> Grant:
    """Ends with its own limit, the shift, the contract or the case; off shift it is over."""
    ends = [began + box, shift_end(person, began) or began]
    ends += [end for end in (contract_over(person), case_closed) if end is not None]
    return Grant(began, min(ends))
