"""I9, I15: a veto of an amendment that is receipted holds, and everybody reads the same of it."""

from typing import Any

import pytest
from tests.invariants.test_i09_amendments import NEW, view

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.effects.doors.staff import StaffDoor
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied, filed, said
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal


def veto(station: Station, made: Amendment, who: str = "on-call") -> Any:
    """The receipt of the effector's door, or its refusal."""
    door = StaffDoor(station.effector, station.door)
    return door.veto({"amendment": made.fields(), **said(made, Kind.VETO, who)})


async def due(world: World, *stations: Station) -> Amendment:
    """Its delay has passed, and no database takes what an effector writes."""
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    for station in stations:
        await station.step()
    world.later(hours=1)
    world.resign()
    for station in stations:
        station.memory.database_up = False
    return made


async def heard(station: Station) -> None:
    """The database is back, and the effector reads what the log has by then."""
    station.memory.database_up = True
    station.memory.flush()
    await station.step()


@pytest.mark.parametrize("restarted", [False, True])
async def test_i9_no_veto_is_receipted_once_the_effector_has_put_it_in_force(
    world: World, station: Station, restarted: bool
) -> None:
    """Before the log has that, and when the effector has died and begun again meanwhile."""
    made = await due(world, station)
    await station.effector.tick()
    if restarted:
        station.restart()
        station.memory.database_up = False
        await station.effector.tick()
    found = veto(station, made)
    assert isinstance(found, Refusal)
    assert (found.problem, found.field) == (Problem.ALREADY_DECIDED, "amendment")
    await heard(station)
    assert applied(station, made)
    assert view(station).forged == []


async def test_i9_a_veto_that_is_receipted_before_ends_it(world: World, station: Station) -> None:
    made = await due(world, station)
    assert isinstance(veto(station, made), dict)
    await station.effector.tick()
    await heard(station)
    assert not applied(station, made)
    assert filed(station, made).settled == "vetoed by on-call"


@pytest.mark.parametrize("first", [0, 1])
async def test_i15_two_effectors_read_alike_which_came_first(
    world: World, station: Station, first: int
) -> None:
    """One has taken a veto when the other puts it in force: the order of the log decides."""
    other = world.station("second effector")
    made = await due(world, station, other)
    assert isinstance(veto(station, made), dict)
    await other.effector.tick()
    both = [station, other]
    for each in (both[first], both[1 - first], *both):
        await heard(each)
    assert applied(station, made) == applied(other, made) == bool(first)
    people = [view(each).roster.people for each in both]
    assert people[0] == people[1]
    assert filed(station, made).settled == filed(other, made).settled
    assert view(station).forged == view(other).forged


async def test_i15_a_veto_of_its_own_that_came_too_late_is_none_after_a_restart(
    world: World, station: Station
) -> None:
    other = world.station("second effector")
    made = await due(world, station, other)
    assert isinstance(veto(station, made), dict)
    await other.effector.tick()
    await heard(other)
    await station.step()
    for _ in range(2):
        assert filed(station, made).settled == "in force"
        station.restart()
        station.memory.database_up = False
        await station.step()


async def test_i15_a_veto_counts_from_where_the_log_has_it(world: World, station: Station) -> None:
    """Its own view begins with what it took, and goes on with what everybody reads."""
    made = await due(world, station)
    assert isinstance(veto(station, made), dict)
    assert filed(station, made).vetoes["on-call"].index < 0
    await heard(station)
    assert filed(station, made).vetoes["on-call"].index > 0
