"""I1: at tier >= 2 a hand approves only from a channel on which none of our pages can lie."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from quorate.authority.kernel import Hand, Matter, may_approve, missing_slots
from quorate.incidents.stage.passkeys import Authenticator
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import NOON, TROLL, World, proposal_of
from quorate.people.roster import read_person
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Channel, Kind
from quorate.vocabulary.problems import Problem, Refusal

ENOUGH = ("contractor", "employee")
ACTED = [("suspend", TROLL)]


@pytest.fixture
def strict(tmp_path: Path) -> World:
    """An installation as outside the demo: passkeys alone approve at tier >= 2."""
    return World(tmp_path, cli_approves=False).found()


def enrolled(world: World, *people: str) -> dict[str, Authenticator]:
    """Each gets a passkey beside the key of the command line."""
    devices = {name: Authenticator(name) for name in people}
    keys = {name: [*world.people[name]["keys"], d.row()] for name, d in devices.items()}
    world.change_people(*({**world.people[name], "keys": k} for name, k in keys.items()))
    return devices


def refused(found: object) -> str:
    assert isinstance(found, Refusal), found
    assert found.problem is Problem.QUORUM_MISSING
    return str(found)


@pytest.mark.parametrize("tier", [2, 3])
async def test_i1_keys_of_the_command_line_fill_no_slot_at_tier_2(strict: World, tier: int) -> None:
    people = ("employee", "other employee")
    said = strict.propose(tier)
    strict.approve(said, *people)
    station = strict.station()
    await station.cool()
    assert strict.platform.calls == []
    found = await station.executor.judge(proposal_of(station, said), look=True)
    assert "approver" in refused(found)
    assert refused(found).count("does not count from the command line") == 2


@pytest.mark.parametrize("tier", [0, 1])
async def test_i1_below_tier_2_the_command_line_is_enough(strict: World, tier: int) -> None:
    said = strict.propose(tier)
    strict.approve(said, *ENOUGH)
    await strict.station().cool()
    assert strict.platform.calls == ACTED


@pytest.mark.parametrize("tier", [1, 2])
async def test_i1_two_passkeys_are_two_hands(strict: World, tier: int) -> None:
    devices = enrolled(strict, *ENOUGH)
    said = strict.propose(tier)
    strict.publish(*(strict.touch(said, Kind.APPROVE, p, d) for p, d in devices.items()))
    station = strict.station()
    await station.cool()
    assert strict.platform.calls == ACTED
    assert sorted(proposal_of(station, said).approvals) == ["contractor", "employee"]


async def test_i1_one_passkey_and_one_key_of_the_command_line_are_one_hand(strict: World) -> None:
    devices = enrolled(strict, "employee")
    said = strict.propose(2)
    strict.publish(strict.touch(said, Kind.APPROVE, "employee", devices["employee"]))
    strict.approve(said, "contractor")
    station = strict.station()
    await station.cool()
    assert strict.platform.calls == []


async def test_i3_a_passkey_s_word_is_for_its_proposal_alone(strict: World) -> None:
    devices = enrolled(strict, *ENOUGH)
    first, second = strict.propose(2), strict.propose(2, native="@other:here.example")
    for name, device in devices.items():
        proof = device.says(first.spoken_by(Kind.APPROVE, name)).fields()
        data = {"proposal": second.proposal, "signer": name, "key": device.key_id}
        entry = strict.entry(
            Event.PROPOSAL_APPROVED, {**data, "assertion": proof}, Attested.PERSON, name
        )
        strict.publish(entry.canonical())
    station = strict.station()
    await station.step()
    assert proposal_of(station, second).approvals == {}
    assert all("another statement" in f.reason for f in station.chronicle.view.forged)
    assert len(station.chronicle.view.forged) == 2


async def test_i1_a_passkey_that_counts_backwards_counts_and_is_alarmed(strict: World) -> None:
    devices = enrolled(strict, *ENOUGH)
    station = strict.station()
    for count, alarms in ((7, 0), (8, 0), (3, 1), (4, 2), (9, 2)):
        devices["employee"].count = count
        said = strict.propose(2)
        strict.publish(strict.touch(said, Kind.APPROVE, "employee", devices["employee"]))
        await station.step()
        assert list(proposal_of(station, said).approvals) == ["employee"]
        assert station.pager.heard("counts backwards") == alarms


async def test_i12_a_passkey_restores_and_vetoes_at_the_effector_s_door(strict: World) -> None:
    devices = enrolled(strict, "employee")
    station, said = strict.station(), strict.propose(0)
    await station.step()
    own = said.spoken_by(Kind.RESTORE, "employee")
    body = {
        "statement": own.fields(),
        "key": devices["employee"].key_id,
        "assertion": devices["employee"].says(own).fields(),
    }
    wrong = {**body, "assertion": devices["employee"].says(said).fields()}
    assert isinstance(await station.door.restore(wrong), Refusal)
    assert not isinstance(await station.door.restore(body), Refusal)
    strict.resign()
    station.chronicle.catch_up()
    assert station.chronicle.view.forged == []
    assert proposal_of(station, said).restored
    objection = said.spoken_by(Kind.VETO, "employee")
    other = strict.propose(0)
    veto = other.spoken_by(Kind.VETO, "employee")
    proof = devices["employee"].says(objection).fields()
    await station.effector.tick()
    spoken = {"statement": veto.fields(), "key": devices["employee"].key_id, "assertion": proof}
    found = station.door.veto(spoken)
    assert isinstance(found, Refusal)
    assert found.problem is Problem.SIGNATURE_INVALID


def hands(channels: Sequence[Channel]) -> list[Hand]:
    names = ("contractor", "employee", "other employee")
    teams = ("north", "south", "west")
    kinds = ("contractor", "employee", "employee")
    people = [read_person(row(n, t, k)) for n, t, k in zip(names, teams, kinds, strict=True)]
    return [Hand(person, channel) for person, channel in zip(people, channels, strict=True)]


@pytest.mark.parametrize("cli_approves", [True, False])
@pytest.mark.parametrize("tier", [2, 3])
def test_i1_without_the_signatures_made_on_the_console_two_people_remain(
    tier: int, cli_approves: bool
) -> None:
    """Whatever channels the hands of a quorum come from (threat model, Channel)."""
    nobody = frozenset[str]()
    matter = Matter(tier, FACTS[Action.SUSPEND], nobody, nobody, cli_approves=cli_approves)
    proposer = read_person(row("proposer", "intake"))
    reached = 0
    for channels in product(Channel, repeat=4):
        given = hands(channels[1:])
        counted = [h for h in given if may_approve(h, matter, NOON) is None]
        opened = Hand(proposer, channels[0])
        if missing_slots(opened, counted, matter):
            continue
        reached += 1
        remain = {h.person.id for h in (opened, *counted) if h.channel is not Channel.CONSOLE}
        assert len(remain) >= 2, channels
        if not cli_approves:
            assert {h.channel for h in counted} == {Channel.SIGNER}
    assert reached


async def test_i1_the_genesis_of_the_demo_lets_the_command_line_approve(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    world.approve(said, *ENOUGH)
    await station.cool()
    assert world.platform.calls == ACTED


def test_i1_a_console_key_never_approves_whatever_the_genesis_says() -> None:
    nobody = frozenset[str]()
    person = read_person(row("employee", "south"))
    matter = Matter(2, FACTS[Action.SUSPEND], nobody, nobody, cli_approves=True)
    found = may_approve(Hand(person, Channel.CONSOLE), matter, NOON)
    assert found is not None
    assert found.problem is Problem.CHANNEL_NOT_COUNTED
