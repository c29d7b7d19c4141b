"""I6, I13: which clock counts, what is kept of it, and what an effector believes of a ledger."""

from datetime import timedelta

from tests.invariants.looking import events

from quorate.effects.chronicle import Chronicle
from quorate.effects.memory import Memory
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World, proposal_of
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal


def chronicle(world: World, memory: Memory, genesis: str) -> Chronicle:
    key = world.process_key("effector")
    return Chronicle(world.log, genesis, memory, "effector", key, world.clock)


def doubted(station: Station) -> Problem | None:
    found = station.chronicle.doubt(station.limits)
    return found.problem if isinstance(found, Refusal) else None


def test_i13_before_the_ledger_was_read_nothing_is_known(world: World, station: Station) -> None:
    assert doubted(station) is Problem.LEDGER_STALE
    assert station.chronicle.waits() == station.chronicle.expires() == world.now


def test_i13_another_installation_s_ledger_is_not_believed(world: World, station: Station) -> None:
    other = chronicle(world, station.memory, "00" * 32)
    assert not other.catch_up()
    assert "pinned genesis" in str(other.doubt(station.limits))
    assert other.view.genesis is None


def test_i06_waiting_goes_by_the_earlier_clock_and_ending_by_the_later(
    world: World, station: Station
) -> None:
    for ahead in (4, -4):
        world.ledger_ahead = timedelta(seconds=ahead)
        world.resign()
        station.chronicle.catch_up()
        assert station.chronicle.waits() == world.now + min(timedelta(), world.ledger_ahead)
    assert station.chronicle.expires() == world.now + timedelta(seconds=4)


def test_i06_a_clock_set_back_is_doubted(world: World, station: Station) -> None:
    world.resign()
    station.chronicle.catch_up()
    station.restart()
    world.later(seconds=-7)
    world.resign()
    station.chronicle.catch_up()
    assert doubted(station) is Problem.CLOCK_DOUBT
    world.later(seconds=1)
    world.resign()
    station.chronicle.catch_up()
    assert doubted(station) is None


def test_i11_each_entry_keeps_when_it_was_first_seen(world: World, station: Station) -> None:
    """Also those that come within a second of others: a restart does not make them younger."""
    station.chronicle.catch_up()
    world.later(seconds=0.5)
    said = world.propose(1)
    station.chronicle.catch_up()
    seen = world.now
    world.later(minutes=5)
    station.restart()
    station.chronicle.catch_up()
    assert proposal_of(station, said).opened.seen == seen
    high_water = station.memory.high_water()
    assert high_water is not None and high_water.size == world.sequencer.size


async def test_i18_an_effector_that_lost_its_memory_takes_no_number_twice(
    world: World, station: Station
) -> None:
    world.propose(0)
    await station.step()
    forgetful = world.station(state="elsewhere")
    world.propose(0)
    await forgetful.step()
    assert events(world).count(Event.EFFECT_DONE) == 2
    assert not forgetful.chronicle.view.forged


async def test_i18_what_is_not_sent_yet_is_numbered_too(world: World, station: Station) -> None:
    station.chronicle.catch_up()
    station.memory.database_up = False
    for _ in range(2):
        station.chronicle.write(Event.EFFECT_DONE, {"proposal": "proposal-none"})
    station.memory.flush()
    station.chronicle.catch_up()
    assert {n for _, n in station.chronicle.view.used} == {1, 2}


async def test_i13_before_the_ledger_was_read_no_rule_is_called_broken(station: Station) -> None:
    await station.effector.wrongs.tell()
    assert station.pager.taken == []
