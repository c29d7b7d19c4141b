"""I1, I3: nobody silences a protected subject without signed answers about the public interest."""

from dataclasses import replace

import pytest
from tests.invariants.asking import QUORUM, problem

from quorate.accounts.register import Reading
from quorate.decisions.interest import PARAMETER
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import ANSWERS, TROLL, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind, LessIntrusive
from quorate.vocabulary.problems import Problem


@pytest.mark.parametrize("tier", [2, 3])
@pytest.mark.parametrize(
    "parameters",
    [
        (),
        ((PARAMETER, "answered"),),
        ((PARAMETER, ANSWERS.salted.commitment.upper()),),
        (("interest", ANSWERS.salted.commitment),),
    ],
)
async def test_i1_a_full_quorum_without_answers_silences_nobody(
    world: World, station: Station, tier: int, parameters: tuple[tuple[str, str], ...]
) -> None:
    said = world.propose(tier, parameters=parameters)
    world.approve(said, "employee", "other employee")
    assert await problem(world, station, said) is Problem.PUBLIC_INTEREST_MISSING
    await station.cool()
    assert world.platform.calls == []
    assert station.pager.heard("public interest") == 1


async def test_i1_what_became_protected_meanwhile_is_weighed_anew_and_told(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    world.approve(said, *QUORUM)
    world.platform.readings[TROLL] = Reading(0, verified=False, office=True)
    await station.cool()
    assert world.platform.calls == []
    assert station.pager.heard("refused, tier 2") == 1


async def test_i1_what_silences_nobody_asks_nothing(world: World, station: Station) -> None:
    said = world.propose(2, action=Action.WARN, parameters=())
    assert await problem(world, station, said) is None


async def test_i3_an_approval_of_other_answers_is_none(world: World, station: Station) -> None:
    said = world.propose(2)
    other = replace(ANSWERS, considered=LessIntrusive.NONE).salted.commitment
    elsewhere = replace(said, parameters=((PARAMETER, other),))
    world.publish(*(world.word(elsewhere, Kind.APPROVE, p) for p in QUORUM))
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    assert not proposal_of(station, said).approvals
    assert len(station.chronicle.view.forged) == 2
