"""I15, I13: an effector that has seen more than the ledger holds believes nothing, and says so."""

import shutil

import pytest
from tests.invariants.asking import problem
from tests.invariants.test_i12_i13_restore import ACTED, FREED, restore, silenced

from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.vocabulary.problems import Problem

BACK = "the ledger went back"


@pytest.mark.parametrize("restarted", [False, True])
async def test_i15_an_older_ledger_is_told_once_and_silences_nobody(
    world: World, station: Station, restarted: bool
) -> None:
    older = world.folder / "older"
    world.sequencer.close()
    shutil.copytree(world.log, older)
    world.reopen()
    await silenced(world, station)
    world.sequencer.close()
    shutil.rmtree(world.log)
    shutil.copytree(older, world.log)
    world.reopen()
    if restarted:
        station.restart()
    station.pager.down = True
    station.chronicle.catch_up()
    await station.effector.silence.tell()
    station.pager.down = False
    for _ in range(3):
        await station.effector.silence.tell()
    assert station.pager.heard(BACK) == 1
    assert "were seen" in station.pager.taken[-1][1]
    assert station.chronicle.doubt(station.limits) is not None
    assert world.platform.calls == [ACTED]


async def test_i13_an_older_ledger_stops_no_restore_of_an_effector_that_runs(
    world: World, station: Station
) -> None:
    older = world.folder / "older"
    world.sequencer.close()
    shutil.copytree(world.log, older)
    world.reopen()
    said = await silenced(world, station)
    world.sequencer.close()
    shutil.rmtree(world.log)
    shutil.copytree(older, world.log)
    world.reopen()
    assert "restored" in str(await restore(world, station, said))
    assert world.platform.calls == [ACTED, FREED]


async def test_i13_a_ledger_that_is_only_away_is_no_other_one(
    world: World, station: Station
) -> None:
    world.propose(0)
    world.log.rename(world.folder / "away")
    station.chronicle.catch_up()
    await station.effector.silence.tell()
    assert station.pager.heard(BACK) == 0
    (world.folder / "away").rename(world.log)
    assert await problem(world, station, world.propose(2)) is Problem.QUORUM_MISSING
