"""I4, I5, I6: two clocks, living authority at the instant of acting, and only ever less of it."""

from datetime import timedelta

import pytest
from tests.invariants.asking import problem, words

from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import NOON, World
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import stamp

DAY = {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "08:00"}
TODAY = NOON.date().isoformat()


async def test_i4_approval_after_approve_by_does_not_count(world: World, station: Station) -> None:
    said = world.propose(1, approve_by=stamp(NOON + timedelta(minutes=10)))
    await station.step()
    world.later(minutes=11)
    world.resign()
    world.approve(said, "contractor")
    assert await problem(world, station, said) is Problem.QUORUM_MISSING


async def test_i4_approval_in_time_counts_later_too(world: World, station: Station) -> None:
    said = world.propose(1, approve_by=stamp(NOON + timedelta(minutes=10)))
    world.approve(said, "contractor")
    assert await problem(world, station, said) is None
    world.later(minutes=11)
    assert await problem(world, station, said) is None


async def test_i4_nothing_starts_after_execute_by(world: World, station: Station) -> None:
    end = stamp(NOON + timedelta(minutes=10))
    said = world.propose(0, approve_by=end, execute_by=end)
    assert await problem(world, station, said) is None
    world.later(minutes=11)
    assert await problem(world, station, said) is Problem.EXPIRED
    await station.step()
    assert world.platform.calls == []


@pytest.mark.parametrize(("hours", "counts"), [(23, True), (25, False)])
async def test_i4_a_far_approve_by_lasts_a_day_at_most(
    world: World, station: Station, hours: int, counts: bool
) -> None:
    far = stamp(NOON + timedelta(days=400))
    said = world.propose(1, approve_by=far, execute_by=far)
    await station.step()
    world.later(hours=hours)
    world.resign()
    world.approve(said, "contractor")
    assert await problem(world, station, said) is (None if counts else Problem.QUORUM_MISSING)


@pytest.mark.parametrize(("hours", "expired"), [(24, False), (26, True)])
async def test_i4_a_far_execute_by_lasts_a_day_and_an_hour_at_most(
    world: World, station: Station, hours: int, expired: bool
) -> None:
    far = stamp(NOON + timedelta(days=400))
    world.platform.unreadable = True
    said = world.propose(0, approve_by=far, execute_by=far)
    await station.step()
    world.later(hours=hours)
    assert (await problem(world, station, said) is Problem.EXPIRED) == expired
    station.restart()
    assert (await problem(world, station, said) is Problem.EXPIRED) == expired


async def test_i4_clock_set_back_does_not_reopen_what_expired(
    world: World, station: Station
) -> None:
    end = stamp(NOON + timedelta(minutes=10))
    said = world.propose(0, approve_by=end, execute_by=end)
    world.later(minutes=11)
    assert await problem(world, station, said) is Problem.EXPIRED
    world.later(minutes=-11)
    assert await problem(world, station, said) is Problem.EXPIRED
    station.restart()
    assert await problem(world, station, said) is Problem.EXPIRED


@pytest.mark.parametrize("who", ["proposer", "contractor"])
@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"contract_end": "2026-11-24"}, "the contract ended"),
        ({"last_working_day": "2026-11-24"}, "the contract ended"),
        ({"locked": True}, "locked"),
        ({"shift": {**DAY, "ends": "11:00"}}, "off shift"),
        ({"shift": None}, "off shift"),
    ],
)
async def test_i5_hand_given_alive_counts_no_more_at_execution(
    world: World, station: Station, who: str, facts: dict[str, object], why: str
) -> None:
    said = world.propose(1)
    world.approve(said, "contractor")
    assert await problem(world, station, said) is None
    world.changed(who, **facts)
    assert why in await words(world, station, said)


@pytest.mark.parametrize("who", ["proposer", "contractor"])
async def test_i5_revoked_key_signs_nothing_any_more(
    world: World, station: Station, who: str
) -> None:
    said = world.propose(1)
    world.approve(said, "contractor")
    assert await problem(world, station, said) is None
    answer = station.door.revoke_key(world.order("revoke-key", key_id(seeded(who).public), who))
    assert isinstance(answer, dict), answer
    assert await problem(world, station, said) in (Problem.KEY_UNKNOWN, Problem.QUORUM_MISSING)


@pytest.mark.parametrize("who", ["proposer", "contractor"])
async def test_i5_leaver_of_the_people_file_has_no_hand(
    world: World, station: Station, who: str
) -> None:
    said = world.propose(1)
    world.approve(said, "contractor")
    del world.people[who]
    world.change_people()
    assert await problem(world, station, said) in (Problem.KEY_UNKNOWN, Problem.QUORUM_MISSING)


async def test_i6_end_of_shift_needs_no_message(world: World, station: Station) -> None:
    world.changed("contractor", shift={**DAY, "ends": "12:20"})
    said = world.propose(1)
    world.approve(said, "contractor")
    assert await problem(world, station, said) is None
    world.later(minutes=20)
    assert "off shift" in await words(world, station, said)


async def test_i6_clock_set_back_brings_no_shift_back(world: World, station: Station) -> None:
    world.changed("contractor", shift={**DAY, "ends": "12:20"})
    said = world.propose(1)
    world.approve(said, "contractor")
    await problem(world, station, said)
    world.later(minutes=20)
    assert "off shift" in await words(world, station, said)
    world.later(minutes=-20)
    assert "off shift" in await words(world, station, said)
    station.restart()
    assert "off shift" in await words(world, station, said)


async def test_i6_proposal_of_the_last_15_minutes_does_not_count(
    world: World, station: Station
) -> None:
    world.changed("proposer", shift={**DAY, "ends": "12:14"})
    said = world.propose(0)
    assert await problem(world, station, said) is Problem.NARROWED


async def test_i6_proposal_before_the_last_15_minutes_counts_in_them(
    world: World, station: Station
) -> None:
    world.changed("proposer", shift={**DAY, "ends": "12:16"})
    said = world.propose(0)
    assert await problem(world, station, said) is None
    world.later(minutes=10)
    assert await problem(world, station, said) is None


@pytest.mark.parametrize(("ends", "found"), [("12:59", Problem.NARROWED), ("13:30", None)])
async def test_i6_nothing_irreversible_in_the_last_60_minutes_of_the_last_day(
    world: World, station: Station, ends: str, found: Problem | None
) -> None:
    world.changed("proposer", shift={**DAY, "ends": ends}, last_working_day=TODAY)
    said = world.propose(0, action=Action.DEACTIVATE)
    assert await problem(world, station, said) is found


async def test_i5_contractor_after_the_contract_restores_and_vetoes_no_more(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    world.changed("contractor", contract_end="2026-11-24")
    world.resign()
    for kind in (Kind.VETO, Kind.RESTORE):
        body = world.spoken(said, kind, "contractor")
        found = station.door.veto(body) if kind is Kind.VETO else await station.door.restore(body)
        assert getattr(found, "problem", None) is Problem.PERSON_NOT_ALIVE
    assert len(world.platform.calls) == 1
