"""What the lasting bar says went wrong, and who is woken by an entry; over a World's own log."""

from pathlib import Path

import pytest

from quorate.console.casework.lasting import went_wrong
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.station import Crash, Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.vocabulary.problems import FACTS, Problem, Refusal


def die() -> None:
    raise Crash


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path).found()


@pytest.fixture
def station(world: World) -> Station:
    return world.station()


@pytest.fixture
def onlooker(world: World) -> Onlooker:
    return Onlooker(world.log, world.genesis)


def wrong(world: World, onlooker: Onlooker, name: str) -> str:
    onlooker.catch_up()
    return went_wrong(onlooker.view.docket.proposals[name], onlooker, world.clock())


async def test_nothing_went_wrong_with_what_waits_or_is_done(
    world: World, station: Station, onlooker: Onlooker
) -> None:
    said = world.propose(0)
    assert wrong(world, onlooker, said.proposal) == ""
    await station.step()
    assert wrong(world, onlooker, said.proposal) == ""


async def test_a_tier_that_rose_since_is_told(
    world: World, station: Station, onlooker: Onlooker
) -> None:
    said = world.propose(0)
    world.raise_protection(TROLL, 1, "employee")
    await station.step()
    assert "protected by now (elevated)" in wrong(world, onlooker, said.proposal)
    assert world.platform.calls == []


async def test_what_a_person_ended_did_not_go_wrong(world: World, onlooker: Onlooker) -> None:
    said = world.propose(0)
    world.raise_protection(TROLL, 1, "employee")
    world.veto(said, "employee")
    assert wrong(world, onlooker, said.proposal) == ""


async def test_what_the_effector_refused_or_gave_up_is_told(
    world: World, station: Station, onlooker: Onlooker
) -> None:
    refused = world.propose(0)
    station.chronicle.catch_up()
    away = Refusal(Problem.PLATFORM_UNAVAILABLE, "no answer")
    await station.executor.refuse(proposal_of(station, refused), away, "employee")
    assert wrong(world, onlooker, refused.proposal) == FACTS[away.problem].title


async def test_an_act_given_up_is_told_until_it_is_done(
    world: World, station: Station, onlooker: Onlooker
) -> None:
    world.platform.before_act = die
    said = world.propose(0)
    with pytest.raises(Crash):
        await station.step()
    world.platform.before_act = lambda: None
    station.restart()
    world.later(hours=25)
    await station.step()
    assert wrong(world, onlooker, said.proposal) == FACTS[Problem.EXPIRED].title


def test_an_entry_tells_whose_proposal_it_is_about(world: World, onlooker: Onlooker) -> None:
    said = world.propose(0)
    onlooker.catch_up()
    assert onlooker.told[said.signer] == 1
    assert onlooker.moved() == {said.signer}
    assert onlooker.moved() == set()
    world.veto(said, "employee")
    onlooker.catch_up()
    assert (onlooker.told[said.signer], onlooker.moved()) == (2, {said.signer})
