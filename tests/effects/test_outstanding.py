"""What the platform has not taken: shown with its last answer while somebody wants it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.invariants.posting import Post

from quorate.effects.doors.outside import OutsideDoor
from quorate.effects.outstanding import What
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.vocabulary.kinds import Kind


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path).found()
    yield made
    made.sequencer.close()


@pytest.fixture
def station(world: World) -> Station:
    return world.station()


def rows(station: Station) -> list[tuple[object, object]]:
    waiting = OutsideDoor(station.effector, station.door).waiting()
    return [(row["what"], row["answer"]) for row in waiting if isinstance(row, dict)]


AWAY = "platform-unavailable: away"


async def test_an_effect_waits_from_its_first_failure_until_it_is_done(
    world: World, station: Station
) -> None:
    world.platform.down = True
    said = world.propose(0)
    for _ in range(3):
        await station.step()
    assert rows(station) == [(What.EFFECT, AWAY)]
    docket, memory = station.chronicle.view.docket, station.memory
    (one,) = station.executor.outstanding.waiting(docket, memory, world.now)
    assert (one.proposal, one.since) == (said.proposal, world.now)
    assert one.tries >= 3
    world.platform.down = False
    for _ in range(2):
        await station.step()
    assert rows(station) == []


async def test_what_nobody_wants_any_more_does_not_wait(world: World, station: Station) -> None:
    world.platform.down = True
    said = world.propose(0)
    await station.step()
    assert len(rows(station)) == 1
    station.door.veto(world.spoken(said, Kind.VETO, "on-call"))
    await station.step()
    assert rows(station) == []


async def test_an_undo_waits_until_the_platform_shows_it(world: World, station: Station) -> None:
    said = world.propose(0)
    await station.step()
    world.platform.down = True
    await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert rows(station) == [(What.RESTORE, AWAY)]
    world.platform.down = False
    await station.effector.keep_restoring()
    assert rows(station) == []


async def test_a_notice_waits_for_a_platform_that_takes_none(
    world: World, station: Station
) -> None:
    post = Post(station)
    world.platform.deaf = True
    world.propose(0)
    for _ in range(2):
        await post.step()
    assert rows(station) == [(What.NOTICE, AWAY)]
    world.platform.deaf = False
    await post.step()
    assert rows(station) == []


async def test_what_is_too_late_to_be_begun_does_not_wait(world: World, station: Station) -> None:
    world.platform.down = True
    world.propose(0)
    await station.step()
    assert len(rows(station)) == 1
    world.later(hours=25)
    assert rows(station) == []


async def test_what_waits_for_hands_does_not_wait_for_the_platform(
    world: World, station: Station
) -> None:
    world.platform.unreadable = True
    said = world.propose(0)
    await station.step()
    assert len(rows(station)) == 1
    world.platform.unreadable = False
    proposal = station.chronicle.view.docket.proposals[said.proposal]
    await station.executor.facts(proposal, look=True)
    assert rows(station) == []
