"""I22: breaking the glass only frees and locks out, for an hour, before everybody's eyes."""

from typing import Any

import pytest
from tests.invariants.asking import QUORUM, problem

from quorate.authority.charter import Charge
from quorate.effects.doors.staff import StaffDoor
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied, leads, wait
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.problems import Problem, Refusal

OFF = {"shift": None}


def door(station: Station) -> StaffDoor:
    return StaffDoor(station.effector, station.door)


async def broken(world: World, station: Station, who: str = "employee") -> str:
    found = await door(station).break_glass(world.order("break-glass", "emergency", who))
    assert not isinstance(found, Refusal), found
    await told(station)
    return str(found["glass"])


async def told(station: Station) -> None:
    await station.step()
    await station.effector.glasses.tell()


def refused(found: Any) -> Problem | None:
    return found.problem if isinstance(found, Refusal) else None


async def test_i22_off_shift_one_person_restores_and_everybody_is_told(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.cool()
    assert world.platform.calls
    world.changed("owner", **OFF)
    await station.step()
    body = world.spoken(said, Kind.RESTORE, "owner")
    assert refused(await station.door.restore(body)) is Problem.PERSON_NOT_ALIVE
    await broken(world, station, "owner")
    assert station.pager.heard("the glass is broken") == 1
    assert refused(await station.door.restore(body)) is None
    assert world.platform.in_effect == set()


async def test_i22_it_ends_after_an_hour(world: World, station: Station) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.cool()
    world.changed("owner", **OFF)
    await broken(world, station, "owner")
    world.later(minutes=60)
    await station.step()
    body = world.spoken(said, Kind.RESTORE, "owner")
    assert refused(await station.door.restore(body)) is Problem.PERSON_NOT_ALIVE


@pytest.mark.parametrize("role", ["proposer", "employee"])
async def test_i22_while_it_lasts_the_person_silences_nobody(
    world: World, station: Station, role: str
) -> None:
    said = world.propose(1)
    world.approve(said, "employee")
    await broken(world, station, role)
    expected = Problem.NARROWED if role == "proposer" else Problem.QUORUM_MISSING
    assert await problem(world, station, said) is expected
    veto = world.spoken(said, Kind.VETO, role)
    assert refused(station.door.veto(veto)) is Problem.NARROWED
    world.later(minutes=60)
    assert await problem(world, station, said) is None


async def test_i22_while_it_lasts_the_person_amends_nothing(world: World, station: Station) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.QUORUM, {"2": 1}, "lead", "other lead")
    await broken(world, station, "lead")
    await station.step()
    world.later(minutes=59)
    await station.step()
    assert not applied(station, made)


async def test_i22_while_it_lasts_the_person_sees_no_private_field(
    world: World, station: Station
) -> None:
    """At the effector itself, whatever a serving process vouches for."""
    await broken(world, station, "employee")
    world.resign()
    assert refused(await station.reveals.reveal(look(world, "employee"))) is Problem.NARROWED
    assert station.platform.reads == []


async def test_i22_nobody_outside_the_contract_breaks_it(world: World, station: Station) -> None:
    world.changed("employee", last_working_day="2026-11-24")
    world.changed("owner", locked=True)
    await station.step()
    for who in ("employee", "owner"):
        found = await door(station).break_glass(world.order("break-glass", "x", who))
        assert refused(found) is Problem.PERSON_NOT_ALIVE
    assert station.chronicle.view.glasses == {}


async def test_i22_a_broken_glass_holds_after_a_crash_before_the_database_has_it(
    world: World, station: Station
) -> None:
    """Off shift it frees, and for an hour it silences nobody: a restart takes neither away."""
    said = world.propose(0)
    await station.step()
    world.changed("owner", **OFF)
    station.chronicle.catch_up()
    station.memory.database_up = False
    for who in ("owner", "employee"):
        order = world.order("break-glass", "emergency", who)
        assert refused(await door(station).break_glass(order)) is None
    station.restart()
    station.memory.database_up = False
    other = world.propose(1)
    world.approve(other, "employee")
    assert await problem(world, station, other) is Problem.QUORUM_MISSING
    assert refused(await station.door.restore(world.spoken(said, Kind.RESTORE, "owner"))) is None


async def test_i22_another_person_reviews_it_or_is_reminded_daily(
    world: World, station: Station
) -> None:
    glass = await broken(world, station, "on-call")
    early = await door(station).review_glass(world.order("review-glass", glass, "auditor"))
    assert refused(early) is Problem.COOLING_OFF
    world.later(minutes=61)
    for days in range(3):
        await told(station)
        await told(station)
        assert station.pager.heard("a review is missing") == days + 1
        world.later(days=1)
    for who, expected in (
        ("on-call", Problem.SELF_EXCLUDED),
        ("employee", Problem.NOT_ELIGIBLE),
        ("auditor", None),
    ):
        found = await door(station).review_glass(world.order("review-glass", glass, who))
        assert refused(found) is expected
    await told(station)
    world.later(days=1)
    await told(station)
    assert station.pager.heard("a review is missing") == 3
    assert station.chronicle.view.glasses[glass].reviewed_by == "auditor"


async def test_i22_a_broken_glass_is_known_again_after_a_crash(
    world: World, station: Station
) -> None:
    glass = await broken(world, station)
    station.restart()
    await station.step()
    assert station.chronicle.view.glasses[glass].person == "employee"
    assert station.chronicle.view.forged == []


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("on-call", None),
        ("lead", None),
        ("employee", Problem.NOT_ELIGIBLE),
        ("owner", Problem.NOT_ELIGIBLE),
        ("contractor", Problem.SELF_EXCLUDED),
    ],
)
async def test_i22_on_call_or_a_lead_locks_a_colleague_at_once(
    world: World, station: Station, who: str, expected: Problem | None
) -> None:
    world.change_people(*leads())
    await station.step()
    found = await door(station).lock_person(world.order("lock-person", "contractor", who))
    assert refused(found) is expected
    await station.step()
    assert station.chronicle.view.roster.people["contractor"].locked is (expected is None)
    assert station.pager.heard("locked out") == (expected is None)


async def test_i22_under_the_glass_anybody_locks_and_an_amendment_unlocks(
    world: World, station: Station
) -> None:
    await broken(world, station, "employee")
    order = world.order("lock-person", "contractor", "employee")
    assert refused(await door(station).lock_person(order)) is None
    await station.step()
    made = amend(world, Charge.PERSON, world.people["contractor"], FIRST, SECOND)
    await wait(station)
    assert applied(station, made)
    assert not station.chronicle.view.roster.people["contractor"].locked


async def test_i22_a_lock_holds_before_the_database_has_it(world: World, station: Station) -> None:
    await station.step()
    station.memory.database_up = False
    order = world.order("lock-person", "contractor", "on-call")
    assert refused(await door(station).lock_person(order)) is None
    assert station.chronicle.view.roster.people["contractor"].locked
    station.restart()
    await station.step()
    assert station.chronicle.view.roster.people["contractor"].locked


async def test_i22_locking_an_eligible_vetoer_restarts_the_cooling_off(
    world: World, station: Station
) -> None:
    world.approve(world.propose(2), *QUORUM)
    await station.step()
    world.later(minutes=9)
    await station.step()
    order = world.order("lock-person", "other contractor", "on-call")
    assert refused(await door(station).lock_person(order)) is None
    await station.step()
    world.later(minutes=9)
    await station.step()
    assert world.platform.calls == []
    world.later(minutes=1)
    await station.step()
    assert len(world.platform.calls) == 1


@pytest.mark.parametrize("restarted", [False, True])
async def test_i22_it_restarts_though_the_database_holds_the_lock_back(
    world: World, station: Station, restarted: bool
) -> None:
    world.approve(world.propose(2), *QUORUM)
    await station.step()
    world.later(minutes=9)
    world.resign()
    station.memory.database_up = False
    order = world.order("lock-person", "other contractor", "on-call")
    assert refused(await door(station).lock_person(order)) is None
    for number, _ in station.memory.unsent():
        station.memory.sent(number)  # it has taken the row, and publishes all others
    station.memory.database_up = True
    if restarted:
        station.restart()
    await station.step()
    world.later(minutes=9)
    await station.step()
    assert world.platform.calls == []
    world.later(minutes=1)
    await station.step()
    assert len(world.platform.calls) == 1


async def test_i22_orders_forged_in_the_database_lock_nobody(
    world: World, station: Station
) -> None:
    order = world.order("lock-person", "contractor", "on-call")
    plain = {**order["order"], "key": order["key"], "sig": order["sig"]}
    data = {"person": "contractor", "order": plain}
    for by in ("effector", "on-call"):
        entry = world.entry(Event.PERSON_LOCKED, data, Attested.PROCESS, by)
        world.publish(entry.canonical())
    await station.step()
    assert not station.chronicle.view.roster.people["contractor"].locked
    assert len(station.chronicle.view.forged) == 2


async def test_i22_the_first_review_stays_for_whoever_reads_the_log_anew(
    world: World, station: Station
) -> None:
    glass = await broken(world, station)
    world.later(minutes=61)
    for who in ("auditor", "owner"):
        world.resign()
        found = await door(station).review_glass(world.order("review-glass", glass, who))
        assert not isinstance(found, Refusal)
    reader = world.station(state="reader")
    await reader.step()
    assert reader.chronicle.view.glasses[glass].reviewed_by == "auditor"
