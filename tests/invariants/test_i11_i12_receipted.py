"""I11, I12: what the effector has heard and receipted holds, wherever in the log it comes to stand.

Whoever writes the database holds a row back until what takes the signer's key, role or lock away
stands before it. Other readers refuse the entry then; the effector that heard it in time does not.
"""

import pytest
from tests.invariants.asking import QUORUM
from tests.invariants.test_i09_i15_vetoes import veto

from quorate.authority.charter import Charge
from quorate.effects.doors.staff import StaffDoor
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied, leads, wait
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.ledger.directory import LogReader
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind

ACTED, FREED = ("suspend", TROLL), ("unsuspend", TROLL)


async def taken_first(world: World, station: Station) -> None:
    """The log has another key of on-call before what they said; the effector begins again."""
    key = {"public": seeded("another of on-call").public.hex(), "channel": "cli"}
    world.changed("on-call", keys=[key])
    station.memory.database_up = True
    station.memory.flush()
    await station.step()
    (forged,) = station.chronicle.view.forged
    assert forged.reason == "the key is not a living one of the signer"
    station.restart()
    await station.step()


async def test_i11_a_veto_holds_though_its_key_is_gone_before_the_log_has_it(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    station.memory.database_up = False
    assert isinstance(station.door.veto(world.spoken(said, Kind.VETO, "on-call")), dict)
    await taken_first(world, station)
    for _ in range(2):
        await station.cool()
    assert world.platform.calls == []


async def test_i12_a_restore_holds_though_its_key_is_gone_before_the_log_has_it(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    other = world.propose(1)
    await station.step()
    station.memory.database_up = False
    assert isinstance(await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call")), dict)
    await taken_first(world, station)
    world.approve(other, "employee")
    await station.step()
    assert proposal_of(station, said).restored
    assert world.platform.calls == [ACTED, FREED]
    world.propose(0)
    await station.step()
    assert world.platform.calls == [ACTED, FREED, ACTED]


async def test_i22_a_lock_holds_though_its_key_is_gone_before_the_log_has_it(
    world: World, station: Station
) -> None:
    await station.step()
    station.memory.database_up = False
    order = world.order("lock-person", "contractor", "on-call")
    assert isinstance(await StaffDoor(station.effector, station.door).lock_person(order), dict)
    await taken_first(world, station)
    assert station.chronicle.view.roster.people["contractor"].locked


async def test_i9_an_amendment_s_veto_holds_though_its_key_is_gone_before_the_log_has_it(
    world: World, station: Station
) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.PERSON, row("newcomer", "night"), FIRST, SECOND)
    await station.step()
    station.memory.database_up = False
    assert isinstance(veto(station, made), dict)
    await taken_first(world, station)
    await wait(station, 2)
    assert not applied(station, made)


@pytest.mark.parametrize("restarted", [False, True])
async def test_i12_nothing_is_silenced_anew_before_the_log_has_the_restore(
    world: World, station: Station, restarted: bool
) -> None:
    """Behind the new intent, it would tell everybody that the account is free."""
    said = world.propose(0)
    await station.step()
    station.memory.database_up = False
    assert isinstance(await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call")), dict)
    ((number, held),) = station.memory.unsent()
    station.memory.sent(number)
    station.memory.database_up = True
    if restarted:
        station.restart()
    again = world.propose(0)
    for _ in range(2):
        await station.step()
    assert world.platform.calls == [ACTED, FREED]
    world.propose(0, action=Action.LOCK)
    await station.step()
    assert world.platform.calls == [ACTED, FREED, ("lock", TROLL)]
    world.publish(held)
    await station.step()
    assert "voided" in proposal_of(station, again).settled
    new = world.propose(0)
    await station.step()
    assert station.chronicle.view.docket.in_force(proposal_of(station, new))


async def test_i12_a_restore_that_somebody_writes_again_undoes_nothing_later(
    world: World, station: Station
) -> None:
    """The same bytes stand in the log twice; the second are of nobody."""
    said = world.propose(0)
    await station.step()
    await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    *_, again = LogReader(world.log).entries(0, world.sequencer.size)
    world.propose(0)
    await station.step()
    world.publish(again)
    station.restart()
    await station.step()
    assert station.chronicle.view.forged[-1].reason == "the effector's counter was used before"
    assert world.platform.calls == [ACTED, FREED, ACTED]
    assert len(list(station.chronicle.view.docket.standing())) == 1
