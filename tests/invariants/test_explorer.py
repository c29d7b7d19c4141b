"""Every interleaving, to a stated depth, of what four people can do about two accounts.

The effector's own check (certify, over the kernel and the pinned rules) is asked in every state; a
few lines that share nothing with it say what it must answer. Signatures are taken as verified here:
tests/invariants has them real. The number of states is printed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import TypeAlias

import pytest
from tests.invariants.machine import COOLING_OFF, EMPLOYEES, MANAGER, TEAM

from quorate.decisions.docket import Docket, Proposal
from quorate.decisions.statement import Statement
from quorate.effects.checks.certificate import Certificate, Facts, certify
from quorate.effects.limits import Limits
from quorate.effects.view import View
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import NOON, TROLL, World, proposal_of
from quorate.people.keys import key_id
from quorate.people.signed import Signed

OFFICE = "@office:here.example"
TIER = {TROLL: 1, OFFICE: 2}
PEOPLE = ("proposer", "contractor", "employee", "employee of contractor's team")
STEP = timedelta(minutes=11)
LATEST = 2


@dataclass(frozen=True, slots=True)
class Matter:
    """One account's proposal: when each approved, counted in steps, and what ended it."""

    proposer: str
    approvals: tuple[tuple[str, int], ...] = ()
    back: frozenset[str] = frozenset()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The clock in steps, who is locked and since when, and a matter for each account."""

    clock: int
    locked: frozenset[str]
    changed: int | None
    matters: tuple[tuple[str, Matter | None], ...]


def following(state: State) -> Iterator[State]:
    """Each state that one act of one person, or time, leads to."""
    if state.clock < LATEST:
        yield replace(state, clock=state.clock + 1)
    for person in PEOPLE:
        if person not in state.locked:
            yield replace(state, locked=state.locked | {person}, changed=state.clock)
    for place, (native, matter) in enumerate(state.matters):
        for after in _acts(matter, state.clock):
            matters = list(state.matters)
            matters[place] = (native, after)
            yield replace(state, matters=tuple(matters))


def _acts(matter: Matter | None, clock: int) -> Iterator[Matter]:
    if matter is None:
        yield from map(Matter, PEOPLE)
        return
    if matter.ended:
        return
    yield replace(matter, ended=True)
    for person in PEOPLE:
        if person not in dict(matter.approvals):
            yield replace(matter, approvals=(*matter.approvals, (person, clock)))
        elif person not in matter.back:
            yield replace(matter, back=matter.back | {person})


def allowed(state: State, native: str, matter: Matter) -> bool:
    """What the promises say, in their own words."""
    if matter.ended or matter.proposer in state.locked | matter.back:
        return False
    hands = {p for p, _ in matter.approvals} - state.locked - matter.back - {matter.proposer}
    if TIER[native] == 1:
        return bool(hands)
    apart = any(
        TEAM[a] != TEAM[b] and MANAGER[a] != MANAGER[b] and {a, b} & EMPLOYEES
        for a, b in combinations(sorted(hands), 2)
    )
    since = max(at for _, at in matter.approvals) if matter.approvals else 0
    waited = (state.clock - max(since, state.changed or 0)) * STEP >= COOLING_OFF
    return apart and waited


Asked: TypeAlias = "tuple[View, Facts, dict[tuple[str, str], Statement]]"


def answered(asked: Asked, state: State, native: str, matter: Matter) -> bool:
    """Whether the effector would act."""
    view, facts, statements = asked
    said = statements[native, matter.proposer]
    opened = Signed(said.signer, key_id(seeded(said.signer).public), 1, NOON, b"")
    proposal = Proposal(said, opened, NOON)
    for index, (person, at) in enumerate(matter.approvals, 2):
        key = key_id(seeded(person).public)
        proposal.approvals[person] = Signed(person, key, index, _when(at), b"")
    proposal.revoked = {p: proposal.approvals.get(p, opened) for p in matter.back}
    if matter.ended:
        proposal.vetoes["on-call"] = opened
    people = dict(view.roster.people)
    for person in state.locked:
        people[person] = replace(people[person], locked=True)
    now = _when(state.clock)
    page = max((s.seen for s in proposal.approvals.values()), default=NOON)
    then = replace(
        view,
        docket=Docket({said.proposal: proposal}),
        roster=replace(view.roster, people=people),
        people_changed=None if state.changed is None else _when(state.changed),
    )
    facts = replace(facts, expires=now, waits=now, reading=0, owner=said.target.ref)
    found = certify(then, proposal, replace(facts, page_taken=page), Limits())
    return isinstance(found, Certificate)


def _when(clock: int) -> datetime:
    return NOON + clock * STEP


async def _asked(world: World, station: Station) -> Asked:
    world.register(TIER)
    for native in TIER:
        station.knows(native)
    statements = {
        (native, person): world.statement(TIER[native], native, signer=person)
        for native in TIER
        for person in PEOPLE
    }
    said = world.propose()
    world.resign()
    station.chronicle.catch_up()
    facts = await station.executor.facts(proposal_of(station, said), look=False)
    return station.chronicle.view, facts, statements


async def explored(asked: Asked, depth: int) -> tuple[int, int]:
    """How many states there are, and in how many an account may be silenced."""
    begin = State(0, frozenset(), None, tuple((native, None) for native in TIER))
    known, edge, silenced = {begin}, [begin], 0
    says: dict[tuple[object, ...], bool] = {}  # the other account's matter changes no answer
    for _ in range(depth):
        edge = list({after for state in edge for after in following(state)} - known)
        known.update(edge)
        for state in edge:
            for native, matter in state.matters:
                if matter is None:
                    continue
                key = (native, matter, state.clock, state.locked, state.changed)
                if key not in says:
                    says[key] = answered(asked, state, native, matter)
                    assert says[key] == allowed(state, native, matter), (state, native)
                silenced += says[key]
    return len(known), silenced


async def test_i1_every_interleaving_of_four_people_and_two_accounts(
    world: World, station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    states, silenced = await explored(await _asked(world, station), depth=4)
    with capsys.disabled():
        print(f"\nexplored {states} states to depth 4, {silenced} of them silence an account")
    assert silenced > 0


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_i1_every_interleaving_further(
    world: World, station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    states, silenced = await explored(await _asked(world, station), depth=6)
    with capsys.disabled():
        print(f"\nexplored {states} states to depth 6, {silenced} of them silence an account")
    assert silenced > 0
