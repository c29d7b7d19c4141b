"""I11, I20: on protected subjects waiting starts with a page that was taken; deny wins."""

import pytest
from tests.invariants.asking import QUORUM, problem, words

from quorate.accounts.register import Reading
from quorate.authority.charter import Charge
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, WEIGHED, World, proposal_of
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

ACTED = [("suspend", TROLL)]


@pytest.mark.parametrize(("tier", "minutes"), [(2, 10), (3, 30)])
async def test_i11_waits_from_the_page_taken(
    world: World, station: Station, tier: int, minutes: int
) -> None:
    said = world.propose(tier)
    world.approve(said, "employee", "other employee")
    station.pager.down = True
    await station.step()
    world.later(hours=2)
    await station.step()
    station.pager.down = False
    await station.step()
    world.later(minutes=minutes - 1)
    assert await problem(world, station, said) is Problem.COOLING_OFF
    await station.step()
    assert world.platform.calls == []
    world.later(minutes=1)
    await station.step()
    assert world.platform.calls == ACTED


async def test_i11_without_a_pager_nothing_protected_is_silenced(
    world: World, station: Station
) -> None:
    station.pager.down = True
    said = world.propose(2)
    world.approve(said, *QUORUM)
    for _ in range(5):
        await station.cool()
    assert world.platform.calls == []
    assert await problem(world, station, said) is Problem.PAGE_NOT_TAKEN


async def test_i11_pager_that_dies_while_waiting_stops_the_act(
    world: World, station: Station
) -> None:
    world.approve(world.propose(2), *QUORUM)
    await station.step()
    station.pager.down = True
    world.later(minutes=31)
    await station.step()
    assert world.platform.calls == []


async def test_i11_pages_at_every_stage(world: World, station: Station) -> None:
    said = world.propose(2)
    await station.step()
    world.approve(said, *QUORUM)
    await station.cool()
    told = [title for title, _ in station.pager.taken]
    stages = ["proposed", "approved", "executing", "executed"]
    assert told == [f"Quorate: suspend {stage}, tier 2" for stage in stages]


async def test_i11_pages_at_every_stage_when_only_the_platform_knows(
    world: World, station: Station
) -> None:
    world.platform.readings[TROLL] = Reading(0, verified=False, office=True)
    world.approve(world.propose(0, parameters=WEIGHED), *QUORUM)
    await station.cool()
    stages = [title.split()[2].rstrip(",") for title, _ in station.pager.taken]
    assert stages == ["proposed", "approved", "executing", "executed"]


async def test_i11_late_approval_starts_the_waiting_again(world: World, station: Station) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    world.later(minutes=9)
    world.resign()
    world.approve(said, "other employee")
    station.chronicle.catch_up()
    world.later(minutes=2)
    assert await problem(world, station, said) is Problem.COOLING_OFF


async def test_i11_change_of_people_starts_the_waiting_again(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    world.later(minutes=9)
    world.changed("on-call", locked=True)
    await station.step()
    world.later(minutes=2)
    assert await problem(world, station, said) is Problem.COOLING_OFF


@pytest.mark.parametrize("door", [True, False])
async def test_i11_any_eligible_person_vetoes_until_executed(
    world: World, station: Station, door: bool
) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    if door:
        assert isinstance(station.door.veto(world.spoken(said, Kind.VETO, "on-call")), dict)
    else:
        world.veto(said, "on-call")
    world.later(minutes=31)
    await station.step()
    assert world.platform.calls == []
    assert "vetoed by on-call" in await words(world, station, said)


async def test_i11_veto_after_execution_points_to_restore(world: World, station: Station) -> None:
    said = world.propose(0)
    await station.step()
    found = station.door.veto(world.spoken(said, Kind.VETO, "on-call"))
    assert isinstance(found, Refusal)
    assert found.problem is Problem.ALREADY_DECIDED


async def test_i11_veto_while_the_call_runs_is_not_promised(world: World, station: Station) -> None:
    said, heard = world.propose(0), list[object]()
    body = world.spoken(said, Kind.VETO, "on-call")
    world.platform.before_act = lambda: heard.append(station.door.veto(body))
    await station.step()
    assert isinstance(heard[0], Refusal)


async def test_i11_veto_while_the_platform_is_read_stops_the_act(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    body = world.spoken(said, Kind.VETO, "on-call")
    world.platform.while_reading = lambda: station.door.veto(body)
    await station.step()
    assert world.platform.calls == []


async def test_i11_new_proposal_after_a_veto_needs_other_approvers(
    world: World, station: Station
) -> None:
    first = world.propose(1)
    world.approve(first, "contractor")
    world.veto(first, "on-call")
    second = world.propose(1)
    world.approve(second, "contractor")
    assert "approved what was vetoed" in await words(world, station, second)
    world.approve(second, "employee")
    assert await problem(world, station, second) is None


async def test_i11_second_veto_of_one_person_asks_one_approver_more(
    world: World, station: Station
) -> None:
    world.change_people(row("third", "shore"))
    for _ in range(2):
        world.veto(world.propose(2), "on-call")
    said = world.propose(2)
    world.approve(said, *QUORUM)
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    world.approve(said, "third")
    assert await problem(world, station, said) is Problem.PAGE_NOT_TAKEN


@pytest.mark.parametrize("deny_first", [True, False])
async def test_i20_deny_wins_in_both_orders(
    world: World, station: Station, deny_first: bool
) -> None:
    said = world.propose(1)
    words_ = [
        world.word(said, Kind.DENY, "employee"),
        world.word(said, Kind.APPROVE, "contractor"),
    ]
    world.publish(*(words_ if deny_first else words_[::-1]))
    await station.step()
    assert proposal_of(station, said).approvals
    assert world.platform.calls == []
    assert await problem(world, station, said) is Problem.ALREADY_DECIDED


@pytest.mark.parametrize("fields", [{"locked": True}, {"keys": []}])
async def test_i11_what_takes_the_veto_from_somebody_makes_all_wait_anew(
    world: World, station: Station, fields: dict[str, object]
) -> None:
    """Locked out, or without a key to say it by."""
    row_then = {**world.people["on-call"], **fields}
    made = amend(world, Charge.PERSON, row_then, FIRST, SECOND)
    await station.step()
    world.later(minutes=55)
    world.approve(world.propose(2), *QUORUM)
    await station.step()
    world.later(minutes=5)
    for _ in range(2):
        await station.step()
    assert applied(station, made)
    world.later(minutes=5)
    await station.step()
    assert world.platform.calls == []
    world.later(minutes=5)
    await station.step()
    assert world.platform.calls == ACTED
