"""I19: between the check and the call nothing changes unseen: the call has a check of its own.

The change arrives when the intent is published and the platform not yet called.
"""

from collections.abc import Callable

import pytest
from tests.invariants.asking import QUORUM

from quorate.accounts.register import Reading
from quorate.authority.charter import Charge
from quorate.decisions.statement import Statement
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.station import Station, nothing
from quorate.incidents.stage.world import POLICY, TROLL, World, proposal_of
from quorate.vocabulary.problems import Refusal


def person(world: World, _: Statement) -> None:
    world.changed("employee", locked=True)


def proposer(world: World, _: Statement) -> None:
    world.changed("proposer", contract_end="2026-11-24")


def tier(world: World, _: Statement) -> None:
    world.raise_protection(TROLL, 3, "on-call")


def reading(world: World, _: Statement) -> None:
    world.platform.unreadable = True


def policy(world: World, _: Statement) -> None:
    world.change(Charge.POLICIES, {"policies": [{**POLICY, "version": 2}]})


def veto(world: World, said: Statement) -> None:
    world.veto(said, "on-call")


def reporter(world: World, _: Statement) -> None:
    world.changed("contractor", accounts=[world.ref(TROLL)])


async def cooled(world: World, station: Station) -> Statement:
    """A proposal that nothing is missing of any more."""
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    world.later(minutes=11)
    return said


@pytest.mark.parametrize(
    "change", [person, proposer, tier, reading, policy, veto, reporter], ids=lambda c: c.__name__
)
async def test_i19_what_changes_between_check_and_call_is_seen(
    world: World,
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[World, Statement], None],
) -> None:
    said = await cooled(world, station)
    published = station.executor.published

    async def then_changed(digest: str) -> bool:
        found = await published(digest)
        change(world, said)
        return found

    monkeypatch.setattr(station.executor, "published", then_changed)
    await station.step()
    assert proposal_of(station, said).intents
    assert world.platform.calls == []


@pytest.mark.parametrize(
    "change", [person, proposer, tier, policy, veto, reporter], ids=lambda c: c.__name__
)
async def test_i19_what_is_published_while_the_platform_is_read_for_the_call_is_seen(
    world: World,
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[World, Statement], None],
) -> None:
    said = await cooled(world, station)
    published = station.executor.published

    def changed_once() -> None:
        world.platform.while_reading = nothing
        change(world, said)

    async def then_reading(digest: str) -> bool:
        world.platform.while_reading = changed_once
        return await published(digest)

    monkeypatch.setattr(station.executor, "published", then_reading)
    await station.step()
    assert proposal_of(station, said).intents
    assert world.platform.calls == []


async def test_i13_a_platform_slower_than_a_checkpoint_lasts_holds_nothing_up(
    world: World, station: Station
) -> None:
    """The ledger is as fresh as it is when the platform has answered, not when it was asked."""

    def slow() -> None:
        world.later(seconds=7)
        world.resign()

    world.platform.while_reading = slow
    other = world.propose(0, native="@other:here.example")
    said = world.propose(0)
    station.knows("@other:here.example")
    await station.step()
    assert proposal_of(station, other).outcome == "done"
    assert proposal_of(station, said).outcome == "done"


@pytest.mark.parametrize("office", [True, False])
async def test_i19_the_check_and_the_call_have_one_reading_each(
    world: World, station: Station, office: bool
) -> None:
    """The platform's facts are read when it is proposed for, intended and called, never kept."""
    reads: list[int] = []
    world.platform.while_reading = lambda: reads.append(len(world.platform.calls))
    said = world.propose(0)
    if office:
        world.platform.readings[TROLL] = Reading(0, verified=False, office=True)
    await station.step()
    assert (world.platform.calls == []) is office
    assert reads[:2] == ([0] if office else [0, 0])
    assert bool(proposal_of(station, said).intents) is not office


@pytest.mark.parametrize("change", [person, tier, reading, reporter], ids=lambda c: c.__name__)
async def test_i19_what_changes_between_a_look_s_check_and_the_look_is_seen(
    world: World,
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[World, Statement], None],
) -> None:
    """An account that is raised while the intent is on its way is not seen by who may not."""
    who = "employee" if change is person else "contractor"
    published = station.executor.published

    async def then_changed(digest: str, seconds: float) -> bool:
        found = await published(digest, seconds)
        change(world, world.statement())
        station.chronicle.catch_up()
        return found

    monkeypatch.setattr(station.executor, "published", then_changed)
    world.resign()
    assert isinstance(await station.reveals.reveal(look(world, who)), Refusal)
    assert world.platform.reads == []
