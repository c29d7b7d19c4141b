"""I12, I16: what the effector's own door refuses, guard by guard: words, orders, keys, times."""

from typing import Any

import pytest
from tests.invariants.looking import events
from tests.invariants.test_i12_i13_restore import silenced

from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station, nothing
from quorate.incidents.stage.world import World
from quorate.people.keys import key_id
from quorate.people.orders import order_digest
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal


def why(found: object) -> Problem | None:
    return found.problem if isinstance(found, Refusal) else None


def signed(world: World, person: str, key: str | None = None, **said: str) -> dict[str, Any]:
    """An order by a key of that name, with other fields where told."""
    order = {**world.order("execute", "proposal-1", person)["order"], **said}
    own = seeded(key or person)
    return {
        "order": order,
        "key": key_id(own.public),
        "sig": own.sign(order_digest(order)).hex(),
    }


async def test_i12_whoever_has_no_such_power_neither_frees_nor_vetoes(
    world: World, station: Station
) -> None:
    said = await silenced(world, station)
    found = await station.door.restore(world.spoken(said, Kind.RESTORE, "auditor"))
    assert why(found) is Problem.NOT_ELIGIBLE
    waits = world.propose(1)
    await station.step()
    found = station.door.veto(world.spoken(waits, Kind.VETO, "auditor"))
    assert why(found) is Problem.NOT_ELIGIBLE


async def test_i12_what_cannot_be_undone_is_told_so(world: World, station: Station) -> None:
    said = world.propose(0, action=Action.WARN)
    await station.step()
    found = await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert why(found) is Problem.ACTION_IRREVERSIBLE


async def test_i12_a_second_restore_writes_no_second_entry(world: World, station: Station) -> None:
    said = await silenced(world, station)
    for _ in range(2):
        found = await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
        assert isinstance(found, dict)
        await station.step()
    assert events(world).count(Event.EFFECT_RESTORED) == 1


@pytest.mark.parametrize("kind", [Kind.VETO, Kind.REVOKE])
async def test_i12_what_is_done_is_restored_not_called_back(
    world: World, station: Station, kind: Kind
) -> None:
    said = await silenced(world, station)
    door, body = station.door, world.spoken(said, kind, "proposer")
    found = door.veto(body) if kind is Kind.VETO else door.revoke(body)
    assert why(found) is Problem.ALREADY_DECIDED


@pytest.mark.parametrize("kind", [Kind.VETO, Kind.REVOKE])
async def test_i16_a_word_of_another_kind_is_not_taken(
    world: World, station: Station, kind: Kind
) -> None:
    said = world.propose(1)
    await station.step()
    door, body = station.door, world.spoken(said, Kind.APPROVE, "proposer")
    found = door.veto(body) if kind is Kind.VETO else door.revoke(body)
    assert why(found) is Problem.DIGEST_MISMATCH


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"genesis": "00" * 32}, Problem.STATEMENT_FOREIGN),
        ({"order": "revoke-key"}, Problem.STATEMENT_FOREIGN),
        ({"about": "proposal-none"}, Problem.NOT_FOUND),
        ({"key": "nobody"}, Problem.KEY_UNKNOWN),
        ({"key": "contractor"}, Problem.KEY_UNKNOWN),
    ],
)
async def test_i16_an_order_is_its_signer_s_for_this_and_now(
    world: World, station: Station, said: dict[str, str], problem: Problem
) -> None:
    world.propose(1)
    await station.step()
    assert why(await station.door.execute(signed(world, "employee", **said))) is problem


@pytest.mark.parametrize(
    ("seconds", "problem"), [(30, Problem.QUORUM_MISSING), (31, Problem.EXPIRED)]
)
async def test_i16_an_order_is_fresh(
    world: World, station: Station, seconds: int, problem: Problem
) -> None:
    world.propose(1)
    await station.step()
    for sign in (1, -1):
        body = signed(world, "employee")
        world.later(seconds=sign * seconds)
        world.resign()
        assert why(await station.door.execute(body)) is problem
        world.later(seconds=-sign * seconds)


async def test_i16_an_order_s_signature_is_over_its_bytes(world: World, station: Station) -> None:
    world.propose(1)
    await station.step()
    body = {**signed(world, "employee"), "sig": "00" * 64}
    assert why(await station.door.execute(body)) is Problem.SIGNATURE_INVALID


async def test_i16_execute_says_what_became_of_it(world: World, station: Station) -> None:
    world.propose(0)
    world.resign()
    world.platform.before_act = lambda: setattr(world.platform, "down", True)
    found = await station.door.execute(signed(world, "employee"))
    assert found == {"proposal": "proposal-1", "outcome": "intended"}
    world.platform.before_act, world.platform.down = nothing, False
    await station.step()
    again = await station.door.execute(signed(world, "employee"))
    assert why(again) is Problem.ALREADY_DECIDED
    other = world.propose(0)
    world.resign()
    found = await station.door.execute(signed(world, "employee", about=other.proposal))
    assert found == {"proposal": other.proposal, "outcome": "done"}


async def test_i16_nobody_revokes_another_s_key(world: World, station: Station) -> None:
    await station.step()
    for theirs in (key_id(seeded("contractor").public), "00" * 8):
        found = station.door.revoke_key(world.order("revoke-key", theirs, "employee"))
        assert why(found) is Problem.KEY_UNKNOWN
    body = signed(world, "employee", about=key_id(seeded("employee").public))
    assert why(station.door.revoke_key(body)) is Problem.STATEMENT_FOREIGN
