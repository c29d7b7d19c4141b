"""Whose hand a proposal wants: missing places, a raised quorum, who comes next, what differs."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.casework import LAW

from quorate.authority.kernel import Hand
from quorate.decisions import versions
from quorate.decisions.approving import (
    channels_of,
    hand_for,
    missing_now,
    more_than_usual,
    successors,
)
from quorate.decisions.docket import LISTED, Proposal
from quorate.decisions.interest import PublicInterest
from quorate.decisions.rules import Rules
from quorate.decisions.versions import Changed, Version
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Channel, LessIntrusive
from quorate.vocabulary.problems import Problem, Refusal

MAYOR = "@mayor:here.example"


@pytest.fixture
def world(tmp_path: Path) -> World:
    found = World(tmp_path).found()
    found.register({MAYOR: 2})
    return found


@pytest.fixture
def station(world: World) -> Station:
    found = world.station()
    found.knows(MAYOR)
    return found


async def seen(station: Station) -> Rules:
    """The rules as of now."""
    await station.step()
    view = station.chronicle.view
    return Rules(
        view.genesis_hash,
        view.founded,
        view.roster,
        view.catalogue,
        view.docket,
        LAW,
        view.more_approvers,
    )


def may(rules: Rules, proposal: Proposal, who: str, world: World) -> Hand | Refusal:
    person = rules.roster.people[who]
    return hand_for(person, proposal, rules, world.now, channels_of(rules)[who])


async def test_what_is_missing_shrinks_by_each_hand(world: World, station: Station) -> None:
    said = world.propose(2, MAYOR)
    rules = await seen(station)
    proposal = rules.docket.proposals[said.proposal]
    before = missing_now(proposal, rules)
    assert before.count("approver") == 2
    mine = may(rules, proposal, "employee", world)
    assert isinstance(mine, Hand)
    assert len(missing_now(proposal, rules, mine)) < len(before)
    world.approve(said, "contractor")
    rules = await seen(station)
    proposal = rules.docket.proposals[said.proposal]
    assert missing_now(proposal, rules, mine) == ()


async def test_a_raised_quorum_is_told(world: World, station: Station) -> None:
    first = world.propose(2, MAYOR)
    rules = await seen(station)
    assert more_than_usual(rules.docket.proposals[first.proposal], rules) == 0
    world.veto(first, "on-call")
    second = world.propose(2, MAYOR)
    world.veto(second, "on-call")
    third = world.propose(2, MAYOR)
    rules = await seen(station)
    proposal = rules.docket.proposals[third.proposal]
    assert more_than_usual(proposal, rules) == 1
    assert missing_now(proposal, rules).count("approver") == 3


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        ("proposer", Problem.SELF_EXCLUDED),
        ("contractor", Problem.ALREADY_DECIDED),
        ("on-call", Problem.NOT_ELIGIBLE),
        ("other contractor", Problem.SELF_EXCLUDED),
        ("untrained", Problem.NOT_PERMITTED),
    ],
)
async def test_a_hand_that_does_not_count_says_why(
    world: World, station: Station, who: str, problem: Problem
) -> None:
    world.change_people(row("untrained", "coast", training=[]))
    vetoed = world.propose(2, MAYOR)
    world.approve(vetoed, "other contractor")
    world.veto(vetoed, "on-call")
    said = world.propose(2, MAYOR)
    world.approve(said, "contractor")
    rules = await seen(station)
    found = may(rules, rules.docket.proposals[said.proposal], who, world)
    assert isinstance(found, Refusal)
    assert found.problem is problem


async def test_a_person_without_a_key_gives_no_hand(world: World, station: Station) -> None:
    said = world.propose(2, MAYOR)
    rules = await seen(station)
    proposal = rules.docket.proposals[said.proposal]
    found = hand_for(rules.roster.people["employee"], proposal, rules, world.now, ())
    assert isinstance(found, Refusal)
    assert found.problem is Problem.KEY_UNKNOWN
    found = hand_for(rules.roster.people["employee"], proposal, rules, world.now, [Channel.CONSOLE])
    assert isinstance(found, Refusal)
    assert found.problem is Problem.CHANNEL_NOT_COUNTED


async def test_who_is_at_work_next_comes_first_and_who_may_not_is_not_named(
    world: World, station: Station
) -> None:
    hours = {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "20:00", "ends": "23:00"}
    world.change_people(
        row("of the evening", "coast", shift=hours),
        row("of the zone after", "coast", shift=hours, zone="America/New_York"),
        row("of last month", "coast", contract_end="2026-10-31"),
        row("who is locked", "coast", locked=True),
        row("without a key", "coast", keys=[]),
    )
    said = world.propose(2, MAYOR)
    rules = await seen(station)
    proposal = rules.docket.proposals[said.proposal]
    found = successors(proposal, rules, world.now, ["employee"])
    names = [one.person.id for one in found]
    assert names[-2:] == ["of the evening", "of the zone after"]
    assert found[0].begins == world.now
    assert not {"proposer", "employee", "on-call", "of last month", "who is locked"} & {*names}
    later = said.approve_until - timedelta(minutes=1)
    rest = successors(proposal, rules, later, [])
    assert "of the evening" not in {one.person.id for one in rest}


async def test_only_what_waits_is_listed_and_is_forgotten_in_the_end(
    world: World, station: Station
) -> None:
    said = [world.propose(2, MAYOR) for _ in range(3)]
    world.deny(said[1], "employee")
    rules = await seen(station)
    listed = [p.statement.proposal for p in rules.docket.unsettled(world.now)]
    assert listed == [said[0].proposal, said[2].proposal]
    assert rules.docket.unsettled(said[2].approve_until + LISTED) != []
    assert rules.docket.unsettled(said[2].approve_until + LISTED + timedelta(seconds=1)) == []
    assert [p.statement for p in rules.docket.about(said[0].target.ref)] == said


async def test_what_stands_is_listed_and_what_is_over_forgotten(
    world: World, station: Station
) -> None:
    said = [world.propose(0) for _ in range(4)]
    docket = (await seen(station)).docket
    begun, done, freed, gone = (docket.proposals[s.proposal] for s in said)
    for index, proposal in enumerate((begun, done, freed, gone), 100):
        docket.begin(proposal, index)
    begun.intents[:] = [200]  # after what frees the same account below
    done.outcome, freed.outcome, gone.outcome = "done", "done", "abandoned"
    assert list(docket.standing()) == [begun, done, freed]
    docket.restore(freed, 150, world.now)
    docket.restore(freed, 150, world.now)
    assert docket.undone == [freed]
    assert list(docket.standing()) == [begun]  # one restore frees what was done alike
    assert [p.statement for p in docket.order] == said


async def test_a_version_is_compared_with_the_one_before_of_its_kind(
    world: World, station: Station
) -> None:
    first = world.propose(2, MAYOR)
    warned = world.propose(2, MAYOR, action=Action.WARN, parameters=())
    other = world.propose(0)
    second = world.propose(2, MAYOR, action=Action.LOCK)
    docket = (await seen(station)).docket
    found = docket.proposals
    assert versions.before(found[first.proposal], docket) is None
    assert versions.before(found[warned.proposal], docket) is None
    assert versions.before(found[other.proposal], docket) is None
    assert versions.before(found[second.proposal], docket) is found[first.proposal]
    answers = PublicInterest("a mayor", "mayor", "harm", LessIntrusive.LABEL, "read", "ab" * 32)
    old = Version(found[first.proposal], "harassment/1", 3, None)
    new = Version(found[second.proposal], "harassment/2", 4000, answers)
    assert versions.changes(old, new)[:3] == [
        Changed("action", "suspend", "lock"),
        Changed("policy", "harassment/1", "harassment/2"),
        Changed("reach", "3", "4,000"),
    ]
    assert Changed("office", "", "mayor") in versions.changes(old, new)
    assert versions.changes(old, old) == []
