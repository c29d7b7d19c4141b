"""Who waits for a change is woken by it, and by the end; where a proposal stands is remembered."""

import asyncio
from pathlib import Path

import pytest

from quorate.api.around.wakes import Wakes
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.world import World
from quorate.vocabulary.events import Event


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path).found()


@pytest.fixture
def onlooker(world: World) -> Onlooker:
    found = Onlooker(world.log, world.genesis)
    assert found.catch_up()
    return found


def test_each_entry_about_a_proposal_has_its_place(world: World, onlooker: Onlooker) -> None:
    first = world.propose()
    world.approve(first, "contractor")
    second = world.propose()
    assert onlooker.catch_up()
    size = world.sequencer.size
    told = {name: [(p.index, p.event) for p in found] for name, found in onlooker.places.items()}
    assert told == {
        first.proposal: [
            (size - 3, Event.PROPOSAL_OPENED),
            (size - 2, Event.PROPOSAL_APPROVED),
        ],
        second.proposal: [(size - 1, Event.PROPOSAL_OPENED)],
    }
    assert onlooker.told == {first.signer: 3}
    assert onlooker.moved() == {first.signer}
    assert onlooker.moved() == set()


async def test_the_proposer_is_woken_and_the_end_wakes_everybody(
    world: World, onlooker: Onlooker, database_url: str
) -> None:
    wakes, stop = Wakes(onlooker), asyncio.Event()
    running = asyncio.create_task(wakes.run(database_url, stop))
    await asyncio.sleep(0.5)  # beginning to listen wakes, too
    named = asyncio.create_task(wakes.wait(60, "proposer"))
    other = asyncio.create_task(wakes.wait(60, "employee"))
    await asyncio.sleep(0)
    world.propose()
    await asyncio.wait_for(named, 10)
    assert not other.done()
    assert not wakes.over
    stop.set()
    await asyncio.wait_for(other, 10)
    assert wakes.over
    await running
