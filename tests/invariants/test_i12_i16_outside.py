"""I12, I16: what somebody did on the platform behind Quorate's back is seen, told and undone."""

from datetime import timedelta

import pytest
from tests.invariants.asking import QUORUM
from tests.invariants.looking import events
from tests.invariants.test_i12_i13_restore import freed, full, restore, silenced

from quorate.effects.doors.outside import OutsideDoor
from quorate.effects.doors.staff import StaffDoor
from quorate.effects.limits import Limits
from quorate.effects.view import View
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Json
from quorate.rebuilding.told import Told
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal

SUSPENDED, LOCKED = (Action.SUSPEND, TROLL), (Action.LOCK, TROLL)
FREED = ("unsuspend", TROLL)
NIGHT = {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "01:00", "ends": "02:00"}


@pytest.fixture
def station(world: World) -> Station:
    """An effector that looks as often as it is asked to."""
    return world.station(limits=Limits(outside_every=timedelta(0)))


async def look(station: Station, times: int = 2) -> None:
    await station.step()
    for _ in range(times):
        await station.effector.outside.look()
    await station.step()


def stands(station: Station) -> list[tuple[str, bool, bool]]:
    """What differs: the action, whether the platform shows it, whether the ledger has it."""
    changes = station.chronicle.view.outside.values()
    return [(c.action, c.in_force, bool(c.proposal)) for c in changes]


async def tell(world: World, station: Station, order: str, who: str) -> dict[str, Json] | Refusal:
    door = OutsideDoor(station.effector, station.door)
    (change,) = station.chronicle.view.outside.values()
    said = world.order(order, change.id, who)
    return await door.free(said) if order == "free-account" else door.acknowledge(said)


async def silenced_behind(world: World, station: Station, tier: int = 2) -> None:
    """A protected account is suspended by another tool."""
    world.raise_protection(TROLL, tier, "contractor")
    world.platform.in_effect.add(SUSPENDED)
    await look(station)


def problem(found: dict[str, Json] | Refusal) -> Problem | None:
    return found.problem if isinstance(found, Refusal) else None


async def test_i16_a_protected_account_silenced_behind_quorate_is_told_once_and_to_on_call(
    world: World, station: Station
) -> None:
    await silenced_behind(world, station)
    assert stands(station) == [(Action.SUSPEND, True, False)]
    assert station.pager.heard(f"suspend of {TROLL}, tier 2, is in force without a decision") == 1
    await look(station, 3)
    station.restart()
    await look(station, 3)
    assert events(world).count(Event.PLATFORM_CHANGED) == 1
    assert station.pager.heard("not by Quorate") == 1


async def test_i12_a_full_disk_keeps_nobody_from_freeing_it(world: World, station: Station) -> None:
    await silenced_behind(world, station)
    full(station)
    found = await tell(world, station, "free-account", "on-call")
    assert not isinstance(found, Refusal)
    assert found["state"] == "freed"
    assert world.platform.in_effect == set()
    freed(station)
    await look(station)
    station.chronicle.keep_waiting()
    await look(station)
    assert events(world)[-2:] == [Event.PLATFORM_FREED, Event.PLATFORM_CHANGED]
    assert station.chronicle.view.forged == []


async def test_i16_a_lifted_effect_is_told_and_what_agrees_again_is_off_the_list(
    world: World, station: Station
) -> None:
    said = await silenced(world, station)
    await look(station)
    assert stands(station) == []
    world.platform.in_effect.clear()
    await look(station)
    assert stands(station) == [(Action.SUSPEND, False, True)]
    (change,) = station.chronicle.view.outside.values()
    assert change.proposal == said.proposal
    world.platform.in_effect.add(SUSPENDED)
    await look(station)
    assert stands(station) == []
    assert station.chronicle.view.forged == []


async def test_i16_the_highest_tier_that_is_known_is_told(world: World, station: Station) -> None:
    station.memory.keep_tier(world.ref(TROLL), 2, world.now)
    world.platform.in_effect.add(LOCKED)
    await look(station)
    assert [c.tier for c in station.chronicle.view.outside.values()] == [2]
    world.raise_protection(TROLL, 3, "contractor")
    world.platform.in_effect.add((Action.DEACTIVATE, TROLL))
    await look(station)
    assert [c.tier for c in station.chronicle.view.outside.values()] == [2, 3]


async def test_i16_an_effect_keeps_the_tier_at_which_it_was_carried_out(
    world: World, station: Station
) -> None:
    world.approve(world.propose(2), *QUORUM)
    await station.step()
    await station.cool()
    for tier in (2, 3):
        assert world.platform.in_effect == {SUSPENDED}
        world.platform.in_effect.clear()
        await look(station)
        assert [c.tier for c in station.chronicle.view.outside.values()] == [tier]
        world.raise_protection(TROLL, 3, "contractor")
        world.platform.in_effect.add(SUSPENDED)
        await look(station)


async def test_i16_one_look_is_not_enough_nor_is_a_ledger_in_doubt(
    world: World, station: Station
) -> None:
    world.raise_protection(TROLL, 2, "contractor")
    world.platform.in_effect.add(SUSPENDED)
    await look(station, 1)
    assert stands(station) == []
    world.later(seconds=30)
    await station.effector.outside.look()
    await station.effector.outside.look()
    assert stands(station) == []
    await look(station, 1)
    assert stands(station) == [(Action.SUSPEND, True, False)]


async def test_i16_what_quorate_does_itself_is_no_change(world: World, station: Station) -> None:
    world.raise_protection(TROLL, 2, "contractor")
    said = world.propose(2)
    await look(station)
    world.approve(said, *QUORUM)
    await station.cool()
    await look(station)
    await restore(world, station, said)
    await look(station)
    assert Event.PLATFORM_CHANGED not in events(world)


async def test_i12_a_restore_also_ends_what_another_proposal_had_done_alike(
    world: World, station: Station
) -> None:
    first, second = world.propose(0), world.propose(0)
    await look(station)
    await restore(world, station, first)
    await look(station)
    assert station.chronicle.view.docket.proposals[second.proposal].outcome == "done"
    assert Event.PLATFORM_CHANGED not in events(world)
    third = world.propose(0)
    await look(station)
    world.platform.in_effect.clear()
    await look(station)
    (change,) = station.chronicle.view.outside.values()
    assert change.proposal == third.proposal


async def test_i16_while_an_effect_is_under_way_nothing_is_told_of_the_account(
    world: World, station: Station
) -> None:
    under_way, done = world.propose(0, action=Action.LOCK), world.propose(0)
    await look(station)
    assert world.platform.in_effect == {SUSPENDED, LOCKED}
    proposal_of(station, under_way).outcome = ""  # as in the moment before it is read back
    world.platform.in_effect.clear()
    for _ in range(3):
        await station.effector.outside.look()
    assert stands(station) == []
    proposal_of(station, under_way).outcome = "done"
    for _ in range(3):
        await station.effector.outside.look()
    assert {c.proposal for c in station.chronicle.view.outside.values()} == {
        under_way.proposal,
        done.proposal,
    }


async def test_i12_a_restore_that_is_still_tried_is_no_change_and_nothing_to_free_beside(
    world: World, station: Station
) -> None:
    world.raise_protection(TROLL, 2, "contractor")
    world.platform.in_effect.add(LOCKED)
    await look(station)
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    await station.cool()
    world.platform.down = True
    assert "accepted" in str(await restore(world, station, said))
    world.platform.down = False
    await look(station)
    assert stands(station) == [(Action.LOCK, True, False)]
    assert problem(await tell(world, station, "free-account", "on-call")) is Problem.ALREADY_DECIDED
    await station.effector.keep_restoring()
    await look(station)
    assert stands(station) == [(Action.LOCK, True, False)]
    assert isinstance(await tell(world, station, "free-account", "on-call"), dict)
    await look(station)
    assert stands(station) == []


async def test_i16_a_deaf_sink_is_tried_again(world: World, station: Station) -> None:
    station.pager.down = True
    await silenced_behind(world, station)
    assert station.pager.heard("not by Quorate") == 0
    station.pager.down = False
    station.restart()
    await look(station)
    assert station.pager.heard("not by Quorate") == 1


async def test_i12_one_person_frees_what_was_silenced_and_the_look_confirms_it(
    world: World, station: Station
) -> None:
    await silenced_behind(world, station)
    found = await tell(world, station, "free-account", "on-call")
    assert isinstance(found, dict), found
    assert found["state"] == "freed"
    assert world.platform.calls == [FREED]
    await look(station)
    assert stands(station) == []
    assert station.pager.heard(f"on-call had {TROLL} freed") == 1
    assert station.chronicle.view.forged == []


async def test_i12_a_platform_that_is_away_leaves_the_change_to_be_freed_again(
    world: World, station: Station
) -> None:
    await silenced_behind(world, station)
    world.platform.down = True
    found = await tell(world, station, "free-account", "on-call")
    assert isinstance(found, dict)
    assert found["state"] == "accepted"
    world.platform.down = False
    await look(station)
    assert stands(station) == [(Action.SUSPEND, True, False)]
    assert isinstance(await tell(world, station, "free-account", "on-call"), dict)
    assert world.platform.calls == [FREED]


async def test_i12_nobody_frees_their_own_account_nor_off_shift(
    world: World, station: Station
) -> None:
    await silenced_behind(world, station)
    world.changed("on-call", accounts=[world.ref(TROLL)])
    world.changed("employee", shift=NIGHT)
    await look(station)
    for who, why in (
        ("on-call", Problem.SELF_EXCLUDED),
        ("employee", Problem.PERSON_NOT_ALIVE),
        ("auditor", Problem.NOT_ELIGIBLE),
    ):
        assert problem(await tell(world, station, "free-account", who)) is why
    assert world.platform.calls == []


async def test_i12_a_lifted_effect_is_nothing_to_free(world: World, station: Station) -> None:
    await silenced(world, station)
    calls = len(world.platform.calls)
    world.platform.in_effect.clear()
    await look(station)
    found = await tell(world, station, "free-account", "on-call")
    assert problem(found) is Problem.ACTION_IRREVERSIBLE
    assert len(world.platform.calls) == calls


async def test_i12_what_a_decision_silences_meanwhile_is_freed_by_a_restore_only(
    world: World, station: Station
) -> None:
    world.raise_protection(TROLL, 1, "contractor")
    said = world.propose(1)
    world.approve(said, "employee")
    await station.step()
    await station.step()
    world.platform.in_effect.clear()
    await look(station)
    assert stands(station) == [(Action.SUSPEND, False, True)]
    (change,) = station.chronicle.view.outside.values()
    change.in_force = True  # as it stands in the moment before the next look
    found = await tell(world, station, "free-account", "on-call")
    assert problem(found) is Problem.ALREADY_DECIDED


async def test_i16_on_call_takes_a_change_on_and_nobody_else_does(
    world: World, station: Station
) -> None:
    await silenced_behind(world, station)
    found = await tell(world, station, "acknowledge-change", "employee")
    assert problem(found) is Problem.NOT_ELIGIBLE
    shift = world.people["on-call"]["shift"]
    world.changed("on-call", shift=NIGHT)
    found = await tell(world, station, "acknowledge-change", "on-call")
    assert problem(found) is Problem.PERSON_NOT_ALIVE
    world.changed("on-call", shift=shift)
    assert isinstance(await tell(world, station, "acknowledge-change", "on-call"), dict)
    await look(station)
    (change,) = station.chronicle.view.outside.values()
    assert change.acknowledged_by == "on-call"
    assert stands(station) == [(Action.SUSPEND, True, False)]
    assert world.platform.calls == []
    fresh = world.chronicle()
    assert fresh.catch_up()
    assert [c.acknowledged_by for c in fresh.view.outside.values()] == ["on-call"]
    assert fresh.view.forged == []


async def test_i12_i22_who_broke_the_glass_frees_too_off_shift(
    world: World, station: Station
) -> None:
    await silenced_behind(world, station)
    world.changed("auditor", shift=NIGHT)
    await look(station)
    glass = StaffDoor(station.effector, station.door)
    await glass.break_glass(world.order("break-glass", "emergency", "auditor"))
    assert isinstance(await tell(world, station, "free-account", "auditor"), dict)
    assert world.platform.calls == [FREED]
    await look(station)
    assert stands(station) == []
    assert station.chronicle.view.forged == []


async def test_i16_the_round_is_bounded_and_leaves_a_share_to_the_unprotected(
    world: World, station: Station
) -> None:
    looked: list[str] = []
    state = world.platform.state

    async def counted(account: str) -> object:
        looked.append(account)
        return await state(account)

    station.platform.state = counted  # type: ignore[method-assign,assignment]
    for number in range(25):
        station.knows(f"@office{number}:here.example")
        world.raise_protection(f"@office{number}:here.example", 2, "contractor")
    for number in range(6):
        station.knows(f"@other{number}:here.example")
        world.propose(0, f"@other{number}:here.example")
    await station.step()
    await station.step()
    await station.effector.outside.look()
    assert len(looked) == 20
    assert sum(name.startswith("@other") for name in looked) == 4
    await station.effector.outside.look()
    assert len(set(looked)) == 31


async def test_i16_where_all_are_protected_the_whole_round_is_theirs(
    world: World, station: Station
) -> None:
    for number in range(25):
        station.knows(f"@office{number}:here.example")
        world.raise_protection(f"@office{number}:here.example", 2, "contractor")
        world.platform.in_effect.add((Action.LOCK, f"@office{number}:here.example"))
    await look(station, 1)
    assert stands(station) == []
    await look(station, 1)
    assert len(stands(station)) == 20


async def test_i12_who_never_looked_the_account_up_says_so(world: World, station: Station) -> None:
    """Its native id stands in the memory of the effector that told of the change."""
    told = {"change": "change_1", "ref": "ab" * 32, "tier": 2, "action": Action.SUSPEND}
    station.chronicle.write(Event.PLATFORM_CHANGED, {**told, "in_force": True, "proposal": None})
    await station.step()
    found = await tell(world, station, "free-account", "on-call")
    assert isinstance(found, Refusal)
    assert "never looked this account up" in found.detail
    assert Event.PLATFORM_FREED not in events(world)


async def test_i15_a_rebuild_tells_each_change_with_who_took_it_on(
    world: World, station: Station
) -> None:
    await silenced_behind(world, station)
    (change,) = station.chronicle.view.outside.values()
    for order in ("acknowledge-change", "free-account"):
        assert isinstance(await tell(world, station, order, "on-call"), dict)
    told = Told(View(world.genesis))
    for index, body in enumerate(LogReader(world.log).entries(0, world.sequencer.size)):
        told.read(f"entry {index}", body)
    row = told.books.table("outside")[change.id,]
    assert row.values == {
        "ref": world.ref(TROLL),
        "action": "suspend",
        "tier": 2,
        "in_force": True,
        "proposal": "",
        "acknowledged_by": "on-call",
        "freed_by": "on-call",
    }
    assert told.wrong == []
