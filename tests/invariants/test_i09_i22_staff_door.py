"""I9, I22: what the door of staff refuses: orders, glasses, locks, vetoes of amendments."""

from dataclasses import replace
from typing import Any

import pytest

from quorate.authority.charter import Charge
from quorate.effects.doors.staff import StaffDoor
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied, said, wait
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import POLICY, World
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

NEW = row("newcomer", "night")


@pytest.fixture
def door(station: Station) -> StaffDoor:
    station.world.resign()
    return StaffDoor(station.effector, station.door)


def why(found: object) -> Problem | None:
    return found.problem if isinstance(found, Refusal) else None


async def asked(door: StaffDoor, order: str, body: dict[str, Any]) -> object:
    verbs = {
        "break-glass": door.break_glass,
        "lock-person": door.lock_person,
        "review-glass": door.review_glass,
    }
    return await verbs[order](body)


@pytest.mark.parametrize("order", ["break-glass", "lock-person", "review-glass"])
@pytest.mark.parametrize(
    ("by", "changed", "problem"),
    [
        ("on-call", {"sig": "00" * 64}, Problem.SIGNATURE_INVALID),
        (FIRST, {}, Problem.NOT_ELIGIBLE),
    ],
)
async def test_i22_each_order_is_a_living_person_s(
    world: World, door: StaffDoor, order: str, by: str, changed: dict[str, str], problem: Problem
) -> None:
    body = {**world.order(order, "employee", by), **changed}
    assert why(await asked(door, order, body)) is problem


@pytest.mark.parametrize("order", ["lock-person", "review-glass"])
async def test_i22_an_order_about_nothing_known_is_told_so(
    world: World, door: StaffDoor, order: str
) -> None:
    found = await asked(door, order, world.order(order, "nobody", "on-call"))
    assert why(found) is Problem.NOT_FOUND


async def test_i22_the_first_review_is_the_answer_to_every_later_one(
    world: World, door: StaffDoor
) -> None:
    broken = await door.break_glass(world.order("break-glass", "emergency", "employee"))
    assert isinstance(broken, dict)
    glass = str(broken["glass"])
    world.later(minutes=61)
    for who in ("auditor", "owner"):
        found = await door.review_glass(world.order("review-glass", glass, who))
        assert found == {"glass": glass, "reviewed_by": "auditor"}


async def test_i9_a_veto_is_of_an_amendment_that_stands_in_the_ledger(
    world: World, station: Station, door: StaffDoor
) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    other = replace(made, id="amd_" + "f" * 32)
    changed = replace(made, content={"person": {**NEW, "team": "other"}})
    for amendment in (other, changed):
        body = {"amendment": amendment.fields(), **said(amendment, Kind.VETO, "on-call")}
        assert why(door.veto(body)) is Problem.NOT_FOUND
    body = {"amendment": made.fields(), **said(made, Kind.VETO, "on-call")}
    assert why(door.veto({**body, "sig": "00" * 64})) is Problem.SIGNATURE_INVALID
    for key in (SECOND, "nobody"):
        theirs = said(made, Kind.VETO, "on-call", seeded(key))
        assert why(door.veto({**body, **theirs})) is Problem.KEY_UNKNOWN
    await wait(station)
    assert applied(station, made)
    assert why(door.veto(body)) is Problem.ALREADY_DECIDED


@pytest.mark.parametrize("content", [{"retired": "harassment"}, {**POLICY, "version": 2}])
def test_i9_signers_see_the_policy_that_stands(
    world: World, station: Station, door: StaffDoor, content: dict[str, Any]
) -> None:
    made = amend(world, Charge.POLICY, content)
    found = door.before(made.id)
    assert not isinstance(found, Refusal)
    assert found.before.content == {**POLICY, "actions": sorted(POLICY["actions"])}
