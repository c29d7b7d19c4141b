"""I21: the entry that tells a change is the last that a session or an open hand of theirs sees."""

from collections.abc import Callable

import pytest
from tests.invariants.asking import problem

from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.sources import Source
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.sessions.model import Seated, Session, decide_begin, decide_sit
from quorate.vocabulary.kinds import Means
from quorate.vocabulary.problems import Problem

WHO = "contractor"


def by_lock(world: World) -> None:
    world.changed(WHO, locked=True)


def by_contract(world: World) -> None:
    world.changed(WHO, contract_end="2026-11-24")


def by_shift(world: World) -> None:
    world.changed(WHO, shift=None)


def by_leaving(world: World) -> None:
    del world.people[WHO]
    world.change_people()


def by_source(world: World) -> None:
    source = Source(world)
    source.declare()
    source.confirm()
    source.narrow(WHO, active=False)


WAYS: list[Callable[[World], None]] = [by_lock, by_contract, by_shift, by_leaving, by_source]


def begun(world: World, web: Onlooker) -> Session:
    web.catch_up()
    found = decide_begin(web.view.roster.people[WHO], Means.PROVIDER, "", "secret", world.now)
    assert isinstance(found, Session)
    return found


@pytest.mark.parametrize("way", WAYS)
def test_i21_a_session_is_refused_from_the_entry_on(
    world: World, way: Callable[[World], None]
) -> None:
    web = Onlooker(world.log, world.genesis)
    session = begun(world, web)
    assert isinstance(decide_sit(session, web.view.roster, world.now), Seated)
    way(world)
    web.catch_up()
    found = decide_sit(session, web.view.roster, world.now)
    assert not isinstance(found, Seated)
    assert found.problem is Problem.PERSON_NOT_ALIVE


@pytest.mark.parametrize("way", WAYS)
async def test_i21_an_open_hand_counts_no_more_from_the_entry_on(
    world: World, station: Station, way: Callable[[World], None]
) -> None:
    said = world.propose(1)
    world.approve(said, WHO)
    assert await problem(world, station, said) is None
    way(world)
    assert await problem(world, station, said) in (
        Problem.PERSON_NOT_ALIVE,
        Problem.QUORUM_MISSING,
    )
