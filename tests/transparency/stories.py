"""What comes in within a year, and what is to be made of it, drawn beforehand; and notes of it.

A seed names the year.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.casework import CONNECTOR

from quorate.accounts.subject import Subject
from quorate.intake.notices import FORM
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import AppealOutcome, Outcome, SubjectKind

BEGINS = datetime(2025, 12, 1, tzinfo=UTC)
JANUARY, NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
HOTLINE, ELSEWHERE = "hotline", "elsewhere"
SOURCES = ("app", "app", "app", "alarms", FORM, HOTLINE)
AREAS = ("safety", "threats", "scams", "fakes", "minors")
FLOODS = "floods"
"""The area of which the provider's file says nothing."""
ACTIONS = (Action.SUSPEND, Action.SUSPEND, Action.LOCK, Action.DEACTIVATE, Action.REMOVE_CONTENT)
ENDING = frozenset({Action.SUSPEND, Action.LOCK})
TONGUES = (None, "de", "de-AT", "en", "MT", "tlh")


@dataclass
class Measured:
    """A restriction that was carried out."""

    at: datetime
    area: str
    source: str
    action: Action
    language: str | None


@dataclass
class Complained:
    """An appeal: about `account`, `visibility` or `notice`, and then whether a trusted flagger gave
    it."""

    received: datetime
    about: str
    trusted: bool = False
    decided: datetime | None = None
    outcome: str | None = None


@dataclass
class Noticed:
    """A notice that something is illegal; `acts` are the areas of the policies under which
    something was restricted by it."""

    received: datetime
    area: str
    trusted: bool
    decided: datetime | None = None
    acts: tuple[str, ...] = ()


@dataclass
class Settled:
    """A dispute that a body outside settled: for the person it is `reversed`, else `upheld`.
    `implemented` is whether the person is free by then."""

    decided: datetime
    outcome: str
    implemented: bool


@dataclass
class Worked:
    """A case, and when it was first closed."""

    opened: datetime
    decided: datetime | None = None


@dataclass(frozen=True)
class Story:
    """What comes in and what is to be made of it. `under` is the area of the policy that it is
    decided under; without an `action` it is closed as `outcome`."""

    number: int
    source: str
    area: str
    under: str
    language: str | None
    came: datetime
    waits: timedelta
    who: str
    action: Action | None
    outcome: Outcome
    tier: int
    lasts: timedelta | None
    restored: timedelta | None
    appealed: timedelta | None
    answered: timedelta | None
    ruling: AppealOutcome

    @property
    def native(self) -> str:
        """The account, or the message where content is removed."""
        account = f"@u{self.number}:here.example"
        message = self.action is Action.REMOVE_CONTENT
        return f"!room:here.example/$e{self.number}/{account}" if message else account

    @property
    def subject(self) -> Subject:
        kind = SubjectKind.MESSAGE if "/" in self.native else SubjectKind.ACCOUNT
        return Subject(CONNECTOR, kind, self.native)


def stories(chance: random.Random, many: int) -> list[Story]:
    """As many cases, from December before to December."""
    span = int((NEW_YEAR - timedelta(hours=1) - BEGINS).total_seconds()) - 86_400

    def after(hours: float, share: float = 1.0) -> timedelta | None:
        waits = timedelta(seconds=60 + int(3600 * chance.expovariate(1 / hours)))
        return min(waits, timedelta(days=170)) if chance.random() < share else None

    found: list[Story] = []
    for number in range(many):
        source, area = chance.choice(SOURCES), chance.choice((*AREAS, FLOODS))
        under = area if chance.random() < 0.9 else chance.choice(AREAS)
        action = chance.choice(ACTIONS) if chance.random() < 0.6 else None
        if chance.random() < 0.05:
            action = Action.WARN
        if number % 17 == 5:  # of this source nobody says what its cases followed
            source, under, action = ELSEWHERE, FLOODS, Action.REMOVE_CONTENT
        reversible = action in ENDING
        tier = chance.choice((0, 0, 0, 1, 2)) if reversible else 0
        lasts = after(200) if reversible and chance.random() < 0.3 else None
        found.append(
            Story(
                number,
                source,
                area,
                under,
                chance.choice(TONGUES),
                BEGINS + timedelta(days=1, seconds=chance.randrange(span)),
                after(30) or timedelta(minutes=1),
                "proposer" if tier or chance.random() < 0.5 else "employee",
                action,
                chance.choice((Outcome.NO_VIOLATION, Outcome.NO_VIOLATION, Outcome.DUPLICATE)),
                tier,
                lasts,
                after(60, 0.2) if reversible and lasts is None else None,
                after(150, 0.4),
                after(100, 0.9),
                chance.choice(tuple(AppealOutcome)),
            )
        )
    return found
