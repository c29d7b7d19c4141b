"""I11, I23: what waits for hands too long is told, goes to the leads, and never acts by itself."""

from datetime import timedelta

import pytest
from tests.invariants.asking import QUORUM

from quorate.decisions.docket import Proposal
from quorate.effects.checks.certificate import Certificate
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import POLICY, TROLL, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.deadlines import DEADLINES, Lateness
from quorate.vocabulary.problems import Refusal

DEADLINE = DEADLINES[POLICY["severity"]]
LATE = "waits too long (late), tier 2"
NEGLECTED = "waits too long (neglected), tier 2"
ALMOST = timedelta(seconds=1)


async def after(world: World, station: Station, waited: timedelta) -> None:
    world.now += waited
    await station.step()
    await station.step()


async def test_i11_each_stage_of_waiting_is_told_once_and_acts_on_nothing(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    await station.step()
    await after(world, station, DEADLINE - ALMOST)
    assert station.pager.heard(LATE) == 0
    await after(world, station, ALMOST)
    assert station.pager.heard(LATE) == 1
    assert station.pager.heard("approver who is an employee") == 1
    assert proposal_of(station, said).overdue == {Lateness.LATE}
    await after(world, station, DEADLINE)
    assert (station.pager.heard(LATE), station.pager.heard(NEGLECTED)) == (1, 1)
    assert proposal_of(station, said).overdue == set(Lateness)
    assert world.platform.calls == []


async def test_i11_a_restart_tells_nothing_twice_and_a_deaf_sink_is_tried_again(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    await station.step()
    station.pager.down = True
    await after(world, station, DEADLINE)
    assert station.pager.heard(LATE) == 0
    station.pager.down = False
    await station.step()
    assert station.pager.heard(LATE) == 1
    station.restart()
    await station.step()
    await station.step()
    assert station.pager.heard(LATE) == 1
    assert proposal_of(station, said).overdue == {Lateness.LATE}


async def test_i11_whose_hands_are_there_waits_for_nobody(world: World, station: Station) -> None:
    said = world.propose(2)
    await station.step()
    world.now += DEADLINE - ALMOST
    world.approve(said, *QUORUM)
    await station.step()
    await after(world, station, 2 * ALMOST)
    assert station.pager.heard("waits too long") == 0


async def test_i11_only_silencing_what_is_protected_has_a_deadline(
    world: World, station: Station
) -> None:
    world.propose(1)
    world.propose(2, action=Action.NO_VIOLATION)
    vetoed = world.propose(2)
    world.veto(vetoed, "on-call")
    await station.step()
    await after(world, station, DEADLINE)
    assert station.pager.heard("waits too long") == 0


async def test_i23_what_became_protected_meanwhile_has_a_deadline_too(
    world: World, station: Station
) -> None:
    world.propose(1)
    await station.step()
    world.raise_protection(TROLL, 2, "contractor")
    await after(world, station, DEADLINE)
    assert station.pager.heard("waits too long (late)") == 1


async def test_i10_overdue_reviews_are_told_once_together_and_lower_nothing(
    world: World, station: Station
) -> None:
    for name in ("@one:here.example", "@two:here.example"):
        world.raise_protection(name, 2, "contractor", review_by="2026-11-26")
    await station.step()
    await station.effector.reviews.tell()
    assert station.pager.heard("past their review") == 0
    world.later(days=2)
    await station.step()
    station.pager.down = True
    await station.effector.reviews.tell()
    station.pager.down = False
    await station.effector.reviews.tell()
    await station.effector.reviews.tell()
    assert station.pager.heard("2 rows of the protected register are past their review") == 1
    station.restart()
    await station.step()
    await station.effector.reviews.tell()
    assert station.pager.heard("past their review") == 1
    assert station.chronicle.view.register.tier(world.ref("@one:here.example"), world.now) == 2


async def test_i23_a_look_costs_what_may_still_begin(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what nobody ever approved, nor the many decisions that nothing follows from."""
    for _ in range(3):
        world.propose(2)
        world.propose(0, action=Action.NO_VIOLATION)
    await station.step()
    station.pager.down = True
    world.later(hours=50)
    await station.step()
    station.pager.down = False
    await station.step()
    assert station.pager.heard("refused, tier 2") == 3
    waiting = world.propose(1)
    await station.step()
    judges, judged = station.executor.judge, list[Proposal]()

    async def judge(proposal: Proposal, *, look: bool) -> Certificate | Refusal:
        judged.append(proposal)
        return await judges(proposal, look=look)

    monkeypatch.setattr(station.executor, "judge", judge)
    await station.step()
    assert judged == [proposal_of(station, waiting)]
    world.approve(waiting, "employee")
    await station.step()
    assert proposal_of(station, waiting).outcome == "done"
