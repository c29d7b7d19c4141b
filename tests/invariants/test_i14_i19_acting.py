"""I14, I19: what the executor does when the platform, or its own memory, is not as it was."""

import sqlite3

import pytest
from tests.invariants.asking import problem, verdict
from tests.invariants.dying import killed
from tests.invariants.looking import events
from tests.invariants.test_i12_i13_restore import ACTED, FREED, restore

from quorate.decisions.statement import Statement
from quorate.effects.checks.certificate import Certificate
from quorate.incidents.stage.station import AWAY, Station, nothing
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal


def forget(station: Station) -> None:
    """The effector no longer knows whom a pseudonym stands for."""
    with sqlite3.connect(station.path) as memory:
        memory.execute("DELETE FROM subjects")


def breaks_off(world: World) -> None:
    """The platform goes away once it has carried out the next action."""
    world.platform.after_act = lambda: setattr(world.platform, "down", True)


def comes_back(world: World) -> None:
    world.platform.after_act, world.platform.down = nothing, False


async def intended(world: World, station: Station) -> Statement:
    """An intent whose act the platform did not take."""
    world.platform.before_act = lambda: setattr(world.platform, "down", True)
    said = world.propose(0)
    await station.step()
    world.platform.before_act, world.platform.down = nothing, False
    assert events(world)[-1] == Event.EFFECT_INTENDED
    return said


async def times_out(*_: object) -> Refusal:
    return AWAY


async def refuses(*_: object) -> Refusal:
    return Refusal(Problem.NOT_FOUND, "no such account", "target")


async def test_i14_an_act_that_was_not_read_back_is_not_called_done(
    world: World, station: Station
) -> None:
    breaks_off(world)
    said = world.propose(0)
    await station.step()
    assert Event.EFFECT_DONE not in events(world)
    comes_back(world)
    await station.step()
    assert proposal_of(station, said).outcome == "done"
    assert world.platform.calls == [ACTED]


async def test_i14_what_may_be_in_force_is_never_given_up(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is done; to the read-back the platform answers nonsense, then the truth."""
    said = world.propose(0)
    with monkeypatch.context() as patched:
        world.platform.after_act = lambda: patched.setattr(world.platform, "in_force", refuses)
        await station.step()
        await station.step()
    assert events(world)[-1] == Event.EFFECT_INTENDED
    await station.step()
    assert proposal_of(station, said).outcome == "done"
    assert world.platform.calls == [ACTED]


@pytest.mark.parametrize("crashed", [False, True])
async def test_i12_a_call_that_lands_after_the_restore_is_undone_too(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch, crashed: bool
) -> None:
    """Nobody waits for the answer any more, and the platform carries it out all the same."""
    if crashed:
        said = await killed(world, station)
    else:
        with monkeypatch.context() as patched:
            patched.setattr(world.platform, "act", times_out)
            said = world.propose(0)
            await station.step()
    await station.step()
    assert world.platform.calls == [ACTED]
    assert "restored" in str(await restore(world, station, said))
    world.platform.in_effect.add((Action.SUSPEND, TROLL))
    await station.effector.keep_restoring()
    assert not world.platform.in_effect
    world.later(minutes=1)
    await station.effector.keep_restoring()
    assert station.memory.restores_waiting() == []


async def test_i12_a_restore_of_what_was_answered_is_done_at_once(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    await restore(world, station, said)
    assert station.memory.restores_waiting() == []


async def test_i14_what_the_platform_refuses_for_good_is_abandoned_and_told(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.platform, "act", refuses)
    said = world.propose(0)
    await station.step()
    assert proposal_of(station, said).outcome == "abandoned"
    assert Event.EFFECT_ABANDONED in events(world)
    assert station.pager.heard("abandoned") == 1


async def test_i18_a_warning_leaves_nothing_to_read_back_and_is_given_once(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def shows_nothing(*_: object) -> bool:
        return False

    monkeypatch.setattr(world.platform, "in_force", shows_nothing)
    said = world.propose(0, action=Action.WARN)
    await station.step()
    await station.step()
    assert world.platform.calls == [("warn", TROLL)]
    assert proposal_of(station, said).outcome == "done"


async def test_i18_what_is_over_is_not_done_again(world: World, station: Station) -> None:
    done = world.propose(0)
    await station.step()
    world.platform.in_effect.clear()
    await station.executor.reconcile(proposal_of(station, done))
    assert world.platform.calls == [ACTED]
    assert Event.EFFECT_ABANDONED not in events(world)


async def test_i18_what_was_restored_before_it_was_done_is_not_done(
    world: World, station: Station
) -> None:
    said = await intended(world, station)
    await restore(world, station, said)
    await station.executor.reconcile(proposal_of(station, said))
    assert world.platform.calls == [FREED]
    assert Event.EFFECT_ABANDONED not in events(world)
    assert proposal_of(station, said).settled == "restored"


async def test_i14_nothing_is_intended_for_whom_the_platform_does_not_know(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = world.propose(0)
    found = await verdict(world, station, said)
    assert isinstance(found, Certificate)
    monkeypatch.setattr(world.platform, "resolve", refuses)
    await station.executor.execute(proposal_of(station, said), found)
    assert Event.EFFECT_INTENDED not in events(world)


async def test_i13_who_a_pseudonym_stands_for_has_to_be_known(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    found = await verdict(world, station, said)
    assert isinstance(found, Certificate)
    forget(station)
    assert await problem(world, station, said) is Problem.TIER_UNREAD
    await station.executor.execute(proposal_of(station, said), found)
    assert Event.EFFECT_INTENDED not in events(world)


async def test_i14_an_intent_about_nobody_known_waits(world: World, station: Station) -> None:
    said = await intended(world, station)
    forget(station)
    await station.executor.reconcile(proposal_of(station, said))
    assert world.platform.calls == []
    station.knows(TROLL)
    await station.step()
    assert world.platform.calls == [ACTED]


async def test_i12_a_restore_is_kept_until_it_is_known_whom_it_frees(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    forget(station)
    assert "accepted" in str(await restore(world, station, said))
    station.knows(TROLL)
    await station.effector.keep_restoring()
    assert world.platform.calls == [ACTED, FREED]


async def test_i12_a_restore_that_the_platform_refused_is_tried_again(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = world.propose(0)
    await station.step()
    world.platform.in_effect.clear()
    with monkeypatch.context() as patched:
        patched.setattr(world.platform, "free", refuses)
        assert "accepted" in str(await restore(world, station, said))
    await station.effector.keep_restoring()
    assert world.platform.calls == [ACTED, FREED]


@pytest.mark.parametrize("listed", [0, 2])
async def test_i23_without_a_reading_a_refusal_is_told_by_what_is_listed(
    world: World, station: Station, listed: int
) -> None:
    if listed:
        world.register({TROLL: listed})
    said = world.propose(0)
    world.resign()
    station.chronicle.catch_up()
    world.platform.unreadable = True
    await station.executor.refuse(proposal_of(station, said), AWAY, "employee")
    assert station.pager.heard("refused, tier 2") == (1 if listed else 0)
    assert events(world)[-1] == Event.EFFECT_REFUSED


async def test_i11_on_call_is_told_of_a_warning_to_the_protected(
    world: World, station: Station
) -> None:
    world.propose(2, action=Action.WARN)
    await station.step()
    assert world.platform.calls == [("warn", TROLL)]
    assert station.pager.heard("executed, tier 2") == 1
