"""I16, I17, I23 and forged rows: what a stolen host or database role writes shows and fails."""

import asyncio
import itertools
import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.invariants.asking import problem

from quorate.accounts.register import Reading
from quorate.effects.limits import Limits
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.ledger.entry import process_entry, sealed
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

_numbers = itertools.count(1)


async def test_i16_service_and_process_fill_no_slot(world: World, station: Station) -> None:
    said = world.propose(1)
    for service in ("service:classifier", "effector"):
        key = world.process_key(service)
        world.publish(world.word(said, Kind.APPROVE, service, key))
        world.publish(world.opening(world.statement(0, signer=service), key))
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    assert len(station.chronicle.view.forged) == 4


async def fill(world: World, station: Station, tier: int, count: int) -> None:
    for i in range(count):
        native = f"@spammer{i}:here.example"
        station.knows(native)
        said = world.propose(tier, native)
        if tier:
            world.approve(said, "contractor")
    await station.step()


@pytest.mark.parametrize(("tier", "cap"), [(0, 100), (1, 10)])
async def test_i17_cap_of_silencings_an_hour(
    world: World, station: Station, tier: int, cap: int
) -> None:
    await fill(world, station, tier, cap + 3)
    assert len(world.platform.calls) == cap
    world.later(minutes=61)
    await station.step()
    assert len(world.platform.calls) == cap + 3


def team_of_three(world: World) -> tuple[str, ...]:
    others = ("second of intake", "third of intake")
    world.change_people(*(row(name, "intake") for name in others))
    return ("proposer", *others)


async def silence_each(world: World, station: Station, signers: list[str], tier: int) -> int:
    """One account each; how many more the platform was asked to silence."""
    before = len(world.platform.calls)
    for signer in signers:
        native = f"@troll{next(_numbers)}:here.example"
        station.knows(native)
        said = world.propose(tier, native, signer=signer)
        world.approve(said, *(["contractor"] if tier else []))
    await station.step()
    return len(world.platform.calls) - before


@pytest.mark.parametrize(("tier", "cap"), [(0, 6), (1, 4)])
async def test_i17_a_team_has_a_cap_of_its_own(world: World, tier: int, cap: int) -> None:
    """Nobody reaches their own; restoring goes on, and so does another team."""
    station = world.station(limits=Limits(cap_tier_0=3, cap_above=2, cap_team=2))
    team = team_of_three(world)
    first, *more = [*team, *team][:cap]
    assert await silence_each(world, station, [first], tier) == 1
    world.later(minutes=1)
    assert await silence_each(world, station, more, tier) == cap - 1
    if tier == 0:
        assert await silence_each(world, station, ["employee"], tier) == 1
    world.later(minutes=20)
    native = f"@one-more{tier}:here.example"
    station.knows(native)
    said = world.propose(tier, native, signer=team[2])
    world.approve(said, *(["contractor"] if tier else []))
    world.resign()
    refused = await station.door.execute(world.order("execute", said.proposal, "employee"))
    assert isinstance(refused, Refusal)
    assert refused.problem is Problem.CAP_REACHED
    assert f"team intake: {cap} silencings" in refused.detail
    assert f"the cap is {cap}; free at 2026-11-25T13:00:00.000Z" in refused.detail
    undone = next(iter(station.chronicle.view.docket.proposals.values())).statement
    restored = await station.door.restore(world.spoken(undone, Kind.RESTORE, "employee"))
    assert isinstance(restored, dict)
    world.later(minutes=41)
    assert await silence_each(world, station, [], tier) == 1


async def test_i17_who_changes_teams_leaves_what_they_did_with_the_team(world: World) -> None:
    station = world.station(limits=Limits(cap_tier_0=3, cap_team=2))
    first, second, third = team_of_three(world)
    assert await silence_each(world, station, [first] * 3 + [second] * 3, 0) == 6
    world.changed(first, team="elsewhere", manager="head of elsewhere")
    assert await silence_each(world, station, [third], 0) == 0


async def test_i17_asking_at_once_does_not_pass_the_cap(world: World, station: Station) -> None:
    said = list[str]()
    for i in range(15):
        native = f"@spammer{i}:here.example"
        station.knows(native)
        made = world.propose(1, native)
        world.approve(made, "contractor")
        said.append(made.proposal)
    world.resign()
    station.chronicle.catch_up()
    orders = [world.order("execute", name, "employee") for name in said]
    await asyncio.gather(*(station.door.execute(o) for o in orders))
    assert len(world.platform.calls) <= 10


async def test_i17_protected_account_blocks_only_itself(world: World, station: Station) -> None:
    world.platform.readings["@spammer1:here.example"] = Reading(0, verified=False, office=True)
    await fill(world, station, 0, 3)
    assert len(world.platform.calls) == 2


@pytest.mark.parametrize("tier", [0, 2, 3])
async def test_i23_refused_attempt_is_logged_and_told(
    world: World, station: Station, tier: int
) -> None:
    said = world.propose(tier, policy="0" * 64)
    world.resign()
    station.chronicle.catch_up()
    before = world.sequencer.size
    found = await station.door.execute(world.order("execute", said.proposal, "contractor"))
    assert isinstance(found, Refusal)
    assert world.sequencer.size == before + 1
    assert station.pager.heard("refused") == (1 if tier >= 2 else 0)


async def test_i23_lone_hand_on_a_protected_account_is_told(world: World, station: Station) -> None:
    world.register({TROLL: 3})
    said = world.propose(0)
    world.resign()
    found = await station.door.execute(world.order("execute", said.proposal, "proposer"))
    assert isinstance(found, Refusal)
    assert station.pager.heard("refused, tier 3") == 1


Forge = Callable[[World], bytes]


def unsigned(world: World) -> bytes:
    body = world.opening(world.statement(0))
    return body[: body.index(b'"sig":"') + 7] + b"00" * 64 + body[body.index(b'"sig":"') + 135 :]


def strangers_key(world: World) -> bytes:
    return world.opening(world.statement(0), seeded("stranger"))


def copied_signature(world: World) -> bytes:
    said = world.statement(0)
    other = replace(said, action=Action.LOCK)
    sigs = [seeded("proposer").sign(s.digest()).hex().encode() for s in (said, other)]
    return world.opening(other).replace(sigs[1], sigs[0])


def anothers_name(world: World) -> bytes:
    return world.opening(world.statement(0, signer="employee"), seeded("proposer"))


def poison_time(world: World) -> bytes:
    now = world.opening(world.statement(0))
    return now.replace(b'"at":"2026-11-25T12:00:00.000Z"', b'"at":"0001-01-01T00:00:00.000+14:00"')


FORGERIES = [unsigned, strangers_key, copied_signature, anothers_name, poison_time]


@pytest.mark.parametrize("forge", FORGERIES)
async def test_i16_forged_row_is_listed_told_and_hides_nothing(
    world: World, station: Station, forge: Forge
) -> None:
    said = world.propose(0)
    world.publish(forge(world), world.word(said, Kind.VETO, "on-call"))
    await station.step()
    view = station.chronicle.view
    assert len(view.forged) == 1
    assert station.pager.heard("forged") == 1
    assert list(view.docket.proposals) == [said.proposal]
    assert proposal_of(station, said).vetoes
    assert world.platform.calls == []


@pytest.mark.parametrize("event", [Event.EFFECT_DONE, Event.EFFECT_INTENDED, Event.KEY_REVOKED])
@pytest.mark.parametrize("key", ["proposer", "process second effector"])
async def test_i16_forged_effector_entry_counts_for_nothing(
    world: World, station: Station, event: Event, key: str
) -> None:
    said = world.propose(0)
    hand = seeded(key)
    revoked = key_id(seeded("proposer").public)
    data = {"proposal": said.proposal, "tier": 0, "revoked": revoked}
    entry = process_entry(event, world.now, "effector", data, key=key_id(hand.public), counter=1)
    world.publish(sealed(entry, hand.sign).canonical())
    await station.step()
    assert len(station.chronicle.view.forged) == 1
    assert len(world.platform.calls) == 1


async def test_i16_replayed_effector_entry_counts_once(world: World, station: Station) -> None:
    world.propose(0)
    await station.step()
    reader = station.chronicle
    bodies = list(reader._reader.entries(0, world.sequencer.size))  # pyright: ignore[reportPrivateUsage]
    world.publish(bodies[-2])
    await station.step()
    assert len(reader.view.docket.silencings) == 1
    assert len(reader.view.forged) == 1


@pytest.mark.parametrize("damage", ["rollback", "fork"])
async def test_i15_ledger_that_went_back_or_forked_is_not_believed(
    world: World, station: Station, damage: str
) -> None:
    world.sequencer.close()
    shutil.copytree(world.log, world.folder / "old")
    world.reopen()
    world.veto(world.propose(0), "on-call")
    world.resign()
    await station.step()
    world.sequencer.close()
    shutil.rmtree(world.log)
    shutil.copytree(world.folder / "old", world.log)
    world.reopen()
    if damage == "fork":
        for _ in range(3):
            world.propose(0)
    for _ in range(2):
        await station.step()
        found = station.chronicle.doubt(station.limits)
        assert found is not None
        assert found.problem is Problem.LEDGER_UNAVAILABLE
        station.restart()
    assert world.platform.calls == []
