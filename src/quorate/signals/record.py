"""What a rule may ask of a report: a small typed record, the same live and in a back-test. Pure."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

UNKNOWN: Final = -1
"""A score that a person's report has none of; a tier and reach that the platform did not tell."""
TEXT_CHARACTERS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Record:
    """One report as a rule sees it. `kind` is report or alarm, `about` account or message, `words`
    the reporter's, `text` what was reported; both are cut at 1,000 characters.

    `reports_hour`, `reports_day` and `reporters_hour` count people's reports about the account and
    all its messages, this one included: in this hour of UTC so far, in it and the 23 before, and
    the distinct reporters of this hour. `case_minutes` is how old the case was.
    """

    kind: str
    about: str
    category: str
    language: str
    jurisdiction: str
    source: str
    score: float
    tier: int
    reach: int
    reports_hour: int
    reports_day: int
    reporters_hour: int
    case_minutes: int
    words: str
    text: str

    def facts(self) -> dict[str, str | int | float]:
        """By name, as an expression reads them."""
        return {name: getattr(self, name) for name in TYPES}


TYPES: Final[dict[str, type]] = {
    f.name: {"str": str, "int": int, "float": float}[getattr(f.type, "__name__", str(f.type))]
    for f in fields(Record)
}


def minutes(opened: datetime, received: datetime) -> int:
    """Whole minutes that a case was open when a report came; none for the report that opened it."""
    return max(0, int((received - opened).total_seconds() // 60))
