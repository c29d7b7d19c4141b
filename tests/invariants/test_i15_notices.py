"""I15: what is decided about whoever misuses notices is a person's own word, and counts once."""

from dataclasses import replace

from tests.casework import rows
from tests.noticing import decide, misused, unfounded
from tests.playing import playing

from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.intake.misuse import Decided
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, read_entry
from quorate.rebuilding.reading import told_by
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal


def suspension(world: World) -> Entry:
    found = [read_entry(b) for b in LogReader(world.log).entries(0, world.sequencer.size)]
    return next(e for e in found if e.event is Event.NOTIFIER_SUSPENDED)


async def test_i15_a_suspension_in_another_s_name_or_for_other_days_is_forged(
    world: World, station: Station, database_url: str
) -> None:
    async with playing(world, database_url) as play:
        await misused(play)
        play.publish()
    real = suspension(world)
    longer = replace(real, data={**real.data, "days": "180"})
    other = replace(real, by="other lead", data={**real.data, "by": "other lead"})
    station.chronicle.catch_up()
    before = len(station.chronicle.view.forged)
    world.publish(longer.canonical(), other.canonical())
    station.chronicle.catch_up()
    forged = station.chronicle.view.forged[before:]
    assert [f.event for f in forged] == [Event.NOTIFIER_SUSPENDED] * 2


async def test_i15_a_step_that_stands_twice_is_named(
    world: World, station: Station, database_url: str
) -> None:
    async with playing(world, database_url) as play:
        await misused(play)
        play.publish()
    world.publish(suspension(world).canonical())
    told, _ = told_by(world.log, world.genesis)
    assert [w.event for w in told.wrong] == [Event.NOTIFIER_SUSPENDED]


async def test_misuse_goes_step_by_step_and_any_lead_ends_it(
    world: World, database_url: str
) -> None:
    async with playing(world, database_url) as play:
        notifier = await unfounded(play, "n1", "@n1:here.example")
        early = await decide(play, Event.NOTIFIER_SUSPENDED, notifier, 0)
        assert isinstance(early, Refusal)
        assert early.problem is Problem.NOT_WARNED
        assert isinstance(await decide(play, Event.NOTIFIER_WARNED, notifier, 0), Decided)
        again = await decide(play, Event.NOTIFIER_WARNED, notifier, 0)
        assert isinstance(again, Refusal)
        assert again.problem is Problem.VERSION_STALE
        nothing = await decide(play, Event.NOTIFIER_SUSPENDED, notifier, 1)
        assert isinstance(nothing, Refusal)
        assert nothing.problem is Problem.NOTHING_UNFOUNDED
        play.world.later(minutes=1)
        await unfounded(play, "n2", "@n2:here.example")
        assert isinstance(await decide(play, Event.NOTIFIER_SUSPENDED, notifier, 1), Decided)
        done = await decide(play, Event.NOTIFIER_RESTORED, notifier, 2, who="other lead")
        assert isinstance(done, Decided)
        twice = await decide(play, Event.NOTIFIER_SUSPENDED, notifier, 3)
        assert isinstance(twice, Refusal)
        assert twice.problem is Problem.NOTHING_UNFOUNDED


async def test_only_a_case_closed_as_no_violation_has_unfounded_notices_and_reopening_takes_it_back(
    world: World, database_url: str
) -> None:
    async with playing(world, database_url) as play:
        notifier = await unfounded(play, "n1", "@n1:here.example")
        ((case,),) = rows(database_url, "SELECT id FROM cases")
        await play.reopen("lead", case)
        found = await decide(play, Event.NOTIFIER_WARNED, notifier, 0)
        assert isinstance(found, Refusal)
        assert found.problem is Problem.NOTHING_UNFOUNDED
