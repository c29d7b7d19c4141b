"""I10: what one person raised stays raised, whatever was under way."""

from typing import Any

import pytest
from tests.invariants.test_i09_amendments import view

from quorate.accounts.register import Listing
from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied, wait
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World

MAYOR = "@mayor:here.example"


def lowering(world: World, tier: int = 0) -> Amendment:
    rows = [{"ref": world.ref(MAYOR), "tier": tier}]
    return amend(world, Charge.LOWERING, rows, FIRST, SECOND)


def row_of(world: World, station: Station) -> Listing | None:
    return view(station).register.listed.get(world.ref(MAYOR))


@pytest.mark.parametrize(
    ("tier", "criterion"), [(3, "office"), (3, "highest_office"), (2, "candidate")]
)
@pytest.mark.parametrize("hours", [10, 71])
async def test_i10_a_lowering_undoes_no_raise_that_came_after_it_was_opened(
    world: World, station: Station, tier: int, criterion: str, hours: int
) -> None:
    world.raise_protection(MAYOR, 2, "contractor", criterion="brigaded")
    made = lowering(world)
    await station.step()
    world.later(hours=hours)
    world.raise_protection(MAYOR, tier, "employee", criterion=criterion)
    await wait(station, 73 - hours)
    assert not applied(station, made)
    row = row_of(world, station)
    assert row is not None
    assert (row.tier, row.criterion, row.by) == (tier, criterion, "employee")


async def test_i10_nor_one_of_the_founders(world: World, station: Station) -> None:
    world.register({MAYOR: 2})
    made = lowering(world)
    await station.step()
    world.register({MAYOR: 3})
    await wait(station, 72)
    assert not applied(station, made)


@pytest.mark.parametrize("tier", [0, 2])
async def test_i10_nor_one_after_another_lowering_of_the_same_row(
    world: World, station: Station, tier: int
) -> None:
    """It stands no higher than when the second was opened, and for reasons of its own."""
    world.register({MAYOR: 3})
    first = lowering(world, tier)
    await station.step()
    world.later(hours=12)
    second = lowering(world)
    await station.step()
    world.later(hours=60)
    await station.step()
    await station.step()
    assert applied(station, first)
    world.raise_protection(MAYOR, 3, "employee", criterion="office")
    await wait(station, 13)
    assert not applied(station, second)


@pytest.mark.parametrize("said", [{"review_by": "2027-06-01"}, {"criterion": "candidate"}])
async def test_i10_a_mere_renewal_ends_no_lowering(
    world: World, station: Station, said: dict[str, Any]
) -> None:
    world.register({MAYOR: 2})
    made = lowering(world)
    await station.step()
    world.raise_protection(MAYOR, 2, "employee", **said)
    world.raise_protection(MAYOR, 1, "employee", criterion="brigaded")
    await wait(station, 72)
    assert applied(station, made)
    assert row_of(world, station) is None
