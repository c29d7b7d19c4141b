"""I5, I22: who is locked out or gone ends no amendment of others, nor does who broke the glass."""

from typing import Any

import pytest
from tests.invariants.test_i09_amendments import NEW, view
from tests.invariants.test_i09_i15_vetoes import veto

from quorate.authority.amending import Order, Word, decide_say
from quorate.authority.charter import Charge
from quorate.effects.doors.staff import StaffDoor
from quorate.incidents.stage.amending import (
    FIRST,
    SECOND,
    amend,
    applied,
    filed,
    leads,
    said,
    wait,
    word,
)
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.people.hands import read_proof
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

GONE = pytest.mark.parametrize("gone", [{"locked": True}, {"contract_end": "2026-11-24"}])
NO = pytest.mark.parametrize("kind", [Kind.DENY, Kind.VETO])


def staffed(world: World, who: str, **fields: Any) -> None:
    """With leads, and with these facts about one of all; a founder gets a row of their own."""
    world.change_people(*leads())
    known = world.people.get(who) or row(who, "board", keys=[])
    world.change_people({**known, **fields})


async def broken(world: World, station: Station, who: str) -> None:
    await station.step()
    door = StaffDoor(station.effector, station.door)
    assert isinstance(await door.break_glass(world.order("break-glass", "emergency", who)), dict)
    await station.step()


def problem(found: object) -> tuple[Problem, str | None]:
    assert isinstance(found, Refusal), found
    return found.problem, found.invariant


@GONE
@pytest.mark.parametrize("who", ["lead", "on-call", FIRST])
async def test_i5_the_effector_takes_no_veto_of_who_is_locked_out_or_gone(
    world: World, station: Station, who: str, gone: dict[str, Any]
) -> None:
    staffed(world, who, **gone)
    made = amend(world, Charge.PERSON, NEW, SECOND, "other lead")
    await station.step()
    assert problem(veto(station, made, who)) == (Problem.PERSON_NOT_ALIVE, "I5")
    await wait(station)
    assert applied(station, made)


@NO
@GONE
@pytest.mark.parametrize("who", ["lead", FIRST])
async def test_i5_nor_does_the_log_believe_their_no(
    world: World, station: Station, who: str, gone: dict[str, Any], kind: Kind
) -> None:
    staffed(world, who, **gone)
    made = amend(world, Charge.PERSON, NEW, SECOND, "other lead")
    world.publish(word(world, made, kind, who))
    await wait(station)
    assert applied(station, made)
    assert [f.event for f in view(station).forged] == [
        Event.AMENDMENT_DENIED if kind is Kind.DENY else Event.AMENDMENT_VETOED
    ]


@pytest.mark.parametrize("who", ["lead", "on-call", FIRST])
async def test_i5_off_shift_one_ends_them_still(world: World, station: Station, who: str) -> None:
    staffed(world, who, shift=None)
    made = amend(world, Charge.PERSON, NEW, SECOND, "other lead")
    await station.step()
    assert isinstance(veto(station, made, who), dict)
    await wait(station)
    assert filed(station, made).settled == f"vetoed by {who}"
    assert view(station).forged == []


@GONE
async def test_i5_the_keys_of_one_s_own_are_guarded_still(
    world: World, station: Station, gone: dict[str, Any]
) -> None:
    staffed(world, "lead", **gone)
    thief = [{"public": seeded("thief").public.hex(), "channel": "cli"}]
    row = {**world.people["lead"], "keys": thief}
    made = amend(world, Charge.PERSON, row, FIRST, SECOND)
    await station.step()
    assert isinstance(veto(station, made, "lead"), dict)


async def test_i5_a_no_that_was_in_time_is_one_for_who_reads_it_later(
    world: World, station: Station
) -> None:
    """Whoever left since had a say when they said it."""
    staffed(world, "lead", contract_end="2026-11-25")
    made = amend(world, Charge.PERSON, NEW, SECOND, "other lead")
    await station.step()
    assert isinstance(veto(station, made, "lead"), dict)
    world.later(days=60)
    world.resign()
    later = world.station(state="new memory")
    await later.step()
    assert filed(later, made).settled == "vetoed by lead"


async def test_i22_under_a_broken_glass_one_ends_no_amendment_at_the_effector(
    world: World, station: Station
) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await broken(world, station, "lead")
    assert problem(veto(station, made, "lead")) == (Problem.NARROWED, "I22")
    assert isinstance(veto(station, made, "on-call"), dict)


@NO
async def test_i22_nor_does_the_log_believe_it(world: World, station: Station, kind: Kind) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await broken(world, station, "lead")
    world.publish(word(world, made, kind, "lead"))
    await wait(station)
    assert applied(station, made)


async def test_i22_nor_does_the_web_take_a_denial(world: World, station: Station) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await broken(world, station, "lead")
    seen = view(station)
    order = Order(seen.genesis_hash, seen.founded, seen.roster, seen.agenda, seen.glass)
    for who, expected in (("lead", Problem.NARROWED), ("other lead", None)):
        row = said(made, Kind.DENY, who)
        given = Word(who, row["key"], read_proof(row))
        found = decide_say(order, filed(station, made), Kind.DENY, given, world.now)
        assert (found.problem if found else None) is expected


async def test_i22_once_it_is_over_one_ends_them_again(world: World, station: Station) -> None:
    world.change_people(*leads())
    await broken(world, station, "lead")
    world.later(minutes=61)
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await station.step()
    assert isinstance(veto(station, made, "lead"), dict)
    await wait(station)
    assert not applied(station, made)
