"""I16: a key that the server keeps for a moderator of the network is nobody's hand: it fills no
slot, and says by itself only what silences and frees nobody."""

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.casework import LAW

from quorate.authority.administrators import unreachable
from quorate.authority.gate import Actor, known_actor
from quorate.authority.kernel import Hand, Matter, may_approve, missing_slots
from quorate.authority.slots import Administrator, missing_administrators
from quorate.cases.deciding import Decision
from quorate.decisions.approving import channels_of, missing_now, opened_by_kept_key
from quorate.decisions.rules import Rules
from quorate.decisions.statement import LABEL, Statement
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.world import NOON, TROLL, World, proposal_of
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.people.model import Key
from quorate.people.roster import Roster, read_person
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Channel, Kind
from quorate.vocabulary.problems import Problem, Refusal

KEPT = seeded("kept by the server")
LEADS = ("employee", "other employee", "contractor")
ACTED = [("suspend", TROLL)]


@pytest.fixture
def served(tmp_path: Path) -> World:
    """The proposer and an employee have a further key, each kept by the server."""
    world = World(tmp_path).found()
    for name, key in (("proposer", KEPT), ("employee", seeded("another kept"))):
        own = {"public": key.public.hex(), "channel": "network"}
        world.changed(name, keys=[*world.people[name]["keys"], own])
    return world


def proposed(world: World, tier: int, **fields: Any) -> Statement:
    said = world.statement(tier, **fields)
    world.publish(world.opening(said, KEPT))
    return said


def body(said: Statement, kind: Kind, key: PrivateKey, person: str = "proposer") -> dict[str, Any]:
    own = said.spoken_by(kind, person)
    found = {"statement": own.fields(), "key": key_id(key.public)}
    return {**found, "sig": key.sign(own.digest()).hex()}


@pytest.mark.parametrize(("tier", "hands"), [(0, 1), (1, 2), (2, 3)])
async def test_i16_what_it_proposes_takes_as_many_people_s_own_hands_as_else(
    served: World, tier: int, hands: int
) -> None:
    said = proposed(served, tier)
    station = served.station()
    for person in ("employee", "contractor", "other employee")[:hands]:
        await station.cool()
        assert served.platform.calls == []
        served.approve(said, person)
    await station.cool()
    assert served.platform.calls == ACTED


async def test_i16_it_approves_nothing(served: World) -> None:
    said = served.propose(1)
    served.publish(served.word(said, Kind.APPROVE, "employee", seeded("another kept")))
    station = served.station()
    await station.cool()
    assert served.platform.calls == []
    assert proposal_of(station, said).approvals == {}
    assert "not a living one" in station.chronicle.view.forged[0].reason


@pytest.mark.parametrize("kind", [Kind.VETO, Kind.DENY])
async def test_i16_it_ends_no_proposal(served: World, kind: Kind) -> None:
    said = served.propose(0)
    served.publish(served.word(said, kind, "employee", seeded("another kept")))
    station = served.station()
    await station.cool()
    assert served.platform.calls == ACTED


async def test_i16_at_the_effector_s_door_it_takes_a_mark_off_and_nothing_else(
    served: World,
) -> None:
    marked = proposed(served, 0, action=Action.LABEL, parameters=((LABEL, "spam"),))
    silenced = served.propose(0)
    station = served.station()
    await station.step()
    for refused in (
        await station.door.restore(body(silenced, Kind.RESTORE, KEPT)),
        station.door.veto(body(silenced, Kind.VETO, KEPT)),
        station.door.revoke(body(silenced, Kind.REVOKE, KEPT)),
    ):
        assert isinstance(refused, Refusal)
        assert refused.problem is Problem.KEY_UNKNOWN
    assert not isinstance(await station.door.restore(body(marked, Kind.RESTORE, KEPT)), Refusal)
    served.resign()
    station.chronicle.catch_up()
    assert proposal_of(station, marked).restored
    assert not proposal_of(station, silenced).restored
    assert station.chronicle.view.forged == []


@pytest.mark.parametrize(
    ("event", "about", "counts"),
    [
        (Event.CASE_CLOSED, "no_violation", True),
        (Event.CASE_ESCALATED, "legal", True),
        (Event.CASE_REOPENED, "new_evidence", False),
        (Event.CASE_ASSIGNED, "employee", False),
    ],
)
async def test_i16_of_decisions_about_cases_it_says_what_takes_nothing_from_anybody(
    served: World, event: Event, about: str, counts: bool
) -> None:
    made = Decision(served.genesis, event, "case_1", 3, "proposer", about)
    name = {Event.CASE_CLOSED: "outcome", Event.CASE_ASSIGNED: "to"}.get(event, "reason")
    data = {"by": "proposer", "case": "case_1", "version": 3, name: about}
    data |= {"key": key_id(KEPT.public), "sig": KEPT.sign(made.digest()).hex()}
    entry = served.entry(event, data, Attested.PERSON, "proposer", key_id(KEPT.public))
    served.publish(entry.canonical())
    station = served.station()
    await station.step()
    assert bool(station.chronicle.view.forged) is not counts


async def test_i16_whoever_shows_it_is_nobody_at_any_door(served: World) -> None:
    station = served.station()
    await station.step()
    roster = station.chronicle.view.roster
    found = known_actor(roster, key_id(KEPT.public))
    assert isinstance(found, Refusal)
    assert found.problem is Problem.KEY_UNKNOWN
    assert isinstance(known_actor(roster, key_id(seeded("proposer").public)), Actor)


async def test_i16_a_page_tells_the_hands_that_it_leaves_open(served: World) -> None:
    said, usual = proposed(served, 0), served.propose(0)
    station = served.station()
    await station.step()
    view = station.chronicle.view
    rules = Rules(view.genesis_hash, view.founded, view.roster, view.catalogue, view.docket, LAW)
    assert opened_by_kept_key(proposal_of(station, said), rules)
    assert not opened_by_kept_key(proposal_of(station, usual), rules)
    assert missing_now(proposal_of(station, said), rules) == ("approver",)
    assert missing_now(proposal_of(station, usual), rules) == ()
    assert Channel.NETWORK not in channels_of(rules)["proposer"]


def test_i16_the_kernel_counts_it_as_no_hand() -> None:
    nobody = frozenset[str]()
    people = [
        read_person(row(n, t, k))
        for n, t, k in [
            ("contractor", "north", "contractor"),
            ("employee", "south", "employee"),
            ("other employee", "west", "employee"),
        ]
    ]
    proposer = read_person(row("proposer", "intake"))
    for tier, first in product(range(4), Channel):
        matter = Matter(tier, FACTS[Action.SUSPEND], nobody, nobody, cli_approves=True)
        for channels in product(Channel, repeat=3):
            given = [Hand(p, c) for p, c in zip(people, channels, strict=True)]
            counted = [h for h in given if may_approve(h, matter, NOON) is None]
            opened = Hand(proposer, first)
            if not missing_slots(opened, counted, matter):
                own = [h for h in (opened, *counted) if h.channel is not Channel.NETWORK]
                assert len(own) >= (1, 2, 3, 3)[tier]


def test_i16_it_approves_no_amendment() -> None:
    def hand(name: str, team: str, channel: Channel) -> Administrator:
        return Administrator(name, team, f"manager of {team}", True, channel)

    first = hand("lead", "north", Channel.CLI)
    others = [hand("owner", "south", Channel.CLI), hand("second lead", "west", Channel.NETWORK)]
    assert missing_administrators(first, others, frozenset(), 0)
    others[1] = hand("second lead", "west", Channel.CLI)
    assert not missing_administrators(first, others, frozenset(), 0)


async def test_i16_a_quorum_is_not_raised_by_counting_on_it(served: World) -> None:
    for name in LEADS:
        served.changed(name, roles=["lead"])
    station = served.station()
    await station.step()
    view = station.chronicle.view
    keys = {
        name: replace(key, channel=Channel.NETWORK) if key.person in LEADS else key
        for name, key in view.roster.keys.items()
    }

    def most(roster: Roster) -> int:
        return max(m for m in range(9) if not unreachable(view.founded, roster, m, NOON))

    first = {name: Key(name, name, KEPT.public.hex(), Channel.NETWORK) for name in LEADS}
    beside = replace(view.roster, keys={**first, **view.roster.keys})
    assert most(replace(view.roster, keys=keys)) < most(view.roster) == most(beside)
