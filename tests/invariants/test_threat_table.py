"""The table of docs/explanation/trust.md: who may collude, and must fail all the same.

W, the web or worker host, signs what its process key signs and says what it likes at the doors.
D, the database's superuser, puts any row into the log in any order, and holds any back. S, the
log's key, signs any history. H, a source of people's facts, signs what it likes. K, the witnesses,
sign any checkpoint: a follower here takes the log's own word, so K adds nothing to S. A number
before h is how many people's keys they hold.
"""

import shutil
from collections.abc import Sequence
from typing import Any

import pytest
from tests.invariants.asking import QUORUM, problem

from quorate.accounts.register import Reading
from quorate.authority.charter import Charge
from quorate.decisions.statement import Statement
from quorate.effects.doors import reveals
from quorate.incidents.stage.amending import FIRST, SECOND, amend, amendment, applied, wait, word
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.sources import Source
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import POLICY, TROLL, World, proposal_of
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Channel, Kind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

STRANGER = seeded("a stranger")
WHOLE = ("contractor", "employee")


@pytest.fixture
def source(world: World) -> Source:
    made = Source(world)
    made.declare()
    made.confirm()
    return made


def forged_hands(
    world: World, source: Source, said: Statement, names: Sequence[str]
) -> list[bytes]:
    """All that W, D, S and H can write to stand in for a hand that they do not have."""
    mine = {"public": STRANGER.public.hex(), "channel": "cli"}
    bodies: list[bytes] = []
    for name in names:
        person = {**world.people[name], "keys": [mine]}
        made = amendment(world, Charge.PERSON, person)
        bodies += [
            world.word(said, Kind.APPROVE, name, STRANGER),
            world.word(said, Kind.APPROVE, name, source.speaker.key),
            world.word(said, Kind.APPROVE, name, world.process_key("web")),
            source.signed(Event.PEOPLE_NARROWED, person=name, facts={"keys": [mine]}),
            word(world, made, Kind.PROPOSE, name, STRANGER),
            _said_applied(world, made.id),
            world.change_entry(Charge.PEOPLE, {"people": [person]}, founders=()),
            world.word(said, Kind.APPROVE, name, STRANGER),
        ]
    return bodies


def _said_applied(world: World, name: str) -> bytes:
    data = {"amendment": name}
    return world.entry(Event.AMENDMENT_APPLIED, data, Attested.PROCESS, "effector").canonical()


def _opened_by_nobody(world: World, tier: int) -> Statement:
    said = world.statement(tier)
    world.publish(world.opening(said, STRANGER))
    return said


async def silenced(station: Station) -> bool:
    """Whether the account was touched, after time enough for any cooling-off."""
    for _ in range(2):
        await station.cool()
    return station.platform.calls != []


@pytest.mark.parametrize("tier", [0, 1, 2, 3])
async def test_silence_without_a_signature_wdshk(
    world: World, station: Station, source: Source, tier: int
) -> None:
    said = _opened_by_nobody(world, tier)
    world.publish(*forged_hands(world, source, said, ("proposer", *WHOLE)))
    source.confirm()
    assert not await silenced(station)


@pytest.mark.parametrize("tier", [1, 2, 3])
async def test_silence_elevated_or_protected_with_one_h_and_dshk(
    world: World, station: Station, source: Source, tier: int
) -> None:
    """Whichever hand it is: the proposer's, or an approver's on a proposal of nobody."""
    said = world.propose(tier)
    world.publish(*forged_hands(world, source, said, WHOLE))
    other = _opened_by_nobody(world, tier)
    world.approve(other, "employee")
    source.confirm()
    assert not await silenced(station)


async def test_silence_protected_with_two_h_without_w(
    world: World, station: Station, source: Source
) -> None:
    said = world.propose(2)
    world.approve(said, "employee")
    world.publish(*forged_hands(world, source, said, ("contractor",)))
    source.confirm()
    assert not await silenced(station)


@pytest.mark.parametrize(
    "approvers",
    [
        ("contractor", "employee of contractor's team"),
        ("contractor", "employee of contractor's manager"),
        ("contractor", "other contractor"),
    ],
)
async def test_silence_protected_with_three_h_of_one_team_or_manager(
    world: World, station: Station, approvers: tuple[str, str]
) -> None:
    said = world.propose(2)
    world.approve(said, *approvers)
    assert not await silenced(station)


async def test_silence_protected_with_pages_of_w_for_two_hands(
    world: World, station: Station
) -> None:
    """Whoever serves a page can lie to who signs on it: two hands off a page have to remain."""
    key = {"public": seeded("contractor").public.hex(), "channel": Channel.CONSOLE}
    world.changed("contractor", keys=[key])
    said = world.propose(2)
    world.approve(said, *WHOLE)
    assert not await silenced(station)


@pytest.mark.parametrize("party", ["W", "D", "S"])
async def test_hide_a_veto_from_the_effector(world: World, station: Station, party: str) -> None:
    """Given at the effector's own door, it holds without web, database and log."""
    said = world.propose(2)
    world.approve(said, *WHOLE)
    await station.step()
    station.memory.database_up = party != "D"
    if party == "S":
        station.memory.flush = lambda: None  # it takes what is sent, and publishes none of it
    assert isinstance(station.door.veto(world.spoken(said, Kind.VETO, "on-call")), dict)
    station.restart()
    assert not await silenced(station)


async def test_mute_the_alarms_of_a_protected_account_wds(world: World, station: Station) -> None:
    """They write that it was paged; the effector asks its own memory, and its own sink."""
    said = world.propose(2)
    world.approve(said, *WHOLE)
    for stage in ("proposed", "approved", "executing"):
        data = {"proposal": said.proposal, "stage": stage, "tier": 2}
        entry = world.entry(Event.PAGE_SENT, data, Attested.PROCESS, "effector")
        world.publish(entry.canonical())
    station.pager.down = True
    assert not await silenced(station)
    station.pager.down = False
    assert await silenced(station)
    for stage in ("proposed", "approved", "executing", "executed"):
        assert station.pager.heard(f"suspend {stage}") == 1


@pytest.mark.parametrize("reading", [Reading(0, False, False), Reading(9, True, False)])
async def test_lower_a_tier_hwd_and_two_h_or_by_any_fact_of_the_platform(
    world: World, station: Station, source: Source, reading: Reading
) -> None:
    world.raise_protection(TROLL, 2, "on-call")
    lower = {"ref": world.ref(TROLL), "tier": 0}
    made = amend(world, Charge.LOWERING, lower, SECOND)
    world.publish(_said_applied(world, made.id))
    empty = world.change_entry(Charge.REGISTER, {"register": []}, founders=(FIRST, SECOND))
    world.publish(empty)
    source.confirm()
    await wait(station, 80)
    assert not applied(station, made)
    source.confirm()
    world.platform.readings[TROLL] = reading
    assert not await silenced_alone(world, station)


async def silenced_alone(world: World, station: Station) -> bool:
    said = world.propose(0)
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    return await silenced(station)


@pytest.mark.parametrize(
    ("charge", "content"),
    [
        (Charge.PERSON, row("newcomer", "night")),
        (Charge.POLICY, {**POLICY, "version": 2, "actions": ["deactivate"]}),
        (Charge.QUORUM, {"extra": [0, 0, 0, 0]}),
    ],
)
async def test_widen_people_policy_or_quorum_hwd_and_one_h(
    world: World, station: Station, source: Source, charge: Charge, content: dict[str, Any]
) -> None:
    made = amend(world, charge, content)
    for name in (FIRST, SECOND):
        world.publish(
            word(world, made, Kind.APPROVE, name, STRANGER),
            word(world, made, Kind.APPROVE, name, source.speaker.key),
        )
    world.publish(_said_applied(world, made.id))
    facts = {"roles": ["lead", "owner"], "active": True, "locked": False}
    world.publish(source.signed(Event.PEOPLE_NARROWED, person="auditor", facts=facts))
    source.confirm()
    before = dict(station.chronicle.view.roster.people)
    await wait(station, 20)
    assert not applied(station, made)
    roster = station.chronicle.view.roster
    assert "newcomer" not in roster.people
    assert roster.people["auditor"].powers.propose is None
    assert set(before) <= set(roster.people)


@pytest.mark.parametrize("names", [(FIRST, SECOND), (FIRST,), ()])
async def test_widen_with_two_founders(
    world: World, station: Station, names: tuple[str, ...]
) -> None:
    people = {"people": [*world.people.values(), row("newcomer", "night")]}
    world.publish(world.change_entry(Charge.PEOPLE, people, founders=names))
    await wait(station, 20)
    assert "newcomer" not in station.chronicle.view.roster.people


@pytest.mark.parametrize("party", ["X rolled back", "D", "two X racing"])
async def test_execute_again_after_a_restore(world: World, station: Station, party: str) -> None:
    station.memory.close()
    shutil.copy(station.path, world.folder / "older.sqlite")
    station.start()
    said = world.propose(0)
    await station.step()
    done = await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert isinstance(done, dict)
    await station.step()
    acted = len(world.platform.calls)
    racing = [station]
    if party == "X rolled back":
        station.memory.close()
        shutil.copy(world.folder / "older.sqlite", station.path)
        station.start()
        station.knows(TROLL)
    elif party == "D":
        world.publish(world.opening(said), *_again(world, Event.EFFECT_INTENDED))
    else:
        racing.append(world.station("second effector"))
    for one in racing * 3:
        await one.step()
    assert len(world.platform.calls) == acted
    assert world.platform.in_effect == set()


def _again(world: World, event: Event) -> list[bytes]:
    """What stands in the log already, said once more."""
    bodies = LogReader(world.log).entries(0, world.sequencer.size)
    return [body for body in bodies if read_entry(body).event is event]


@pytest.mark.parametrize("history", ["older", "other"])
async def test_rewrite_or_fork_history_sdw(world: World, station: Station, history: str) -> None:
    """S signs another history with the real key; what the effector has seen stands against it."""
    world.sequencer.close()
    shutil.copytree(world.log, world.folder / "kept")
    world.reopen()
    said = world.propose(0)
    world.veto(said, "on-call")
    await station.step()
    world.sequencer.close()
    shutil.rmtree(world.log)
    shutil.copytree(world.folder / "kept", world.log)
    world.reopen()
    if history == "other":
        for _ in range(3):
            world.propose(0)
    assert not await silenced(station)
    found = station.chronicle.doubt(station.limits)
    assert found is not None
    assert found.problem is Problem.LEDGER_UNAVAILABLE


@pytest.mark.parametrize("key", [STRANGER, seeded("source directory"), seeded("process web")])
async def test_attribute_a_signed_act_falsely_wdshk(
    world: World, station: Station, key: PrivateKey
) -> None:
    said = world.propose(2)
    world.publish(
        world.word(said, Kind.APPROVE, "employee", key),
        world.word(said, Kind.VETO, "on-call", key),
        world.opening(world.statement(0, signer="employee"), key),
    )
    await station.step()
    known = proposal_of(station, said)
    assert known.approvals == known.vetoes == {}
    assert len(station.chronicle.view.docket.proposals) == 1
    assert len([f for f in station.chronicle.view.forged if "key" in f.reason]) == 3


async def test_another_s_true_signature_under_one_s_name(world: World, station: Station) -> None:
    """The row says who signed; the signature is another living person's own."""
    said = world.propose(2)
    world.publish(world.word(said, Kind.APPROVE, "employee", seeded("contractor")))
    await station.step()
    assert proposal_of(station, said).approvals == {}


async def test_read_private_fields_unlogged_wd_and_one_h(
    world: World, station: Station, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They vouch for a case that is none, and hold the log back: no byte without its entry."""
    monkeypatch.setattr(reveals, "PUBLISHED_WITHIN", 0.05)
    world.platform.secrets[TROLL, PrivateField.EMAIL] = ["somebody@mail.example"]
    station.memory.database_up = False
    world.resign()
    refused = await station.reveals.reveal(look(world, "employee"))
    assert isinstance(refused, Refusal)
    assert station.platform.reads == []


async def test_read_private_fields_with_h_alone(
    world: World, station: Station, source: Source
) -> None:
    """A source that makes itself a person has no key that the effector knows."""
    body = look(world, "employee")
    body["key"] = key_id(source.speaker.key.public)
    refused = await station.reveals.reveal(body)
    assert isinstance(refused, Refusal)
    assert station.platform.reads == []


async def test_stop_a_restore_wdskh(world: World, station: Station, source: Source) -> None:
    """No web, no database, no log that is true, a source that locks everybody but one."""
    said = world.propose(0)
    await station.step()
    assert world.platform.in_effect
    for name in world.people:
        if name not in ("on-call", "owner", "auditor"):
            source.narrow(name, active=False)
    station.memory.database_up = False
    shutil.rmtree(world.log)
    found = await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert isinstance(found, dict)
    assert world.platform.in_effect == set()


@pytest.mark.parametrize("party", ["W", "S", "H", "P", "sink"])
async def test_a_delay_is_named(world: World, station: Station, source: Source, party: str) -> None:
    """Whoever delays a lawful silencing, the effector says by what."""
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    world.later(minutes=31)
    if party != "H":
        source.confirm()
    world.resign()
    if party == "S":
        world.later(seconds=7)
    world.platform.down = party == "P"
    if party == "W":
        world.publish(world.word(said, Kind.APPROVE, "other employee", STRANGER))
    if party == "sink":
        station = world.station("second effector")
        station.pager.down = True
    named = {
        "W": None,
        "S": Problem.LEDGER_STALE,
        "H": Problem.PEOPLE_STALE,
        "P": Problem.TIER_UNREAD,
        "sink": Problem.PAGE_NOT_TAKEN,
    }[party]
    station.chronicle.catch_up()
    verdict = await station.executor.judge(proposal_of(station, said), look=True)
    assert (verdict.problem if isinstance(verdict, Refusal) else None) is named
