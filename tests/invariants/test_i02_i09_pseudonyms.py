"""I2, I9: whom a pseudonym stands for has no hand in opening it, and no veto; only the effector,
whose key makes it, can tell who that is."""

import pytest
from tests.invariants.test_i09_amendments import view
from tests.invariants.test_i09_i15_vetoes import veto

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.incidents.stage.amending import (
    FIRST,
    SECOND,
    THIRD,
    amend,
    applied,
    filed,
    leads,
    wait,
    word,
)
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.people.pseudonyms import pseudonym
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal


def of(world: World, who: str, *approvers: str) -> Amendment:
    """Opened and approved, to see whom this person's pseudonym stands for."""
    world.change_people(*leads())
    content = {"pseudonym": pseudonym(world.subject_key, who)}
    return amend(world, Charge.IDENTITY, content, *approvers, by=THIRD)


@pytest.mark.parametrize("who", ["lead", "on-call", FIRST])
async def test_i2_whom_it_stands_for_does_not_keep_it_sealed(
    world: World, station: Station, who: str
) -> None:
    made = of(world, who, SECOND, "other lead")
    station.pager.down = True
    await station.step()
    found = veto(station, made, who)
    assert isinstance(found, Refusal)
    assert (found.problem, found.invariant) == (Problem.SELF_EXCLUDED, "I2")
    station.pager.down = False
    await wait(station)
    assert applied(station, made)


async def test_i2_anybody_else_with_a_say_does(world: World, station: Station) -> None:
    made = of(world, "lead", FIRST)
    await station.step()
    assert isinstance(veto(station, made, "other lead"), dict)
    world.publish(word(world, made, Kind.APPROVE, SECOND))
    await wait(station)
    assert filed(station, made).settled == "vetoed by other lead"


@pytest.mark.parametrize("who", ["lead", FIRST, THIRD])
async def test_i2_nor_does_their_hand_open_it(world: World, station: Station, who: str) -> None:
    made = of(world, who, FIRST, "lead")
    await wait(station)
    assert not applied(station, made)
    assert view(station).identities == frozenset()


async def test_i9_with_enough_hands_of_others_it_is_opened(world: World, station: Station) -> None:
    made = of(world, "lead", FIRST, "lead", SECOND)
    await wait(station)
    assert applied(station, made)


async def test_i9_an_effector_that_knows_nobody_by_it_leaves_it_to_the_one_that_does(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key may be another: it could not tell whose hand is one in their own matter."""
    made = of(world, "lead", FIRST, "lead")
    other = world.station("second effector")
    monkeypatch.setattr(other.executor, "_key", b"another")
    await wait(other)
    await wait(station)
    assert not applied(station, made)
    world.publish(word(world, made, Kind.APPROVE, SECOND))
    await wait(station)
    assert applied(station, made)
