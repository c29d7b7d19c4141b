"""I12, I16: an account that the platform itself names as changed is looked at, twice, at once."""

from datetime import timedelta

import pytest
from tests.invariants.looking import events
from tests.invariants.test_i12_i13_restore import silenced
from tests.invariants.test_i12_i16_outside import SUSPENDED, look, stands, tell

from quorate.effects import outside
from quorate.effects.limits import Limits
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event


@pytest.fixture
def station(world: World, monkeypatch: pytest.MonkeyPatch) -> Station:
    """An effector whose rounds come too late, and which waits for nothing between two looks."""
    monkeypatch.setattr(outside, "_AGAIN", 0.0)
    monkeypatch.setattr(outside, "_BUSY", 0.0)
    return world.station(limits=Limits(outside_every=timedelta(days=1)))


async def named(station: Station, times: int = 2) -> None:
    station.effector.outside.hurry(TROLL)
    for _ in range(times):
        await station.effector.outside.look_at_named()
    await station.step()


async def test_i16_an_account_on_which_nothing_stood_is_told_and_freed(
    world: World, station: Station
) -> None:
    """At tier 0, so that no round would ever have looked at it."""
    await station.step()
    world.platform.in_effect.add(SUSPENDED)
    await named(station)
    assert stands(station) == [(Action.SUSPEND, True, False)]
    assert station.pager.heard("not by Quorate") == 1
    found = await tell(world, station, "free-account", "on-call")
    assert isinstance(found, dict)
    assert found["state"] == "freed"
    await named(station)
    assert stands(station) != [], "the word is on its way into the log"
    await named(station)
    assert stands(station) == []
    assert events(world).count(Event.PLATFORM_CHANGED) == 2
    assert station.chronicle.view.forged == []


async def test_i16_one_look_at_a_named_account_is_not_enough(
    world: World, station: Station
) -> None:
    await station.step()
    world.platform.in_effect.add(SUSPENDED)
    await named(station, 1)
    station.effector.outside.hurry(TROLL)  # said twice is not looked at twice
    assert stands(station) == []
    world.platform.in_effect.clear()  # another effector's restore was on its way
    await named(station)
    assert stands(station) == []


async def test_i16_a_word_of_the_platform_alone_tells_nothing(
    world: World, station: Station
) -> None:
    await silenced(world, station)
    await named(station)
    assert stands(station) == []
    assert Event.PLATFORM_CHANGED not in events(world)


async def test_i16_what_is_under_way_is_looked_at_when_it_is_over(
    world: World, station: Station
) -> None:
    under_way = await silenced(world, station)
    proposal_of(station, under_way).outcome = ""  # as in the moment before it is read back
    world.platform.in_effect.clear()
    await named(station, 4)
    assert stands(station) == []
    proposal_of(station, under_way).outcome = "done"
    for _ in range(2):
        await station.effector.outside.look_at_named()
    await station.step()
    assert stands(station) == [(Action.SUSPEND, False, True)]


async def test_i16_a_ledger_in_doubt_tells_nothing_and_forgets_nobody(
    world: World, station: Station
) -> None:
    await station.step()
    world.platform.in_effect.add(SUSPENDED)
    world.later(seconds=30)
    station.effector.outside.hurry(TROLL)
    for _ in range(2):
        await station.effector.outside.look_at_named()
    assert stands(station) == []
    await station.step()
    for _ in range(2):
        await station.effector.outside.look_at_named()
    await look(station, 0)
    assert stands(station) == [(Action.SUSPEND, True, False)]
