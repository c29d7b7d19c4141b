"""I12, I13: what fails at one account, whatever it is, holds up nobody else."""

from typing import Any

import pytest
from tests.invariants.test_i12_i13_restore import restore

from quorate.accounts.subject import Subject
from quorate.authority.charter import Charge
from quorate.decisions.statement import UNTIL
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World
from quorate.vocabulary.actions import Action
from quorate.vocabulary.times import stamp

OTHER = "@other:here.example"


class OddError(Exception):
    """What no connector should raise."""


@pytest.fixture(autouse=True)
def known(station: Station) -> None:
    station.knows(OTHER)


def breaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and freeing the first account fail in a way that nobody foresaw."""

    def failing(name: str) -> None:
        known = getattr(world.platform, name)

        async def call(*given: Any) -> Any:
            if any(isinstance(one, Subject) and one.native == TROLL for one in given):
                raise OddError
            return await known(*given)

        monkeypatch.setattr(world.platform, name, call)

    for name in ("read", "free"):
        failing(name)


async def test_i12_a_restore_that_fails_holds_up_no_other(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, said = world.propose(0), world.propose(0, OTHER)
    await station.step()
    breaks(world, monkeypatch)
    world.platform.down = True
    with pytest.raises(OddError):
        await restore(world, station, first)
    assert "accepted" in str(await restore(world, station, said))
    world.platform.down = False
    with pytest.raises(OddError):
        await station.effector.keep_restoring()
    assert world.platform.in_effect == {(Action.SUSPEND, TROLL)}
    assert station.pager.heard("restored") == 2


async def test_i14_a_proposal_that_fails_holds_up_no_other(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(world, monkeypatch)
    world.propose(0)
    world.propose(0, OTHER)
    with pytest.raises(OddError):
        await station.step()
    assert world.platform.calls == [("suspend", OTHER)]


async def test_i12_an_end_that_fails_holds_up_no_other(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = ((UNTIL, stamp(world.now.replace(hour=13))),)
    world.propose(0, parameters=until)
    world.propose(0, OTHER, parameters=until)
    await station.step()
    breaks(world, monkeypatch)
    world.later(hours=1, seconds=1)
    world.resign()
    for _ in range(2):
        with pytest.raises(OddError):
            await station.effector.temporary.end()
    assert world.platform.in_effect == {(Action.SUSPEND, TROLL)}


async def test_i9_an_amendment_that_fails_holds_up_nothing(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = (
        amend(world, Charge.PERSON, row(name, "night"), FIRST, SECOND) for name in ("one", "two")
    )
    considers = station.effector.amending._consider  # pyright: ignore[reportPrivateUsage]

    async def consider(filed: Any) -> bool:
        if filed.amendment == first:
            raise OddError
        return await considers(filed)

    monkeypatch.setattr(station.effector.amending, "_consider", consider)
    world.propose(0, OTHER)
    for hours in (0, 1, 0):
        world.later(hours=hours)
        with pytest.raises(OddError):
            await station.step()
    assert applied(station, other)
    assert not applied(station, first)
    assert world.platform.calls == [("suspend", OTHER)]
