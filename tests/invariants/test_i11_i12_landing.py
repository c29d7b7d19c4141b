"""I11, I12: a call of which nobody heard may be carried out later; what was objected to meanwhile
does not stay, and nobody is told that it is undone while it is not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.invariants.dying import killed
from tests.invariants.looking import events

from quorate.accounts.subject import Subject
from quorate.decisions.statement import UNTIL, Statement
from quorate.effects.outward import Outward
from quorate.incidents.stage.station import AWAY, Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Refusal
from quorate.vocabulary.times import stamp

SUSPENDED = (Action.SUSPEND, TROLL)
ACTED, FREED = ("suspend", TROLL), ("unsuspend", TROLL)
Objects = Callable[[World, Station, Statement], None]


def vetoes(world: World, station: Station, said: Statement) -> None:
    assert isinstance(station.door.veto(world.spoken(said, Kind.VETO, "on-call")), dict)


def revokes(world: World, station: Station, said: Statement) -> None:
    assert isinstance(station.door.revoke(world.spoken(said, Kind.REVOKE, "proposer")), dict)


def denies(world: World, station: Station, said: Statement) -> None:
    world.deny(said, "employee")


async def unheard(world: World, station: Station, monkeypatch: pytest.MonkeyPatch) -> Statement:
    """The platform works on it, and answers nobody."""

    async def times_out(order: Outward, subject: Subject) -> Refusal:
        world.platform.calls.append((order.action, subject.native))
        return AWAY

    said = world.propose(0)
    with monkeypatch.context() as patched:
        patched.setattr(world.platform, "act", times_out)
        await station.step()
    return said


async def restored(world: World, station: Station, said: Statement) -> str:
    answer = await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert not isinstance(answer, Refusal), answer
    return str(answer["receipt"]["state"])  # pyright: ignore


@pytest.mark.parametrize("objects", [vetoes, revokes, denies])
@pytest.mark.parametrize("crashed", [False, True])
async def test_i11_what_lands_after_an_objection_is_given_back(
    world: World,
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
    objects: Objects,
    crashed: bool,
) -> None:
    said = await (killed(world, station) if crashed else unheard(world, station, monkeypatch))
    objects(world, station, said)
    await station.step()
    assert "effect:abandoned" not in events(world)
    world.platform.in_effect.add(SUSPENDED)
    await station.step()
    await station.step()
    assert SUSPENDED not in world.platform.in_effect
    world.later(minutes=1)
    await station.step()
    assert events(world)[-1] == "effect:abandoned"
    assert proposal_of(station, said).outcome == "abandoned"


async def test_i11_what_another_proposal_did_is_not_given_back(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await unheard(world, station, monkeypatch)
    vetoes(world, station, said)
    await station.step()
    world.propose(0)
    await station.step()
    assert SUSPENDED in world.platform.in_effect
    world.later(minutes=1)
    await station.step()
    assert SUSPENDED in world.platform.in_effect
    assert proposal_of(station, said).outcome == "abandoned"
    assert FREED not in world.platform.calls


def is_locked_out(world: World, station: Station, said: Statement) -> None:
    world.changed("contractor", locked=True)


@pytest.mark.parametrize("ends", [vetoes, is_locked_out])
async def test_i11_what_is_not_valid_any_more_is_not_called_done_for_what_another_did(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch, ends: Objects
) -> None:
    """It never called the platform, which shows a suspension that ends tomorrow."""
    world.propose(0, parameters=((UNTIL, stamp(world.now + timedelta(days=1))),))
    await station.step()
    published = station.executor.published

    async def then_away(digest: str, seconds: float = 10.0) -> bool:
        found = await published(digest, seconds)
        world.platform.down = True
        return found

    with monkeypatch.context() as patched:
        patched.setattr(station.executor, "published", then_away)
        second = world.propose(0, signer="contractor")
        await station.step()
    ends(world, station, second)
    world.platform.down = False
    await station.step()
    assert proposal_of(station, second).outcome == "abandoned"
    world.later(days=1, seconds=1)
    await station.step()
    for _ in range(2):
        await station.effector.temporary.end()
    assert SUSPENDED not in world.platform.in_effect


async def test_i12_what_lands_after_a_crash_and_a_restore_is_freed(
    world: World, station: Station
) -> None:
    said = await killed(world, station)
    assert await restored(world, station, said) == "restored"
    world.platform.in_effect.add(SUSPENDED)
    await station.effector.keep_restoring()
    assert SUSPENDED not in world.platform.in_effect


async def test_i12_whoever_restores_again_sees_to_it_that_it_is_free(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    assert await restored(world, station, said) == "restored"
    world.later(minutes=2)
    world.platform.in_effect.add(SUSPENDED)
    assert await restored(world, station, said) == "restored"
    assert SUSPENDED not in world.platform.in_effect
    assert events(world).count("effect:restored") == 1


async def test_i12_restoring_again_frees_nothing_that_was_decided_since(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    assert await restored(world, station, said) == "restored"
    await station.step()
    world.propose(0)
    await station.step()
    assert await restored(world, station, said) == "restored"
    assert SUSPENDED in world.platform.in_effect


async def test_i12_a_restore_at_another_effector_frees_what_this_one_did(
    world: World, station: Station
) -> None:
    """It never looked the account up, so it can free nothing itself."""
    said = world.propose(0)
    await station.step()
    other = Station(world, "second effector")
    assert await restored(world, other, said) == "accepted"
    other.memory.flush()
    await station.step()
    await station.effector.keep_restoring()
    assert SUSPENDED not in world.platform.in_effect


async def test_i12_an_old_restore_at_another_effector_frees_nothing_decided_since(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    other = Station(world, "second effector")
    await restored(world, other, said)
    other.memory.flush()
    world.later(minutes=2)
    world.propose(0)
    await station.step()
    for _ in range(2):
        await station.effector.keep_restoring()
    assert SUSPENDED in world.platform.in_effect


async def test_i12_a_restore_elsewhere_while_this_one_acts_is_kept(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.station("second effector")
    other.memory.database_up = False  # its word takes a while
    said = world.propose(0)
    world.resign()
    other.chronicle.catch_up()
    acts, heard = world.platform.act, list[str]()

    async def act(order: Outward, subject: Subject) -> Refusal | None:
        if not heard:
            heard.append(await restored(world, other, said))
        return await acts(order, subject)

    monkeypatch.setattr(world.platform, "act", act)
    await station.step()
    assert SUSPENDED in world.platform.in_effect
    other.memory.flush()
    await station.step()
    await station.effector.keep_restoring()
    assert heard == ["restored"]
    assert SUSPENDED not in world.platform.in_effect
