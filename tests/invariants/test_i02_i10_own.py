"""I2, I5, I10: one person raises protection at once, but not that of their own account, nor once
they are locked out or gone."""

from datetime import timedelta
from typing import Any

import pytest
from tests.invariants.test_i09_amendments import view
from tests.playing import playing

from quorate.effects.view import View
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.ledger.commitment import Salted
from quorate.ledger.directory import LogReader
from quorate.vocabulary.kinds import ValueKind
from quorate.vocabulary.problems import Problem, Refusal

MAYOR = "@mayor:here.example"


def listed(world: World, station: Station) -> bool:
    return world.ref(MAYOR) in view(station).register.listed


async def test_i2_nobody_raises_their_own_account(world: World, station: Station) -> None:
    world.changed("employee", accounts=[world.ref(MAYOR)])
    world.raise_protection(MAYOR, 3, "employee", criterion="highest_office")
    await station.step()
    assert not listed(world, station)
    assert "signer's own account" in view(station).forged[0].reason
    world.raise_protection(MAYOR, 3, "contractor", criterion="highest_office")
    await station.step()
    assert listed(world, station)


async def test_i2_nor_does_the_web_take_it(world: World, database_url: str) -> None:
    async with playing(world, database_url) as play:
        world.changed("employee", accounts=[world.ref(MAYOR)])
        said = Salted.fresh(ValueKind.RAISE_REASON, "runs for office")
        refused = await play.wish_to_protect("employee", MAYOR, said)
        assert isinstance(refused, Refusal)
        assert (refused.problem, refused.field) == (Problem.SELF_EXCLUDED, "ref")
        assert await play.wish_to_protect("contractor", MAYOR, said) is None


@pytest.mark.parametrize("gone", [{"locked": True}, {"contract_end": "2026-11-24"}])
async def test_i5_who_is_locked_out_or_gone_raises_nothing(
    world: World, station: Station, gone: dict[str, Any]
) -> None:
    world.changed("employee", **gone)
    world.raise_protection(MAYOR, 2, "employee")
    await station.step()
    assert not listed(world, station)
    assert "not employed" in view(station).forged[0].reason


@pytest.mark.parametrize("who", ["employee", "contractor", "on-call", "owner", "auditor"])
async def test_i10_whatever_the_role_one_person_raises_at_once(
    world: World, station: Station, who: str
) -> None:
    """Off shift too, as far as the log is concerned."""
    world.changed(who, shift=None)
    world.raise_protection(MAYOR, 2, who)
    await station.step()
    assert listed(world, station)


async def test_i10_it_stays_for_who_reads_the_log_once_the_signer_is_gone(world: World) -> None:
    world.changed("employee", contract_end="2026-11-25")
    world.raise_protection(MAYOR, 2, "employee")
    later = View(world.genesis)
    for body in LogReader(world.log).entries(0, world.sequencer.size):
        later.apply(body, world.now + timedelta(days=60))
    assert world.ref(MAYOR) in later.register.listed
