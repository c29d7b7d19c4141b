"""I10: lowering takes a quorum, a delay and a notice, and nobody's own hand."""

from quorate.authority.charter import Charge
from quorate.effects.view import View
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied, leads, wait, word
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.vocabulary.kinds import Kind


def view(station: Station) -> View:
    return station.chronicle.view


async def test_i10_lowering_takes_a_quorum_a_delay_and_a_notice(
    world: World, station: Station
) -> None:
    world.register({"@mayor:here.example": 3})
    ref = world.ref("@mayor:here.example")
    made = amend(world, Charge.LOWERING, [{"ref": ref, "tier": 2}], FIRST, SECOND)
    await wait(station, 71)
    assert view(station).register.listed[ref].tier == 3
    assert station.pager.heard("amendment approved") == 1
    assert station.pager.heard("takes effect in 3 days") == 1
    await wait(station, 1)
    assert view(station).register.listed[ref].tier == 2
    assert applied(station, made)
    assert view(station).register.tier(ref, world.now) == 3


async def test_i10_an_amendment_of_lowering_never_raises(world: World, station: Station) -> None:
    world.register({"@mayor:here.example": 2})
    ref = world.ref("@mayor:here.example")
    for tier in (1, 2, 3, -1):
        made = amend(world, Charge.LOWERING, [{"ref": ref, "tier": tier}], FIRST, SECOND)
        await wait(station, 72)
        assert not applied(station, made)


async def test_i10_the_owner_of_the_account_has_no_hand_in_lowering(
    world: World, station: Station
) -> None:
    world.register({"@mayor:here.example": 2})
    ref = world.ref("@mayor:here.example")
    world.change_people(*leads(accounts=[ref]))
    made = amend(world, Charge.LOWERING, [{"ref": ref, "tier": 0}], "lead", "other lead")
    await wait(station, 72)
    assert not applied(station, made)


async def test_i10_the_owner_of_the_account_does_not_keep_it_listed_by_a_veto(
    world: World, station: Station
) -> None:
    world.register({"@mayor:here.example": 2})
    ref = world.ref("@mayor:here.example")
    world.changed("on-call", accounts=[ref])
    made = amend(world, Charge.LOWERING, [{"ref": ref, "tier": 0}], FIRST, SECOND)
    world.publish(word(world, made, Kind.VETO, "on-call"))
    await wait(station, 72)
    assert applied(station, made)
    assert len(view(station).forged) == 1
