"""A session: short, bound to one person's standing, ended by whatever ends that."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from quorate.people.model import Person, contract_over, shift_end, standing
from quorate.people.roster import Roster
from quorate.vocabulary.kinds import Means
from quorate.vocabulary.problems import Problem, Refusal

LASTS: Final = timedelta(hours=1)
TOLERANCE: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is the SHA-256 of the cookie's secret; `means` one of Means; `key` the browser key that
    signed in, empty for a provider."""

    id: str
    person: str
    means: str
    key: str
    began_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seated:
    """A living session and its person, for one instant."""

    session: Session
    person: Person


def name_of(secret: str) -> str:
    """How a cookie's secret stands in the table."""
    return hashlib.sha256(secret.encode()).hexdigest()


def decide_begin(
    person: Person, means: Means, key: str, secret: str, now: datetime
) -> Session | Refusal:
    """A session until the earliest of an hour, the shift's end and the contract's (I6)."""
    alive = standing(person, now)
    if not alive.alive:
        detail = f"{person.id}: {alive.why}"
        return Refusal(Problem.PERSON_NOT_ALIVE, detail, invariant="I5")
    ends = (now + LASTS, shift_end(person, now), contract_over(person))
    earliest = min(end for end in ends if end is not None)
    return Session(name_of(secret), person.id, means, key, now, earliest)


def decide_sit(session: Session | None, roster: Roster, now: datetime) -> Seated | Refusal:
    """Who sits here at this instant, from the row and from signed facts; nothing is remembered.

    A session from the future is none: a clock set back gives no time (I6). A leaver's row counts
    for nothing, and what a browser key began ends with the key (I5, I21).
    """
    if session is None or session.ended_at is not None or now >= session.ends_at:
        return Refusal(Problem.NOT_SIGNED_IN, "sign in first", "cookie")
    if now < session.began_at - TOLERANCE:
        return Refusal(Problem.NOT_SIGNED_IN, "this session has not begun", "cookie", "I6")
    person, key = roster.people.get(session.person), roster.key(session.key)
    if person is None:
        detail = f"{session.person}: no longer among the people"
        return Refusal(Problem.PERSON_NOT_ALIVE, detail, invariant="I5")
    if session.key and (key is None or key.person != person.id):
        return Refusal(Problem.KEY_UNKNOWN, "the key that signed in was revoked", "key")
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", invariant="I5")
    return Seated(session, person)
