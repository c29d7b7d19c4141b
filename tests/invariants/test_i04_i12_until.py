"""I4, I12: what was decided for a time ends by itself at that second, whatever happens."""

from datetime import timedelta
from typing import Any

import pytest
from tests.invariants.asking import QUORUM, problem
from tests.invariants.looking import events, logged
from tests.invariants.test_i12_i13_restore import ACTED, FREED, restore

from quorate.decisions.statement import UNTIL, Statement
from quorate.decisions.terms import LONGEST
from quorate.effects.limits import Limits
from quorate.effects.temporary import STANDS_IN
from quorate.effects.view import View
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, WEIGHED, World, proposal_of
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import process_entry
from quorate.rebuilding.told import Told
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import stamp

THREE_DAYS = timedelta(days=3)
MESSAGE = f"!room:here.example/$event/{TROLL}"


def lasting(world: World, lasts: timedelta = THREE_DAYS) -> tuple[tuple[str, str], ...]:
    return ((UNTIL, stamp(world.now + lasts)),)


async def silenced_for(
    world: World, station: Station, lasts: timedelta = THREE_DAYS, **fields: Any
) -> Statement:
    said = world.propose(0, parameters=lasting(world, lasts), **fields)
    await station.step()
    assert proposal_of(station, said).in_effect
    return said


async def look(world: World, station: Station, **delta: float) -> None:
    """Time passes, and the effector looks with a fresh checkpoint, as it does all the time."""
    world.later(**delta)
    await station.step()
    await station.effector.temporary.end()


def freed(world: World) -> int:
    return world.platform.calls.count(FREED)


async def test_i12_an_effect_ends_by_itself_at_its_second(world: World, station: Station) -> None:
    said = await silenced_for(world, station)
    await look(world, station, days=3, seconds=-1)
    assert world.platform.calls == [ACTED]
    await look(world, station, seconds=1)
    await look(world, station, days=9)
    assert world.platform.calls == [ACTED, FREED]
    assert events(world).count(Event.EFFECT_ENDED) == 1
    proposal = proposal_of(station, said)
    assert (proposal.settled, proposal.in_effect) == ("ended", False)
    assert not station.chronicle.view.forged
    assert not station.pager.heard("lasts too long")


async def test_i12_what_has_no_end_lasts(world: World, station: Station) -> None:
    world.propose(0)
    await station.step()
    await look(world, station, days=400)
    assert world.platform.calls == [ACTED]


async def test_i12_an_end_is_kept_over_a_restart_and_over_a_lost_state(
    world: World, station: Station
) -> None:
    """By memory, and by the log alone: whoever begins anew stands in after some seconds."""
    await silenced_for(world, station)
    station.restart()
    await look(world, station, days=2)
    assert freed(world) == 0
    forgetful = world.station(state="elsewhere")
    await look(world, forgetful, days=1, seconds=1)
    assert freed(world) == 0
    await look(world, forgetful, seconds=STANDS_IN.total_seconds())
    assert freed(world) == 1
    station.restart()
    await look(world, station, seconds=1)
    assert freed(world) == 1


async def test_i12_an_effector_started_after_the_end_ends_it(
    world: World, station: Station
) -> None:
    await silenced_for(world, station)
    world.later(days=4)
    station.restart()
    await look(world, station)
    assert freed(world) == 1


async def test_i12_a_crash_between_the_entry_and_the_call_loses_no_end(
    world: World, station: Station
) -> None:
    said = await silenced_for(world, station)
    world.platform.down = True
    await look(world, station, days=3)
    assert events(world).count(Event.EFFECT_ENDED) == 1
    station.restart()
    world.platform.down = False
    await look(world, station, seconds=1)
    assert world.platform.calls == [ACTED, FREED]
    assert station.memory.endings_waiting() == []
    assert proposal_of(station, said).ended


async def test_i12_the_platform_away_at_the_end_is_tried_until_it_shows_it_and_told(
    world: World, station: Station
) -> None:
    await silenced_for(world, station)
    world.platform.down = True
    await look(world, station, days=3)
    await look(world, station, seconds=30)
    assert not station.pager.heard("lasts too long")
    await look(world, station, seconds=40)
    await look(world, station, seconds=1)
    assert station.pager.heard("lasts too long") == 1
    world.platform.down = False
    await look(world, station, seconds=1)
    assert freed(world) == 1


@pytest.mark.parametrize("restarts", [False, True])
async def test_i13_without_database_and_ledger_it_ends_and_the_entry_follows(
    world: World, station: Station, restarts: bool
) -> None:
    said = await silenced_for(world, station)
    world.later(days=3, seconds=-1)
    await station.step()
    station.memory.database_up = False
    if restarts:
        station.restart()
        station.memory.database_up = False
    for _ in range(8):  # the ledger stands still: nobody signs a checkpoint
        world.later(seconds=1)
        await station.effector.temporary.end()
    assert freed(world) == 1
    assert Event.EFFECT_ENDED not in events(world)
    station.restart()
    await look(world, station)
    assert proposal_of(station, said).ended
    station.memory.flush()
    await look(world, station)
    assert events(world).count(Event.EFFECT_ENDED) == 1
    assert freed(world) == 1


@pytest.mark.parametrize("other", [None, timedelta(days=5)])
@pytest.mark.parametrize("native", [TROLL, MESSAGE])
async def test_i12_another_effect_on_the_same_account_goes_on(
    world: World, station: Station, other: timedelta | None, native: str
) -> None:
    """The later end wins, and an unlimited one for ever, whichever message names the author."""
    station.knows(native)
    first = await silenced_for(world, station)
    parameters = lasting(world, other) if other else ()
    second = world.propose(0, native, parameters=parameters)
    await station.step()
    await look(world, station, days=3)
    assert freed(world) == 0
    (entry,) = (e for e in logged(world) if e["event"] == Event.EFFECT_ENDED)
    assert entry["data"] == {"proposal": first.proposal, "held_by": second.proposal}
    assert not proposal_of(station, first).in_effect
    await look(world, station, days=2)
    kept = [call for call in world.platform.calls if call[0] == "unsuspend"]
    assert len(kept) == (1 if other else 0)
    assert proposal_of(station, second).in_effect is not bool(other)


async def test_i12_another_action_holds_nothing(world: World, station: Station) -> None:
    await silenced_for(world, station)
    world.propose(0, action=Action.LOCK)
    await station.step()
    await look(world, station, days=3)
    assert freed(world) == 1
    assert (Action.LOCK, TROLL) in world.platform.in_effect


async def test_i12_an_earlier_end_takes_nothing_from_a_later_one(
    world: World, station: Station
) -> None:
    await silenced_for(world, station)
    await silenced_for(world, station, timedelta(days=1))
    await look(world, station, days=1)
    assert freed(world) == 0
    await look(world, station, days=2)
    assert freed(world) == 1


async def test_i12_a_restore_before_the_end_wins_and_nothing_happens_at_the_end(
    world: World, station: Station
) -> None:
    said = await silenced_for(world, station)
    assert "restored" in str(await restore(world, station, said))
    world.propose(0)
    await station.step()
    await look(world, station, days=3)
    assert freed(world) == 1
    assert Event.EFFECT_ENDED not in events(world)
    assert proposal_of(station, said).restored


async def test_i12_what_began_is_ended_though_nobody_heard_the_platform_s_answer(
    world: World, station: Station
) -> None:
    """The platform did it and was away before it was read back; the end came meanwhile."""
    said = world.propose(0, parameters=lasting(world))

    def away() -> None:
        world.platform.down = True

    world.platform.after_act = away
    await station.step()
    await look(world, station, days=4)
    assert not proposal_of(station, said).outcome
    world.platform.down = False
    await look(world, station, seconds=1)
    await look(world, station, seconds=1)
    assert proposal_of(station, said).ended
    assert world.platform.calls == [ACTED, FREED]


@pytest.mark.parametrize("ahead", [timedelta(hours=5), timedelta(days=4)])
@pytest.mark.parametrize("whose", ["ours", "ledger", "both"])
async def test_i06_a_clock_set_forward_frees_nobody_early(
    world: World, station: Station, whose: str, ahead: timedelta
) -> None:
    await silenced_for(world, station)
    await look(world, station, days=2, hours=23)
    set_clocks(world, whose, ahead)
    for _ in range(30):
        await look(world, station, seconds=1)
    assert freed(world) == 0
    set_clocks(world, whose, -ahead)
    await look(world, station, minutes=58)
    assert freed(world) == 0
    await look(world, station, minutes=2)
    assert freed(world) == 1


@pytest.mark.parametrize("whose", ["ours", "ledger", "both"])
async def test_i06_a_clock_set_back_keeps_nobody_silenced(
    world: World, station: Station, whose: str
) -> None:
    await silenced_for(world, station)
    await look(world, station, days=3, seconds=-10)
    set_clocks(world, whose, -timedelta(hours=5))
    await look(world, station, seconds=9)
    assert freed(world) == 0
    await look(world, station, seconds=1)
    assert freed(world) == 1


@pytest.mark.parametrize("whose", ["ours", "ledger"])
@pytest.mark.parametrize("hours", [-5, 5])
async def test_i06_nor_does_one_that_was_set_before_the_effector_began(
    world: World, station: Station, whose: str, hours: int
) -> None:
    await silenced_for(world, station)
    await look(world, station, days=3, seconds=-30)
    set_clocks(world, whose, timedelta(hours=hours))
    station.restart()
    for _ in range(10):
        await look(world, station, seconds=1)
    assert freed(world) == 0
    for _ in range(25):
        await look(world, station, seconds=1)
    assert freed(world) == 1


def set_clocks(world: World, whose: str, ahead: timedelta) -> None:
    if whose in ("ours", "both"):
        world.now += ahead
    if whose == "ours":
        world.ledger_ahead -= ahead
    elif whose == "ledger":
        world.ledger_ahead += ahead


async def test_i12_an_ended_effect_is_no_change_behind_quorate_s_back(world: World) -> None:
    station = world.station(limits=Limits(outside_every=timedelta(0)))
    await silenced_for(world, station)
    for _ in range(2):
        await station.effector.outside.look()
    world.platform.down = True
    await look(world, station, days=3)
    world.platform.down = False
    for _ in range(3):
        await station.effector.outside.look()
    await look(world, station, seconds=1)
    for _ in range(3):
        await station.effector.outside.look()
    assert freed(world) == 1
    assert Event.PLATFORM_CHANGED not in events(world)


async def test_i12_a_second_effector_stands_in_for_one_that_is_gone(
    world: World, station: Station
) -> None:
    other = world.station("second effector")
    await silenced_for(world, station)
    await look(world, other, days=3)
    assert freed(world) == 0
    await look(world, other, seconds=5)
    await look(world, station, seconds=1)
    assert freed(world) == 1
    assert events(world).count(Event.EFFECT_ENDED) == 1


@pytest.mark.parametrize(
    ("action", "lasts", "why"),
    [
        (Action.SUSPEND, timedelta(seconds=-1), Problem.EXPIRED),
        (Action.SUSPEND, LONGEST + timedelta(days=1), Problem.BODY_INVALID),
        (Action.DEACTIVATE, THREE_DAYS, Problem.ACTION_IRREVERSIBLE),
        (Action.WARN, THREE_DAYS, Problem.BODY_INVALID),
        (Action.LOCK, THREE_DAYS, None),
    ],
)
async def test_i04_the_effector_judges_an_end_itself(
    world: World, station: Station, action: Action, lasts: timedelta, why: Problem | None
) -> None:
    said = world.propose(0, action=action, parameters=lasting(world, lasts))
    assert await problem(world, station, said) is why


async def test_i04_nothing_begins_after_its_own_end(world: World, station: Station) -> None:
    parameters = (*WEIGHED, *lasting(world, timedelta(minutes=20)))
    said = world.propose(2, parameters=parameters)
    await station.step()
    world.approve(said, *QUORUM)
    await station.cool()
    assert world.platform.calls == []
    assert await problem(world, station, said) is Problem.EXPIRED


@pytest.mark.parametrize("until", ["tomorrow", "2026-11-28T12:00:00Z", "2026-11-28T12:00:00.000"])
async def test_i04_an_end_in_another_spelling_is_no_proposal(
    world: World, station: Station, until: str
) -> None:
    said = world.propose(0, parameters=((UNTIL, until),))
    await station.step()
    assert said.proposal not in station.chronicle.view.docket.proposals
    assert [f.event for f in station.chronicle.view.forged] == [Event.PROPOSAL_OPENED]


async def test_i15_the_log_alone_says_what_has_ended(world: World, station: Station) -> None:
    said = await silenced_for(world, station)
    await look(world, station, days=3)
    told = Told(View(world.genesis))
    reader = LogReader(world.log)
    for number, body in enumerate(reader.entries(0, world.sequencer.size)):
        told.read(str(number), body)
    assert not [w for w in told.wrong if w.event == Event.EFFECT_ENDED]
    row = told.books.table("effects")[said.proposal,]
    assert row.values["ended"] is True
    assert told.view.docket.proposals[said.proposal].done_at is not None


async def test_i16_an_end_that_no_effector_signed_ends_nothing(
    world: World, station: Station
) -> None:
    said = await silenced_for(world, station)
    data = {"proposal": said.proposal, "held_by": None}
    world.publish(process_entry(Event.EFFECT_ENDED, world.now, "effector", data).canonical())
    endless = world.propose(0, action=Action.LOCK)
    await station.step()
    station.chronicle.write(Event.EFFECT_ENDED, {"proposal": endless.proposal, "held_by": None})
    await station.step()
    assert proposal_of(station, said).in_effect
    reader = world.chronicle()
    reader.catch_up()
    assert reader.view.docket.proposals[endless.proposal].in_effect
    assert [f.event for f in reader.view.forged] == [Event.EFFECT_ENDED] * 2
