"""I14, I18: intent before act, outcome after; a proposal is executed at most once."""

import asyncio
import json
import shutil

import pytest

from quorate.decisions.docket import Proposal
from quorate.incidents.stage.station import Crash, Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.ledger.directory import LogReader
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind

ACTED = ("suspend", TROLL)


def events(world: World) -> list[str]:
    """What the log holds, in order."""
    bodies = LogReader(world.log).entries(0, world.sequencer.size)
    return [json.loads(b)["event"] for b in bodies]


def die() -> None:
    raise Crash


async def test_i14_intent_is_logged_before_and_outcome_after(
    world: World, station: Station
) -> None:
    seen = list[list[str]]()
    world.platform.before_act = lambda: seen.append(events(world))
    world.propose(0)
    await station.step()
    assert seen[0][-1] == "effect:intended"
    assert events(world)[-1] == "effect:done"


async def test_i14_without_a_log_there_is_no_act(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_published(_: str) -> bool:
        return False

    monkeypatch.setattr(station.executor, "published", not_published)
    said = world.propose(0)
    world.resign()
    station.chronicle.catch_up()
    station.memory.database_up = False
    for _ in range(3):
        await station.step()
    assert world.platform.calls == []
    assert len(station.memory.unsent()) == 1
    station.memory.flush()
    await station.step()
    assert world.platform.calls == [ACTED]
    assert proposal_of(station, said).outcome == "done"


@pytest.mark.parametrize("moment", ["before_act", "after_act"])
async def test_i18_crash_around_the_call_acts_once(
    world: World, station: Station, moment: str
) -> None:
    setattr(world.platform, moment, die)
    said = world.propose(0)
    with pytest.raises(Crash):
        await station.step()
    setattr(world.platform, moment, lambda: None)
    station.restart()
    await station.step()
    await station.step()
    assert world.platform.calls == [ACTED]
    assert proposal_of(station, said).outcome == "done"
    assert events(world).count("effect:done") == 1
    assert events(world).count("effect:intended") == 1


@pytest.mark.parametrize("sent", [True, False])
async def test_i18_killed_before_its_intent_is_published_intends_once(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch, sent: bool
) -> None:
    async def dies(_: str) -> bool:
        raise Crash

    monkeypatch.setattr(station.executor, "published", dies)
    said = world.propose(0)
    world.resign()
    station.chronicle.catch_up()
    station.memory.database_up = False
    with pytest.raises(Crash):
        await station.step()
    if sent:
        for number, _ in station.memory.unsent():
            station.memory.sent(number)
    (waiting,) = station.memory.unlogged()
    station.restart()
    await station.step()
    world.publish(waiting)
    await station.step()
    await station.step()
    assert world.platform.calls == [ACTED]
    assert proposal_of(station, said).outcome == "done"
    assert events(world).count("effect:intended") == 1


@pytest.mark.parametrize("outcome", ["done", "abandoned"])
async def test_i14_killed_before_its_outcome_is_published_tells_it_once(
    world: World, station: Station, outcome: str
) -> None:
    world.platform.before_act = die
    said = world.propose(0)
    with pytest.raises(Crash):
        await station.step()
    world.platform.before_act = lambda: None
    station.restart()
    station.memory.database_up = False
    if outcome == "abandoned":
        world.later(hours=26)
    await station.step()
    (waiting,) = station.memory.unlogged()
    station.restart()
    await station.step()
    await station.step()
    assert station.memory.unlogged() == [waiting]
    station.memory.flush()
    await station.step()
    assert events(world).count(f"effect:{outcome}") == 1
    assert proposal_of(station, said).outcome == outcome


@pytest.mark.parametrize("why", ["expired", "vetoed"])
async def test_i18_intent_that_is_not_valid_any_more_is_abandoned_and_told(
    world: World, station: Station, why: str
) -> None:
    world.platform.before_act = die
    said = world.propose(0)
    with pytest.raises(Crash):
        await station.step()
    world.platform.before_act = lambda: None
    station.restart()
    if why == "expired":
        world.later(hours=25)
    else:
        world.veto(said, "on-call")
        await station.step()
        assert "effect:abandoned" not in events(world)  # what the killed one said may land still
        world.later(minutes=1)
    await station.step()
    assert world.platform.calls == []
    assert events(world)[-1] == "effect:abandoned"
    assert station.pager.heard("abandoned") == 1


async def test_i14_intent_that_was_objected_to_on_its_way_into_the_log_has_an_outcome(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_published(_: str) -> bool:
        return False

    monkeypatch.setattr(station.executor, "published", not_published)
    said = world.propose(0)
    world.resign()
    station.chronicle.catch_up()
    station.memory.database_up = False
    await station.step()
    world.veto(said, "on-call")
    await station.step()
    station.memory.database_up = True
    station.memory.flush()
    for _ in range(2):
        await station.step()
    assert world.platform.calls == []
    assert events(world).count("effect:intended") == events(world).count("effect:abandoned") == 1


async def test_i18_of_two_effectors_only_the_lowest_intent_acts(
    world: World, station: Station
) -> None:
    other = world.station("second effector")
    world.propose(0)
    world.resign()
    for each in (station, other):
        each.chronicle.catch_up()
    verdicts = [await s.executor.judge(next(iter(_all(s))), look=True) for s in (station, other)]
    world.platform.before_act = die
    for each, verdict in zip((station, other), verdicts, strict=True):
        try:
            await each.executor.execute(next(iter(_all(each))), verdict)  # pyright: ignore[reportArgumentType]
        except Crash:
            continue
    world.platform.before_act = lambda: None
    assert events(world).count("effect:intended") == 2
    await other.step()
    assert world.platform.calls == []
    await station.step()
    assert world.platform.calls == [ACTED]
    await other.step()
    assert world.platform.calls == [ACTED]


def _all(station: Station) -> list[Proposal]:
    return list(station.chronicle.view.docket.proposals.values())


async def test_i18_one_effector_asked_twice_at_once_acts_once(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    world.resign()
    station.chronicle.catch_up()
    body = world.order("execute", said.proposal, "employee")
    await asyncio.gather(*(station.door.execute(body) for _ in range(5)), station.effector.tick())
    assert world.platform.calls == [ACTED]
    assert events(world).count("effect:intended") == events(world).count("effect:done") == 1


@pytest.mark.parametrize("again", ["running", "restarted", "rolled back", "second effector"])
async def test_i18_after_a_restore_the_proposal_never_executes_again(
    world: World, station: Station, again: str
) -> None:
    shutil.copy(station.path, world.folder / "old.sqlite")
    said = world.propose(0)
    await station.step()
    await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert len(world.platform.calls) == 2
    if again == "restarted":
        station.restart()
    elif again == "rolled back":
        station = world.station(state="old")
    elif again == "second effector":
        station = world.station("second effector")
    for _ in range(3):
        await station.step()
        world.later(minutes=5)
    assert len(world.platform.calls) == 2


async def test_i18_rows_in_another_order_disown_no_restore(world: World, station: Station) -> None:
    said = world.propose(0)
    station.chronicle.catch_up()
    await station.step()
    station.memory.database_up = False
    await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    await station.effector.keep_restoring()
    waiting = [body for _, body in station.memory.unsent()]
    assert len(waiting) == 2
    world.publish(*waiting[::-1])
    station.restart()
    await station.step()
    assert proposal_of(station, said).restored
    assert station.chronicle.view.forged == []


async def test_i12_restore_makes_only_freeing_calls(world: World, station: Station) -> None:
    said = world.propose(0, action=Action.LOCK)
    await station.step()
    world.platform.calls.clear()
    await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    await station.effector.keep_restoring()
    assert world.platform.calls == [("unlock", TROLL)]
