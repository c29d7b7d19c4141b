"""An export of one account's data, and what may become of it. Pure: the clock is an argument.

Two people give it out, and neither of them can open it: who takes the request in has the code, who
confirms the identity has the address, and it takes both.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from quorate.appeals.periods import months_after
from quorate.people.model import Person
from quorate.vocabulary.identifiers import EXPORT, edge
from quorate.vocabulary.problems import Problem, Refusal

LASTS: Final = timedelta(days=14)
"""How long the address shows something."""
MONTHS: Final = 1
OLDEST: Final = timedelta(days=366)
"""How far back the day may lie on which the person asked."""
TOKEN: Final = re.compile(r"[0-9a-f]{64}")
# Without letters and digits that look alike.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE: Final = 12


@dataclass(frozen=True, slots=True)
class Export:
    """`ref` is the account's pseudonym, `received_at` the beginning of the day on which the person
    asked, `until` when its address shows nothing any more."""

    id: UUID
    ref: str
    received_at: datetime
    asked_by: str
    asked_at: datetime
    given_by: str | None = None
    given_at: datetime | None = None
    until: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def name(self) -> str:
        """As it is named outside, `export_0199…`."""
        return edge(EXPORT, self.id)

    @property
    def due(self) -> datetime:
        """The first instant that is too late: one month after it was received (GDPR, Article
        12(3)), counted as Regulation (EEC, Euratom) No 1182/71 does."""
        return months_after(self.received_at, MONTHS)

    def waits(self) -> bool:
        """Whether somebody still has to give it out or end it."""
        return self.given_at is None and self.ended_at is None

    def shows(self, now: datetime) -> bool:
        """Whether its address shows something at `now`."""
        return self.ended_at is None and self.until is not None and now < self.until


def decide_ask(
    new: UUID, ref: str, received_at: datetime, person: Person, now: datetime
) -> Export | Refusal:
    """Takes a request in. Refused: SELF_EXCLUDED for one's own account, BODY_INVALID for a day that
    is to come or more than a year ago."""
    refused = _own(person, ref)
    if refused:
        return refused
    today = now.astimezone(UTC).date()
    if not today - OLDEST <= received_at.astimezone(UTC).date() <= today:
        return Refusal(
            Problem.BODY_INVALID, "the day on which the person asked, not one to come", "received"
        )
    return Export(new, ref, received_at, person.id, now)


def decide_give(
    export: Export, person: Person, now: datetime, *, verified: bool
) -> Export | Refusal:
    """Gives it out, once, by somebody else than who took it in, who says that the owner of the
    account identified themselves on the platform (Article 12(6)).

    Refused: ALREADY_DECIDED, SELF_EXCLUDED, BODY_INVALID where the identity is not confirmed.
    """
    if not export.waits():
        return Refusal(Problem.ALREADY_DECIDED, f"{export.name} was given out or ended", "id")
    if person.id == export.asked_by:
        return Refusal(Problem.SELF_EXCLUDED, f"{person.id} took this request in", "id")
    refused = _own(person, export.ref)
    if refused:
        return refused
    if not verified:
        return Refusal(Problem.BODY_INVALID, "confirm who asked before it is given out", "verified")
    return replace(export, given_by=person.id, given_at=now, until=now + LASTS)


def decide_end(export: Export, person: Person, now: datetime) -> Export | Refusal:
    """Ends it at once, whoever does: it only takes away. Refused: ALREADY_DECIDED."""
    if export.ended_at is not None:
        return Refusal(Problem.ALREADY_DECIDED, f"{export.name} was ended already", "id")
    return replace(export, ended_by=person.id, ended_at=now)


def code_text(code: str) -> str:
    """As people read it out: groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_hash(typed: str) -> bytes:
    """How a code is kept; case, spaces and dashes do not matter."""
    bare = "".join(c for c in typed[:64].upper() if c in ALPHABET)
    return hashlib.sha256(b"quorate/export-code/v1\n" + bare.encode()).digest()


def _own(person: Person, ref: str) -> Refusal | None:
    if ref in person.accounts:
        return Refusal(Problem.SELF_EXCLUDED, "one's own account", "account", "I2")
    return None
