"""What the effector's check refuses before it counts hands, each by its own reason."""

from dataclasses import replace
from typing import Any

import pytest

from quorate.authority.charter import Charge
from quorate.decisions.statement import Statement
from quorate.effects.checks.certificate import Certificate, certify
from quorate.incidents.stage.station import INSTANCE, Station
from quorate.incidents.stage.world import POLICY, World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.problems import Problem, Refusal

OTHER = "matrix:other.example"


async def found(
    world: World, station: Station, said: Statement, connectors: tuple[str, ...], **facts: Any
) -> Certificate | Refusal:
    """The verdict under changed facts, in an installation with these platforms."""
    world.resign()
    station.chronicle.catch_up()
    proposal, view = proposal_of(station, said), station.chronicle.view
    view.genesis = replace(view.founded, connectors=connectors)
    known = await station.executor.facts(proposal, look=True)
    return certify(view, proposal, replace(known, **facts), station.limits)


def problem(verdict: Certificate | Refusal) -> Problem | None:
    return verdict.problem if isinstance(verdict, Refusal) else None


async def test_i3_statement_for_another_of_our_platforms_is_refused(
    world: World, station: Station
) -> None:
    said = world.propose(connector=OTHER)
    verdict = await found(world, station, said, (INSTANCE, OTHER))
    assert problem(verdict) is Problem.STATEMENT_FOREIGN


async def test_i3_platform_that_the_genesis_does_not_name_is_refused(
    world: World, station: Station
) -> None:
    said = world.propose(connector=OTHER)
    verdict = await found(world, station, said, (INSTANCE,), instance=OTHER)
    assert problem(verdict) is Problem.STATEMENT_FOREIGN


async def test_i3_action_that_the_platform_does_not_offer_is_refused(
    world: World, station: Station
) -> None:
    said = world.propose()
    verdict = await found(world, station, said, (INSTANCE,), offered=frozenset({Action.LOCK}))
    assert problem(verdict) is Problem.ACTION_NOT_OFFERED


async def test_i3_action_that_the_policy_does_not_allow_is_refused(
    world: World, station: Station
) -> None:
    world.change(Charge.POLICIES, {"policies": [{**POLICY, "actions": ["warn"]}]})
    world.resign()
    station.chronicle.catch_up()
    (policy,) = station.chronicle.view.catalogue.policies
    verdict = await found(world, station, world.propose(policy=policy), (INSTANCE,))
    assert problem(verdict) is Problem.ACTION_NOT_ALLOWED


@pytest.mark.parametrize("own", [None, 7])
async def test_i18_an_intent_that_is_not_ours_came_first(
    world: World, station: Station, own: int | None
) -> None:
    said = world.propose()
    world.resign()
    station.chronicle.catch_up()
    station.chronicle.view.docket.begin(proposal_of(station, said), 6)
    verdict = await found(world, station, said, (INSTANCE,), own_intent=own)
    assert problem(verdict) is Problem.ALREADY_DECIDED


async def test_i18_the_lowest_intent_is_ours(world: World, station: Station) -> None:
    said = world.propose()
    world.resign()
    station.chronicle.catch_up()
    proposal_of(station, said).intents += [6, 7]
    verdict = await found(world, station, said, (INSTANCE,), own_intent=6)
    assert isinstance(verdict, Certificate)
