"""I3: an approval is of these very bytes; whatever changes, it approves nothing."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from tests.invariants.asking import problem

from quorate.decisions.statement import CaseRef, Statement, Target
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import NOON, TROLL, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind, Slot, SubjectKind
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import stamp

LATER = stamp(NOON + timedelta(hours=23))
OTHER: dict[str, Any] = {
    "genesis": "0" * 64,
    "connector": "matrix:staging.example",
    "kind": Kind.RESTORE,
    "slot": Slot.OBJECTOR,
    "signer": "employee",
    "proposal": "proposal-other",
    "nonce": "1" * 64,
    "case": CaseRef("case-2", "service:intake", "auditor"),
    "reporters": "2" * 64,
    "target": Target(SubjectKind.MESSAGE, "another"),
    "tier": 0,
    "action": Action.LOCK,
    "parameters": (("days", "7"),),
    "policy": "3" * 64,
    "evidence": "4" * 64,
    "approve_by": LATER,
    "execute_by": LATER,
}


def test_i3_every_field_has_a_case_here() -> None:
    assert set(OTHER) == {f.name for f in fields(Statement)}


@pytest.mark.parametrize("field", sorted(OTHER))
async def test_i3_approval_of_other_bytes_approves_nothing(
    world: World, station: Station, field: str
) -> None:
    said = world.propose(1)
    signed = replace(said.spoken_by(Kind.APPROVE, "contractor"), **{field: OTHER[field]})
    if field == "approve_by":
        assert signed.approve_until != said.approve_until
    good = world.word(said, Kind.APPROVE, "contractor")
    right = seeded("contractor").sign(said.spoken_by(Kind.APPROVE, "contractor").digest())
    wrong = seeded("contractor").sign(signed.digest())
    world.publish(good.replace(right.hex().encode(), wrong.hex().encode()))
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    assert "does not hold" in station.chronicle.view.forged[-1].reason
    world.publish(good)
    assert await problem(world, station, said) is None


@pytest.mark.parametrize("field", ["case", "target", "tier", "action", "evidence", "execute_by"])
async def test_i3_edited_proposal_is_no_proposal(
    world: World, station: Station, field: str
) -> None:
    said = world.statement(1)
    edited = replace(said, **{field: OTHER[field]}, approve_by=LATER)
    body = world.opening(replace(said, approve_by=LATER))
    sig = seeded("proposer").sign(replace(said, approve_by=LATER).digest()).hex().encode()
    forged = world.opening(edited).replace(
        seeded("proposer").sign(edited.digest()).hex().encode(), sig
    )
    assert body != forged
    world.publish(forged)
    await station.step()
    assert said.proposal not in station.chronicle.view.docket.proposals


async def test_i3_second_proposal_under_one_id_or_nonce_is_refused(
    world: World, station: Station
) -> None:
    said = world.propose(1)
    world.publish(world.opening(replace(said, action=Action.LOCK)))
    world.publish(world.opening(replace(world.statement(0), nonce=said.nonce)))
    await station.step()
    assert proposal_of(station, said).statement == said
    assert len(station.chronicle.view.forged) == 2


async def test_i3_statement_for_another_installation_means_nothing(
    world: World, station: Station
) -> None:
    said = world.propose(0, genesis="0" * 64)
    await station.step()
    assert said.proposal not in station.chronicle.view.docket.proposals


async def test_i3_statement_for_another_platform_is_refused(world: World, station: Station) -> None:
    said = world.propose(0, connector="matrix:staging.example")
    assert await problem(world, station, said) is Problem.STATEMENT_FOREIGN


async def test_i3_policy_that_is_not_in_force_is_refused(world: World, station: Station) -> None:
    said = world.propose(0, policy="3" * 64)
    assert await problem(world, station, said) is Problem.POLICY_UNKNOWN
    assert world.ref(TROLL) == said.target.ref


@pytest.mark.parametrize(
    ("kind", "native", "action"),
    [
        (SubjectKind.MESSAGE, TROLL, Action.REMOVE_CONTENT),
        (SubjectKind.MESSAGE, TROLL, Action.SUSPEND),
        (SubjectKind.ACCOUNT, f"!r:here.example/$e/{TROLL}", Action.LOCK),
    ],
)
async def test_i3_what_was_signed_about_one_kind_of_subject_reaches_no_other(
    world: World, station: Station, kind: SubjectKind, native: str, action: Action
) -> None:
    """Whoever approves sees the kind that the statement names; the effector acts on its id."""
    station.knows(native)
    said = world.propose(0, native, target=Target(kind, world.ref(native)), action=action)
    assert await problem(world, station, said) is Problem.SUBJECT_NOT_CANONICAL
    await station.step()
    assert world.platform.calls == []
