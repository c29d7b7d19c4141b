"""Ways around that others' systems left open: whose hand it is, and how long it counts.

Those of people and processes are in test_bypasses_people, those that go around the check itself in
test_bypasses_paths, Cedar's own in test_bypasses_rules.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.invariants.asking import QUORUM, problem

from quorate.authority.charter import Charge
from quorate.decisions.statement import Statement, Target
from quorate.incidents.stage.amending import FIRST, SECOND, THIRD, amend, applied, wait
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.roles import Row, row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import NOON, POLICY, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind, SubjectKind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

OTHER_KEY = seeded("another key of the same person")
SOON = stamp(NOON + timedelta(hours=23))


def key(name: str, channel: str = "cli") -> dict[str, str]:
    return {"public": seeded(name).public.hex(), "channel": channel}


async def untouched(station: Station) -> bool:
    """Whether nothing happens, however long it waits."""
    for _ in range(2):
        await station.cool()
    return station.platform.calls == []


async def missing(station: Station, said: Statement) -> tuple[str, ...]:
    """The empty slots."""
    station.world.resign()
    station.chronicle.catch_up()
    found = await station.executor.judge(proposal_of(station, said), look=True)
    assert isinstance(found, Refusal)
    return found.missing


def crowd(**alike: Any) -> list[Row]:
    """Six employees of six teams and managers, but for what they have in common."""
    return [row(f"member {i}", f"desk {i}", **alike) for i in range(6)]


CROWDS: dict[str, list[Row]] = {
    "approver who is an employee": crowd(employment="contractor"),
    "approver of a second team": [{**r, "team": "one"} for r in crowd()],
    "approver under a second manager": crowd(manager="one"),
    "approver": crowd(roles=["auditor", "on_call", "owner"]),
    "approver, approver": [{**r, "keys": [key(r["id"], "console")]} for r in crowd()],
}


@pytest.mark.parametrize("lacks", CROWDS)
async def test_trap_a_threshold_that_only_ors_is_met_by_any_crowd(
    world: World, station: Station, lacks: str
) -> None:
    """Six of one kind are more than any number asks for; each leaves a slot empty."""
    world.change_people(*CROWDS[lacks])
    said = world.propose(2)
    world.approve(said, *(person["id"] for person in CROWDS[lacks]))
    assert lacks in ", ".join(await missing(station, said))
    assert await untouched(station)


@pytest.mark.parametrize("who", ["proposer", FIRST])
async def test_trap_the_requester_is_in_the_approving_group(
    world: World, station: Station, who: str
) -> None:
    """A reviewer may approve, so the proposer might, with a further key too, founder or not."""
    further = {"public": OTHER_KEY.public.hex(), "channel": "cli"}
    world.change_people(row(who, "intake", roles=["lead", "reviewer"], keys=[key(who), further]))
    said = world.propose(1, signer=who)
    for mine in (seeded(who), OTHER_KEY):
        world.publish(world.word(said, Kind.APPROVE, who, mine))
    assert await missing(station, said) == ("approver",)
    assert await untouched(station)


async def test_trap_the_requester_of_an_amendment_is_in_the_approving_group(
    world: World, station: Station
) -> None:
    made = amend(world, Charge.PERSON, row("newcomer", "night"), SECOND, THIRD, by=THIRD)
    await wait(station, 20)
    assert not applied(station, made)


EDITS: dict[str, dict[str, Any]] = {
    "action": {"action": Action.LOCK},
    "evidence": {"evidence": "0" * 64},
    "parameters": {"parameters": (("days", "9999"),)},
    "target": {"target": Target(SubjectKind.ACCOUNT, "0" * 64)},
    "tier": {"tier": 1},
    "time": {"approve_by": SOON, "execute_by": SOON},
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize(
    "name", [{}, {"proposal": "edited", "nonce": "1" * 64}], ids=["same", "new"]
)
async def test_trap_an_approval_outlives_an_edit(
    world: World, station: Station, edit: str, name: dict[str, str]
) -> None:
    """The proposer edits what was approved; the database carries the approvals over."""
    said = world.statement(2)
    edited = replace(said, **EDITS[edit], **name)
    world.publish(world.opening(edited))
    for who in QUORUM:
        old = world.word(said, Kind.APPROVE, who)
        world.publish(old.replace(said.proposal.encode(), edited.proposal.encode()))
    await station.step()
    assert proposal_of(station, edited).approvals == {}
    assert len(station.chronicle.view.forged) == 2
    assert await untouched(station)


async def test_trap_an_approval_outlives_an_edit_of_its_policy(
    world: World, station: Station
) -> None:
    """The text that everybody weighed it by is another one now, and allows the same action."""
    said = world.propose(1)
    world.approve(said, "contractor")
    assert await problem(world, station, said) is None
    edited = {**POLICY, "version": 2, "text": "Nobody is contradicted here."}
    world.change(Charge.POLICIES, {"policies": [edited]})
    assert await problem(world, station, said) is Problem.POLICY_UNKNOWN
    assert await untouched(station)


@pytest.mark.parametrize("early", [(), QUORUM], ids=["before the quorum", "after it"])
async def test_trap_a_deleted_request_leaves_its_hands_alive(
    world: World, station: Station, early: tuple[str, ...]
) -> None:
    """The proposer takes it back at the effector's door; no approval, however late, revives it."""
    said = world.propose(2)
    world.approve(said, *early)
    await station.step()
    found = station.door.revoke(world.spoken(said, Kind.REVOKE, "proposer"))
    assert isinstance(found, dict)
    station.restart()
    world.approve(said, *QUORUM, "other employee")
    assert await untouched(station)
    assert "revoked" in proposal_of(station, said).settled


async def test_trap_a_deleted_request_leaves_its_access_alive(
    world: World, station: Station
) -> None:
    """The case is closed a minute after a look in it: the rest of the 15 minutes is gone."""
    world.resign()
    assert isinstance(await station.reveals.reveal(look(world, "employee")), dict)
    world.later(minutes=1)
    world.resign()
    found = await station.reveals.reveal(look(world, "employee", state="closed"))
    assert isinstance(found, Refusal)
    assert found.problem is Problem.CASE_NEEDED
    assert len(station.platform.reads) == 1
