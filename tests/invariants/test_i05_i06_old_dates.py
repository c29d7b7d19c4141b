"""I5, I6: who writes the row writes its time, and brings no founder back who has left."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.invariants.test_i09_amendments import NEW, view
from tests.invariants.test_i09_raised_quorum import raised
from tests.invariants.test_i15_i16_forged import own

from quorate.authority.charter import Charge
from quorate.effects.view import View
from quorate.incidents.stage.amending import FIRST, THIRD, amend
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.vocabulary.events import Event

YEARS = timedelta(days=900)


def dated(world: World, at: datetime, founders: tuple[str, ...] | None = None) -> bytes:
    """A people file with a newcomer, under these founders' signatures and that date."""
    true, world.now = world.now, at
    file = {"people": [*world.people.values(), NEW]}
    body = world.change_entry(Charge.PEOPLE, file, founders)
    world.now = true
    return body


def page(world: World, at: datetime, **said: Any) -> bytes:
    """Something that an effector writes, under that date; `said` replaces what its envelope has."""
    true, world.now = world.now, at
    body = own(world, Event.PAGE_SENT, {}, **said)
    world.now = true
    return body


async def left(world: World, station: Station, who: str = THIRD) -> datetime:
    """A founder's contract ends, and a month later an effector writes something. The day before."""
    before = world.now
    world.publish(page(world, before))
    world.change_people(row(who, "board", keys=[], contract_end="2026-11-26"))
    await station.step()
    world.later(days=30)
    amend(world, Charge.PERSON, {**NEW, "id": "somebody"}, by=FIRST)
    await station.step()
    return before


@pytest.mark.parametrize("later", [0, 400])
async def test_i5_a_founder_who_left_signs_no_file_under_an_old_date(
    world: World, station: Station, later: int
) -> None:
    before = await left(world, station)
    world.publish(page(world, before, counter=90), dated(world, before))
    await station.step()
    assert "newcomer" not in view(station).roster.people
    assert "2 of 3 founders' signatures" in view(station).forged[-1].reason
    anew = View(world.genesis)
    for body in LogReader(world.log).entries(0, world.sequencer.size):
        anew.apply(body, world.now + timedelta(days=later))
    assert anew.roster.people == view(station).roster.people


async def test_i5_nor_under_the_true_one_where_no_effector_has_written_since(
    world: World, station: Station
) -> None:
    world.change_people(row(THIRD, "board", keys=[], contract_end="2026-11-26"))
    world.publish(page(world, world.now))
    world.later(days=30)
    world.publish(dated(world, world.now))
    await station.step()
    assert "2 of 3 founders' signatures" in view(station).forged[-1].reason


async def test_i5_one_who_stayed_does(world: World, station: Station) -> None:
    """An old date by itself is nothing wrong: rows may wait for the log."""
    before = world.now
    world.later(days=30)
    amend(world, Charge.PERSON, {**NEW, "id": "somebody"}, by=FIRST)
    await station.step()
    world.publish(dated(world, before))
    await station.step()
    assert "newcomer" in view(station).roster.people


async def test_i6_a_date_that_no_effector_signed_puts_nobody_out(
    world: World, station: Station
) -> None:
    world.change_people(row(THIRD, "board", keys=[], contract_end="2027-11-26"))
    world.publish(page(world, world.now + YEARS, by="second effector"), dated(world, world.now))
    await station.step()
    assert "does not hold" in view(station).forged[0].reason
    assert "newcomer" in view(station).roster.people


async def test_i9_a_date_ahead_makes_no_file_of_the_founders_easier(folder: Path) -> None:
    """After a raise all who count sign; who is gone by that date alone is waited for still."""
    world = World(folder, founders=4).found()
    station = world.station()
    await raised(world, station)
    fourth = world.founders[3]
    world.change_people(row(fourth, "board", keys=[], contract_end="2027-11-26"))
    world.publish(page(world, world.now + YEARS))
    world.publish(dated(world, world.now, world.founders[:3]))
    await station.step()
    assert "3 of 4 founders' signatures" in view(station).forged[-1].reason
    assert "newcomer" not in view(station).roster.people
