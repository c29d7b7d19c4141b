"""I9, I15, I1: a quorum that was raised is raised for whoever reads the log, and whenever."""

from datetime import datetime, timedelta

import pytest
from tests.invariants.asking import QUORUM
from tests.invariants.test_i09_amendments import view

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.effects import onlooker
from quorate.effects.view import View
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied, filed, leads, wait
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.vocabulary.events import Event

YEARS = timedelta(days=800)
LATER = timedelta(days=60)


async def raised(world: World, station: Station) -> Amendment:
    """By people of whom enough have a say then; a file lengthens their contracts afterwards."""
    world.changed("owner", roles=["auditor"])
    world.change_people(*leads(contract_end="2026-12-31"))
    made = amend(world, Charge.QUORUM, {"2": 1}, FIRST, SECOND)
    await wait(station)
    world.change_people(*leads(contract_end="2027-12-31"))
    await station.step()
    return made


def read(world: World, seen: datetime) -> View:
    """What the log says to who begins with it at that instant."""
    found = View(world.genesis)
    for body in LogReader(world.log).entries(0, world.sequencer.size):
        found.apply(body, seen)
    return found


@pytest.mark.parametrize("later", [timedelta(), LATER, YEARS])
async def test_i15_it_is_the_same_for_whoever_reads_the_log_later(
    world: World, station: Station, later: timedelta
) -> None:
    await raised(world, station)
    anew = read(world, world.now + later)
    assert anew.forged == []
    assert anew.more_approvers == view(station).more_approvers == {2: 1}


async def test_i15_a_web_that_begins_later_knows_it(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    await raised(world, station)
    monkeypatch.setattr(onlooker, "now", lambda: world.now + LATER)
    web = onlooker.Onlooker(world.log, world.genesis)
    assert web.catch_up()
    assert web.view.more_approvers == {2: 1}


async def test_i1_an_effector_that_lost_its_memory_asks_as_many_hands(
    world: World, station: Station
) -> None:
    await raised(world, station)
    world.later(days=LATER.days)
    station.memory.close()
    anew = world.station(state="new memory")
    await anew.step()
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await anew.cool()
    assert world.platform.calls == []


async def test_i9_an_effector_alone_puts_no_raise_in_force_that_nobody_could_undo(
    world: World, station: Station
) -> None:
    """By the people of the effector's own signed instant, for everybody alike."""
    made = amend(world, Charge.QUORUM, {"2": 5}, FIRST, SECOND)
    await wait(station)
    station.chronicle.write(Event.AMENDMENT_APPLIED, {"amendment": made.id, "hands": []})
    await station.step()
    assert not applied(station, made)
    assert "quorum: changing anything would take 8 people" in filed(station, made).failed
    assert read(world, world.now + LATER).more_approvers == {}


async def test_i9_a_raise_whose_people_left_meanwhile_waits(world: World, station: Station) -> None:
    """It could be undone when it was opened, and cannot once they are gone."""
    world.changed("owner", roles=["auditor"])
    world.change_people(*leads(contract_end="2026-11-25"))
    world.later(hours=11, minutes=30)
    made = amend(world, Charge.QUORUM, {"2": 1}, FIRST, SECOND)
    await wait(station)
    assert not applied(station, made)
    assert not filed(station, made).settled


async def test_i9_what_raises_nothing_further_is_never_refused_for_it(
    world: World, station: Station
) -> None:
    """Where too many have left, a number of the same height may still move."""
    world.changed("owner", roles=["auditor"])
    world.change_people(*leads())
    amend(world, Charge.QUORUM, {"2": 1}, FIRST, SECOND)
    await wait(station)
    for who in ("other lead", "contractor lead"):
        world.changed(who, locked=True)
    made = amend(world, Charge.QUORUM, {"2": 0, "3": 1}, FIRST, SECOND, "lead")
    await wait(station)
    assert applied(station, made)
