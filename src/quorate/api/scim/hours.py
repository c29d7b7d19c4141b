"""Lists as a directory can send them, each in one text: `MO-FR 08:00-16:30; SA 10:00-14:00`."""

import re
from datetime import time
from typing import Final

from quorate.people.model import Shift

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_HOURS = re.compile(
    rf"({_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*) (\d\d:\d\d)-(\d\d:\d\d)", re.IGNORECASE
)


def words(text: str) -> list[str]:
    """What stands between commas, without blanks."""
    return [word.strip() for word in text.split(",") if word.strip()]


def read_shifts(text: str) -> tuple[Shift, ...]:
    """Weekly shifts between semicolons. Raises ValueError."""
    return tuple(_shift(part) for part in text.split(";") if part.strip())


def _shift(text: str) -> Shift:
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise ValueError("a shift is written like `MO-FR 08:00-16:30`")
    days: set[int] = set()
    for part in found[1].upper().split(","):
        first, _, last = part.partition("-")
        start = DAYS.index(first)
        length = (DAYS.index(last) - start) % 7 + 1 if last else 1
        days |= {(start + n) % 7 + 1 for n in range(length)}
    return Shift(frozenset(days), time.fromisoformat(found[2]), time.fromisoformat(found[3]))
