"""I11, I12: what works on the whole account is one matter, whichever of its messages is named."""

from datetime import timedelta
from typing import Literal

import pytest
from tests.invariants.asking import words

from quorate.decisions.statement import UNTIL, Statement
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

MESSAGE = f"!room:here.example/$event/{TROLL}"
SUSPENDED = (Action.SUSPEND, TROLL)
NAMED = pytest.mark.parametrize("native", [TROLL, MESSAGE])


@pytest.fixture(autouse=True)
def known(station: Station) -> None:
    station.knows(MESSAGE)


async def restored(world: World, station: Station, said: Statement) -> None:
    answer = await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert not isinstance(answer, Refusal)
    await station.step()


async def vetoed(
    world: World, station: Station, native: str = TROLL, action: Action = Action.SUSPEND
) -> None:
    """What the contractor had approved."""
    said = world.propose(1, native, action=action)
    world.approve(said, "contractor")
    world.veto(said, "on-call")
    await station.step()


@NAMED
async def test_i11_whoever_approved_what_was_vetoed_approves_nothing_alike(
    world: World, station: Station, native: str
) -> None:
    await vetoed(world, station)
    again = world.propose(1, native)
    world.approve(again, "contractor")
    await station.step()
    assert "contractor approved what was vetoed" in await words(world, station, again)
    world.approve(again, "employee")
    await station.step()
    assert SUSPENDED in world.platform.in_effect


@NAMED
async def test_i11_a_second_veto_asks_one_approver_more(
    world: World, station: Station, native: str
) -> None:
    for _ in range(2):
        world.veto(world.propose(1), "on-call")
    await station.step()
    again = world.propose(1, native)
    world.approve(again, "contractor")
    await station.step()
    assert "missing: approver" in await words(world, station, again)
    world.approve(again, "employee")
    await station.step()
    assert SUSPENDED in world.platform.in_effect


async def test_i11_who_was_vetoed_does_not_do_it_with_swapped_roles(
    world: World, station: Station
) -> None:
    await vetoed(world, station)
    again = world.propose(1, signer="contractor")
    world.approve(again, "proposer")
    await station.step()
    assert "proposer approved what was vetoed" in await words(world, station, again)
    assert world.platform.calls == []


async def test_i11_a_veto_about_a_message_alone_bars_nobody_from_the_account(
    world: World, station: Station
) -> None:
    await vetoed(world, station, MESSAGE, Action.HIDE_CONTENT)
    again = world.propose(1)
    world.approve(again, "contractor")
    await station.step()
    assert SUSPENDED in world.platform.in_effect


@NAMED
async def test_i12_a_restore_voids_what_is_open_about_the_account(
    world: World, station: Station, native: str
) -> None:
    first = world.propose(0)
    await station.step()
    waiting = world.propose(1, native)
    await station.step()
    await restored(world, station, first)
    world.approve(waiting, "employee")
    await station.step()
    assert SUSPENDED not in world.platform.in_effect
    assert "voided" in proposal_of(station, waiting).settled


async def test_i12_names_that_fill_an_entry_stop_no_restore_and_save_no_quorum(
    world: World, station: Station
) -> None:
    """Whoever opens a proposal names it, and may open as many as they like; the log has 64 KB for
    all that a restore voids."""
    natives = [MESSAGE.replace("$event", f"${n}") for n in range(300)]
    message, *padded = sorted(natives, key=world.ref)
    for native in natives:
        station.knows(native)
    first = world.propose(0)
    waiting = world.propose(2, message)
    await station.step()
    world.approve(waiting, "contractor", "employee")
    signed = [
        world.statement(1, native, proposal=f"{n}{'x' * 250}") for n, native in enumerate(padded)
    ]
    world.publish(*(world.opening(said) for said in signed))
    await restored(world, station, first)
    station.restart()
    await station.step()
    assert proposal_of(station, first).restored
    assert "voided" in proposal_of(station, waiting).settled
    for _ in range(2):
        await station.cool()
    assert SUSPENDED not in world.platform.in_effect


async def test_i12_a_restore_leaves_what_is_open_about_a_message_alone(
    world: World, station: Station
) -> None:
    first = world.propose(0)
    await station.step()
    hides = world.propose(1, MESSAGE, action=Action.HIDE_CONTENT)
    await station.step()
    await restored(world, station, first)
    world.approve(hides, "employee")
    await station.step()
    assert (Action.HIDE_CONTENT, MESSAGE) in world.platform.in_effect


@NAMED
async def test_i12_a_restored_account_is_held_by_nothing_that_was_freed_with_it(
    world: World, station: Station, native: str
) -> None:
    first = world.propose(0)
    await station.step()
    second = world.propose(0, native)
    await station.step()
    await restored(world, station, first)
    assert not station.chronicle.view.docket.in_force(proposal_of(station, second))
    day = ((UNTIL, stamp(world.now + timedelta(days=1))),)
    world.propose(0, parameters=day)
    await station.step()
    assert SUSPENDED in world.platform.in_effect
    world.later(days=1, seconds=1)
    await station.step()
    for _ in range(2):
        await station.effector.temporary.end()
    assert SUSPENDED not in world.platform.in_effect


async def test_i12_what_hides_one_message_holds_no_other(world: World, station: Station) -> None:
    other = MESSAGE.replace("$event", "$other")
    station.knows(other)
    day = ((UNTIL, stamp(world.now + timedelta(days=1))),)
    world.propose(0, MESSAGE, action=Action.HIDE_CONTENT, parameters=day)
    world.propose(0, other, action=Action.HIDE_CONTENT)
    await station.step()
    world.later(days=1, seconds=1)
    await station.step()
    for _ in range(2):
        await station.effector.temporary.end()
    assert world.platform.in_effect == {(Action.HIDE_CONTENT, other)}


@pytest.mark.parametrize("word", ["veto", "restore"])
@pytest.mark.parametrize("memory", ["kept", "lost"])
async def test_i2_nobody_ends_what_is_about_their_own_message(
    world: World, station: Station, word: Literal["veto", "restore"], memory: str
) -> None:
    """Nor at an effector that does not know whose it is."""
    world.changed("on-call", accounts=[world.ref(TROLL)])
    said = world.propose(1, MESSAGE)
    await station.step()
    there = station if memory == "kept" else Station(world, "second effector")
    spoken = world.spoken(said, Kind(word), "on-call")
    answer = there.door.veto(spoken) if word == "veto" else await there.door.restore(spoken)
    assert isinstance(answer, Refusal), answer
    wanted = Problem.SELF_EXCLUDED if memory == "kept" else Problem.NOT_FOUND
    assert answer.problem is wanted
    await station.step()
    assert not proposal_of(station, said).settled


async def test_i12_another_platform_s_effector_takes_no_word_about_it(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    world.platform.instance = "matrix:elsewhere.example"
    answer = await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert isinstance(answer, Refusal)
    assert answer.problem is Problem.STATEMENT_FOREIGN


async def test_i11_a_memory_of_before_knows_whose_its_messages_are(
    world: World, station: Station
) -> None:
    """Subjects were kept without their account once."""
    before = "DELETE FROM authors; PRAGMA user_version = 0"
    station.memory._db.executescript(before)  # pyright: ignore[reportPrivateUsage]
    station.restart()
    await vetoed(world, station, MESSAGE)
    again = world.propose(1)
    world.approve(again, "contractor")
    await station.step()
    assert "contractor approved what was vetoed" in await words(world, station, again)
