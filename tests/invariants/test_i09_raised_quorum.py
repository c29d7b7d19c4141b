"""I9: a quorum that was raised is not walked around by the changes that could lower it."""

from pathlib import Path

import pytest
from tests.invariants.test_i09_amendments import NEW, STRICTER, view

from quorate.authority.charter import REPLACED_WHOLE, Charge
from quorate.incidents.stage.amending import FIRST, SECOND, THIRD, amend, applied, leads, wait, word
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.people.keys import key_id
from quorate.people.pseudonyms import pseudonym
from quorate.vocabulary.kinds import Kind

LATER = {
    Charge.PERSON: NEW,
    Charge.POLICY: STRICTER,
    Charge.QUORUM: {"2": 0},
    Charge.AUTHORITY: {"hash": "ab" * 32},
    Charge.IDENTITY: {},
    Charge.CONNECTOR: {"effector": "effector", "settings": "ab" * 32},
}


async def raised(world: World, station: Station, more: int = 1) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.QUORUM, {"2": more}, FIRST, SECOND)
    await wait(station)
    assert applied(station, made)


@pytest.mark.parametrize("charge", LATER)
async def test_i9_after_a_raise_every_amendment_takes_one_more(
    world: World, station: Station, charge: Charge
) -> None:
    await raised(world, station)
    content = LATER[charge]
    if charge is Charge.IDENTITY:
        content = {"pseudonym": pseudonym(world.subject_key, "employee")}
    made = amend(world, charge, content, FIRST, SECOND)
    await wait(station, 2)
    assert not applied(station, made)
    world.publish(word(world, made, Kind.APPROVE, "lead"))
    await wait(station)
    assert applied(station, made)


async def test_i9_a_lowering_of_protection_takes_one_more_too(
    world: World, station: Station
) -> None:
    await raised(world, station)
    world.register({"@mayor:here.example": 3})
    rows = [{"ref": world.ref("@mayor:here.example"), "tier": 2}]
    made = amend(world, Charge.LOWERING, rows, FIRST, SECOND)
    await wait(station, 72)
    assert not applied(station, made)


@pytest.mark.parametrize("more", ["head of reviews", "owner locked", THIRD, SECOND])
async def test_i9_the_one_more_is_somebody_else_who_stands_apart(
    world: World, station: Station, more: str
) -> None:
    """Who manages a hand, is gone, or has signed already is not one more."""
    world.change_people(
        row("head of reviews", "house", roles=["lead"]),
        row("owner locked", "board", roles=["owner"], locked=True),
    )
    await raised(world, station)
    made = amend(world, Charge.PERSON, NEW, "lead", SECOND, more)
    await wait(station, 2)
    assert not applied(station, made)
    world.publish(word(world, made, Kind.APPROVE, "other lead"))
    await wait(station)
    assert applied(station, made)


async def test_i9_who_manages_one_more_stands_in_nobodys_way(
    world: World, station: Station
) -> None:
    """An approval that fills no slot takes none away."""
    world.change_people(row("head of reviews", "house", roles=["lead"]))
    await raised(world, station)
    made = amend(world, Charge.PERSON, NEW, "head of reviews", "lead", FIRST, "other lead")
    await wait(station)
    assert applied(station, made)


async def test_i9_the_highest_of_all_tiers_counts(world: World, station: Station) -> None:
    world.change_people(*leads())
    amend(world, Charge.QUORUM, {"0": 2, "3": 1}, FIRST, SECOND)
    await wait(station)
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND, "lead")
    await wait(station, 2)
    assert not applied(station, made)
    world.publish(word(world, made, Kind.APPROVE, "other lead"))
    await wait(station)
    assert applied(station, made)


async def test_i9_an_amendment_opened_before_the_raise_takes_one_more(
    world: World, station: Station
) -> None:
    world.change_people(*leads())
    waiting = amend(world, Charge.PERSON, NEW, FIRST)
    await raised(world, station)
    world.publish(word(world, waiting, Kind.APPROVE, SECOND))
    await wait(station, 2)
    assert not applied(station, waiting)


async def test_i9_a_raise_that_nobody_could_undo_is_refused(world: World, station: Station) -> None:
    """Nor one that hangs on each single person: an amendment about one is signed by the rest."""
    world.change_people(
        row("lead on a page", "reviews", roles=["lead"], keys=[console("lead on a page")]),
        row("lead who left", "appeals", roles=["lead"], contract_end="2026-11-24"),
    )
    made = amend(world, Charge.QUORUM, {"2": 1}, FIRST, SECOND)
    await wait(station)
    assert not applied(station, made)
    assert view(station).forged == []
    world.change_people(*leads())
    await wait(station)
    assert applied(station, made)
    made = amend(world, Charge.QUORUM, {"2": 5}, FIRST, SECOND, "lead")
    await wait(station)
    assert not applied(station, made)


def console(name: str) -> dict[str, str]:
    return {"public": seeded(name).public.hex(), "channel": "console"}


@pytest.fixture
def world_of_four(folder: Path) -> World:
    return World(folder, founders=4)


@pytest.mark.parametrize("charge", REPLACED_WHOLE)
async def test_i9_after_a_raise_every_founder_signs_a_file(
    world_of_four: World, charge: Charge
) -> None:
    world = world_of_four
    station = world.found().station()
    await raised(world, station)
    content: dict[str, object] = {
        "people": [*world.people.values(), NEW],
        "policies": [STRICTER],
        "register": [],
    }
    file = {str(charge): content[charge]}
    world.publish(world.change_entry(charge, file, world.founders[:3]))
    await station.step()
    assert "3 of 4 founders' signatures" in view(station).forged[-1].reason
    refused = len(view(station).forged)
    world.change(charge, file)
    await station.step()
    assert len(view(station).forged) == refused


async def test_i9_a_founder_who_is_gone_is_not_waited_for(world_of_four: World) -> None:
    world = world_of_four
    station = world.found().station()
    await raised(world, station)
    gone = world.founders[3]
    order = world.order("revoke-key", key_id(seeded(gone).public), gone)
    assert isinstance(station.door.revoke_key(order), dict)
    await station.step()
    people = {"people": [*world.people.values(), NEW]}
    world.publish(world.change_entry(Charge.PEOPLE, people, world.founders[:3]))
    await station.step()
    assert "newcomer" in view(station).roster.people
