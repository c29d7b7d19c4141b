"""I1: hands of distinct people in every slot; slots are AND; one human fills one slot."""

from dataclasses import replace

import pytest

from quorate.effects.checks.certificate import Certificate
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

ENOUGH = ("contractor", "employee")
ACTED = [("suspend", TROLL)]


async def verdict(world: World, station: Station, tier: int, *approvers: str) -> object:
    said = world.propose(tier)
    world.approve(said, *approvers)
    world.resign()
    station.chronicle.catch_up()
    return await station.executor.judge(proposal_of(station, said), look=True)


def missing(found: object) -> str:
    assert isinstance(found, Refusal), found
    assert found.problem is Problem.QUORUM_MISSING
    return ", ".join(found.missing)


@pytest.mark.parametrize(("tier", "approvers"), [(0, ()), (1, ("contractor",)), (2, ENOUGH)])
async def test_i1_enough_hands_silence(
    world: World, station: Station, tier: int, approvers: tuple[str, ...]
) -> None:
    said = world.propose(tier)
    world.approve(said, *approvers)
    await station.cool()
    assert world.platform.calls == ACTED


async def test_i1_tier_3_needs_employees_who_may_approve_there(
    world: World, station: Station
) -> None:
    said = world.propose(3)
    world.approve(said, "employee", "other employee")
    await station.cool()
    assert world.platform.calls == ACTED


@pytest.mark.parametrize("tier", [1, 2, 3])
async def test_i1_lone_proposer_silences_nobody_protected(
    world: World, station: Station, tier: int
) -> None:
    world.propose(tier)
    await station.cool()
    assert world.platform.calls == []


@pytest.mark.parametrize(
    ("approvers", "lacks"),
    [
        (("contractor",), "approver"),
        (("contractor", "other contractor"), "approver who is an employee"),
        (("contractor", "employee of contractor's team"), "approver of a second team"),
        (("contractor", "employee of contractor's manager"), "approver under a second manager"),
        (("proposer", "employee"), "approver"),
        (("employee", "on-call"), "approver"),
        (("employee", "owner"), "approver"),
    ],
)
async def test_i1_tier_2_refuses_without_each_slot(
    world: World, station: Station, approvers: tuple[str, ...], lacks: str
) -> None:
    assert lacks in missing(await verdict(world, station, 2, *approvers))


async def test_i1_contractors_do_not_approve_at_tier_3(world: World, station: Station) -> None:
    assert "approver" in missing(await verdict(world, station, 3, *ENOUGH))


async def test_i1_proposer_does_not_approve_own_proposal(world: World, station: Station) -> None:
    assert missing(await verdict(world, station, 1, "proposer")) == "approver"


async def test_i1_one_person_with_two_keys_is_one_hand(world: World, station: Station) -> None:
    other = seeded("contractor's other key")
    keys = [*world.people["contractor"]["keys"], {"public": other.public.hex(), "channel": "cli"}]
    world.changed("contractor", keys=keys)
    said = world.propose(2)
    world.approve(said, "contractor")
    world.publish(world.word(said, Kind.APPROVE, "contractor", other))
    world.resign()
    station.chronicle.catch_up()
    assert list(proposal_of(station, said).approvals) == ["contractor"]
    found = await station.executor.judge(proposal_of(station, said), look=True)
    assert "approver" in missing(found)


@pytest.mark.parametrize("managed", ["proposer", "contractor"])
async def test_i1_no_holder_manages_another(world: World, station: Station, managed: str) -> None:
    world.changed(managed, manager="employee")
    found = missing(await verdict(world, station, 2, *ENOUGH))
    assert found == "approver who manages none of the others"


async def test_i1_page_of_the_web_server_fills_no_slot_at_tier_2(
    world: World, station: Station
) -> None:
    web = [{"public": seeded("contractor").public.hex(), "channel": "console"}]
    world.changed("contractor", keys=web)
    assert "approver" in missing(await verdict(world, station, 2, *ENOUGH))


async def test_i1_highest_tier_of_register_reading_and_statement_counts(
    world: World, station: Station
) -> None:
    world.register({TROLL: 2})
    assert "employee" in missing(await verdict(world, station, 0))


async def test_i1_irreversible_action_is_not_offered_above_tier_0(
    world: World, station: Station
) -> None:
    said = world.propose(1, action=Action.DEACTIVATE)
    world.approve(said, *ENOUGH)
    await station.cool()
    assert world.platform.calls == []
    assert station.chronicle.view.size


async def test_i1_a_third_approver_completes_what_two_of_one_team_lack(
    world: World, station: Station
) -> None:
    world.change_people(row("third", "shore"))
    found = await verdict(world, station, 2, "contractor", "employee of contractor's team", "third")
    assert isinstance(found, Refusal)
    assert found.problem is Problem.PAGE_NOT_TAKEN


async def test_i1_certificate_is_made_by_the_check_alone() -> None:
    with pytest.raises(TypeError):
        Certificate("p", Action.LOCK, "ref", 0, ("proposer",))


async def test_i16_a_hand_in_another_s_name_fills_no_slot_even_past_the_fold(
    world: World, station: Station
) -> None:
    said = world.propose(1)
    world.approve(said, "contractor")
    world.resign()
    station.chronicle.catch_up()
    proposal = proposal_of(station, said)
    assert isinstance(await station.executor.judge(proposal, look=True), Certificate)
    proposal.approvals["contractor"] = replace(proposal.approvals["contractor"], signer="employee")
    assert missing(await station.executor.judge(proposal, look=True)) == "approver"
