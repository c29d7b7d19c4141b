"""A ledger with a day's work in it: done, undone, refused, and one close to a shift's end."""

import asyncio

import pytest

from quorate.incidents.past import History, read_history
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import NOON, World
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Refusal

ENDS_AT_ONE = {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "05:00", "ends": "13:00"}


async def _day(world: World, station: Station) -> None:
    alone = world.propose(0)
    await station.step()
    shared = world.propose(1)
    world.later(minutes=30)
    world.approve(shared, "contractor")
    await station.step()
    undone = await station.door.restore(world.spoken(shared, Kind.RESTORE, "on-call"))
    assert not isinstance(undone, Refusal)
    protected = world.propose(2)
    world.later(minutes=10)
    world.approve(protected, "employee")
    world.later(minutes=10)
    world.approve(protected, "contractor")
    await station.cool()
    lonely = world.propose(2)
    await station.step()
    await station.door.execute(world.order("execute", lonely.proposal, "proposer"))
    for said in (alone, shared, protected):
        assert station.chronicle.view.docket.proposals[said.proposal].outcome == "done"


async def _late(world: World, station: Station) -> None:
    """25 minutes before the end of the proposer's shift, at tier 0."""
    world.now = NOON.replace(day=26, hour=12, minute=35)
    world.changed("contractor", shift=ENDS_AT_ONE)
    said = world.propose(0, signer="contractor")
    await station.step()
    assert station.chronicle.view.docket.proposals[said.proposal].outcome == "done"


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The installation after that work."""
    world = World(tmp_path_factory.mktemp("worked")).found()
    station = world.station()
    asyncio.run(_day(world, station))
    asyncio.run(_late(world, station))
    return world


@pytest.fixture(scope="session")
def history(worked: World) -> History:
    """Everything in its ledger."""
    return read_history(worked.log, worked.genesis, NOON.replace(hour=0))
