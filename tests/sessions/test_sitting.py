"""Who sits in a session at an instant, condition by condition."""

from dataclasses import replace
from datetime import timedelta

import pytest

from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.world import NOON
from quorate.people.keys import key_id
from quorate.people.roster import Roster
from quorate.sessions.model import Seated, Session, decide_sit
from quorate.vocabulary.problems import Problem, Refusal

KEY = key_id(seeded("employee").public)
PEOPLE = Roster().replaced({"people": [row("employee", "south"), row("contractor", "north")]})
SESSION = Session("id", "employee", "key", KEY, NOON, NOON + timedelta(hours=1))


def why(session: Session | None, roster: Roster = PEOPLE, seconds: float = 0) -> Problem | None:
    found = decide_sit(session, roster, NOON + timedelta(seconds=seconds))
    return found.problem if isinstance(found, Refusal) else None


def test_a_living_session_is_its_person_s() -> None:
    found = decide_sit(SESSION, PEOPLE, NOON)
    assert isinstance(found, Seated)
    assert found.person.id == "employee"
    assert why(replace(SESSION, key="")) is None


@pytest.mark.parametrize(
    ("session", "seconds", "problem"),
    [
        (None, 0, Problem.NOT_SIGNED_IN),
        (replace(SESSION, ended_at=NOON), 0, Problem.NOT_SIGNED_IN),
        (SESSION, 3599, None),
        (SESSION, 3600, Problem.NOT_SIGNED_IN),
        (SESSION, -5, None),
        (SESSION, -6, Problem.NOT_SIGNED_IN),
        (replace(SESSION, person="nobody"), 0, Problem.PERSON_NOT_ALIVE),
        (replace(SESSION, key="00" * 8), 0, Problem.KEY_UNKNOWN),
        (
            replace(SESSION, key=key_id(seeded("contractor").public)),
            0,
            Problem.KEY_UNKNOWN,
        ),
    ],
)
def test_what_ends_a_session(
    session: Session | None, seconds: float, problem: Problem | None
) -> None:
    assert why(session, seconds=seconds) is problem


def test_whoever_is_locked_sits_nowhere() -> None:
    locked = PEOPLE.with_person(replace(PEOPLE.people["employee"], locked=True))
    assert why(SESSION, locked) is Problem.PERSON_NOT_ALIVE
