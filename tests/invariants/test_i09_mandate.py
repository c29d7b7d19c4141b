"""I9: the check that lets an amendment come into force, condition by condition."""

from dataclasses import replace
from datetime import timedelta

import pytest

from quorate.authority.agenda import Filed
from quorate.authority.charter import Charge
from quorate.effects.checks.mandate import Mandate, Moment, mandate, recovers
from quorate.effects.folds.state import ForgedError
from quorate.effects.limits import Limits
from quorate.effects.view import View
from quorate.incidents.stage.amending import FIRST, SECOND, THIRD, amend, filed, word
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.station import AWAY, Station
from quorate.incidents.stage.world import World
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

LIMITS = Limits()
NEW = row("newcomer", "night")


def moment(world: World) -> Moment:
    """An hour after the page was taken, with nothing in doubt."""
    later = world.now + timedelta(hours=1)
    return Moment(later, later, None, world.now)


def opened(world: World, station: Station, *approvers: str) -> Filed:
    made = amend(world, Charge.PERSON, NEW, *approvers)
    station.chronicle.catch_up()
    return filed(station, made)


def judged(station: Station, found: Filed, at: Moment) -> Problem | None:
    verdict = mandate(station.chronicle.view, found, at, LIMITS)
    return verdict.problem if isinstance(verdict, Refusal) else None


def test_i9_with_every_condition_met_it_may(world: World, station: Station) -> None:
    found = opened(world, station, FIRST, SECOND)
    verdict = mandate(station.chronicle.view, found, moment(world), LIMITS)
    assert isinstance(verdict, Mandate)
    assert verdict.hands == ("third founder", "first founder", "second founder")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"expires": timedelta(days=9)}, Problem.EXPIRED),
        ({"doubt": AWAY}, AWAY.problem),
        ({"page_taken": None}, Problem.PAGE_NOT_TAKEN),
        ({"waits": timedelta(minutes=59, seconds=59)}, Problem.COOLING_OFF),
    ],
)
def test_i9_each_condition_of_the_moment_is_asked(
    world: World, station: Station, changed: dict[str, object], problem: Problem
) -> None:
    found = opened(world, station, FIRST, SECOND)
    said = {n: world.now + v if isinstance(v, timedelta) else v for n, v in changed.items()}
    at = replace(moment(world), **said)  # pyright: ignore[reportArgumentType]
    assert judged(station, found, at) is problem


def test_i9_hands_are_counted(world: World, station: Station) -> None:
    found = opened(world, station, FIRST)
    assert judged(station, found, moment(world)) is Problem.QUORUM_MISSING


def test_i9_what_is_settled_stays_so(world: World, station: Station) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    world.publish(word(world, made, Kind.VETO, "on-call"))
    station.chronicle.catch_up()
    assert judged(station, filed(station, made), moment(world)) is Problem.ALREADY_DECIDED


def test_i9_facts_that_changed_meanwhile_are_not_overwritten(
    world: World, station: Station
) -> None:
    made = amend(
        world, Charge.PERSON, {**world.people["employee"], "languages": ["de"]}, FIRST, SECOND
    )
    world.changed("employee", languages=["fr"])
    station.chronicle.catch_up()
    assert judged(station, filed(station, made), moment(world)) is Problem.VERSION_STALE


def test_i9_only_what_is_about_a_person_recovers_keys(world: World, station: Station) -> None:
    made = amend(world, Charge.POLICY, {"retired": "harassment"}, FIRST, SECOND)
    station.chronicle.catch_up()
    assert not recovers(station.chronicle.view, filed(station, made))


def test_i9_nothing_is_read_from_a_log_without_genesis() -> None:
    with pytest.raises(ForgedError, match="no genesis"):
        _ = View("00" * 32).founded


def test_i9_it_waits_from_the_later_of_page_and_last_approval(
    world: World, station: Station
) -> None:
    found = opened(world, station, FIRST, SECOND)
    soon = replace(moment(world), waits=world.now + timedelta(minutes=59))
    early_page = replace(soon, page_taken=world.now - timedelta(hours=2))
    late_page = replace(moment(world), page_taken=world.now + timedelta(minutes=1))
    assert judged(station, found, early_page) is Problem.COOLING_OFF
    assert judged(station, found, late_page) is Problem.COOLING_OFF


@pytest.mark.parametrize("hours", [1, 30])
def test_i4_an_approval_counts_by_the_earlier_of_both_times(
    world: World, station: Station, hours: int
) -> None:
    """The amendment's own approve-by, and a day after it was opened, whatever it says."""
    approve_by = stamp(world.now + timedelta(hours=hours))
    made = amend(world, Charge.PERSON, NEW, FIRST, approve_by=approve_by)
    station.chronicle.catch_up()
    world.later(hours=min(hours, 24), seconds=1)
    world.publish(word(world, made, Kind.APPROVE, SECOND))
    station.chronicle.catch_up()
    found = mandate(station.chronicle.view, filed(station, made), moment(world), LIMITS)
    assert "second founder: too late" in str(found)


def test_i9_nobody_but_the_check_makes_a_mandate() -> None:
    with pytest.raises(TypeError):
        Mandate("amd_" + "0" * 32, (THIRD, FIRST, SECOND))
