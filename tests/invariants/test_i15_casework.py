"""I15: whatever people do with cases, the log alone tells what became of them."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.casework import entries
from tests.databases import Databases
from tests.playing import Play, playing

from quorate.effects.view import View
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, process_entry, read_entry
from quorate.rebuilding.reading import compare_with, told_by
from quorate.rebuilding.told import Told
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.problems import Refusal

PEOPLE = ("proposer", "employee", "lead", "other lead")
Step: TypeAlias = "tuple[str, int, int]"
VERBS = ("report", "claim", "take", "assign", "release", "close", "skip", "escalate", "overdue")
STEPS = st.tuples(
    st.sampled_from((*VERBS, "reopen", "later", "publish")),
    st.integers(0, 2),
    st.integers(0, len(PEOPLE) - 1),
)
_numbers = itertools.count()


async def take(play: Play, step: Step, cases: list[UUID]) -> object:
    """One step of somebody, which may be refused; None where nothing can be tried."""
    verb, place, person = step
    who, native = PEOPLE[person], f"@{place}:here.example"
    if verb == "report":
        case = await play.report(native)
        if case not in cases:
            cases.append(case)
        return case
    if verb == "later":
        return play.world.later(minutes=9)
    if verb == "publish":
        return play.publish()
    if verb == "take":
        return await play.take(who)
    if place >= len(cases):
        return None
    case = cases[place]
    verbs: dict[str, Callable[[], Awaitable[object]]] = {
        "claim": lambda: play.claim(who, case),
        "release": lambda: play.release(who, case),
        "close": lambda: play.close(who, case, Outcome.DUPLICATE),
        "skip": lambda: play.skip(who, case),
        "escalate": lambda: play.escalate(who, case),
        "overdue": lambda: play.overdue(case),
        "reopen": lambda: play.reopen(who, case),
        "assign": lambda: play.assign("lead", case, who),
    }
    return await verbs[verb]()


def written(url: str) -> int:
    return len(entries(url))


async def play_out(world: World, url: str, steps: list[Step]) -> None:
    """Each step that is not refused has exactly one entry; a refused one, none."""
    async with playing(world, url) as play:
        cases: list[UUID] = []
        for step in steps:
            before, known = written(url), len(cases)
            done = await take(play, step, cases)
            changed = done is not None and not isinstance(done, Refusal)
            if step[0] == "report":
                changed = len(cases) > known
            assert written(url) - before == int(changed), (step, done)
        told, size = told_by(world.log, world.genesis)
        found = compare_with(url, told, size)
        assert [str(d) for d in found.differences] == []
        assert told.wrong == []
        play.publish()
    told, size = told_by(world.log, world.genesis)
    assert compare_with(url, told, size).differences == []


def tried(examples: int) -> settings:
    """How many stories; a database each."""
    quiet = [HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples, deadline=None, suppress_health_check=quiet)


def told_whole(databases: Databases, folder: Path, steps: list[Step]) -> None:
    world = World(folder / str(next(_numbers))).found()
    with databases.one() as url:
        asyncio.run(play_out(world, url, [("report", 0, 0), ("report", 1, 0), *steps]))


@tried(4)
@given(steps=st.lists(STEPS, min_size=4, max_size=24))
def test_i15_any_casework_is_told_by_its_entries(
    databases: Databases, folder: Path, steps: list[Step]
) -> None:
    told_whole(databases, folder, steps)


@pytest.mark.long
@tried(100)
@given(steps=st.lists(STEPS, min_size=4, max_size=48))
def test_i15_long_casework_is_told_by_its_entries(
    databases: Databases, folder: Path, steps: list[Step]
) -> None:
    told_whole(databases, folder, steps)


def told_of(world: World, *entries: Entry) -> Told:
    """What these say after the world's first entries."""
    told = Told(View(world.genesis))
    bodies = [entry.canonical() for entry in entries]
    world.publish(*bodies)
    for index, body in enumerate(LogReader(world.log).entries(0, world.sequencer.size)):
        told.read(str(index), body)
    return told


CASE, SUBJECT = f"case_{1:032x}", f"subj_{2:032x}"


def step(world: World, event: Event, version: int, **data: object) -> Entry:
    more = {"case": CASE, "by": "employee", "fence": 1, "version": version, **data}
    return process_entry(event, world.now, "web", more)  # pyright: ignore


def opening(world: World, case: str = CASE) -> Entry:
    data = {"case": case, "subject": SUBJECT, "area": "spam", "language": None, "by": "app"}
    return process_entry(Event.CASE_OPENED, world.now, "web", data)  # pyright: ignore


def test_i15_what_is_out_of_its_turn_changes_nothing_and_is_named(world: World) -> None:
    held = {"assigner": "service:queue", "until": "2026-11-25T13:00:00.000Z"}
    first = opening(world)
    claim = step(world, Event.CASE_CLAIMED, 2, **held)
    told = told_of(
        world,
        first,
        first,
        claim,
        claim,
        step(world, Event.CASE_RELEASED, 5),
        replace(claim, data={**claim.data, "case": f"case_{3:032x}"}),
        replace(claim, data={**claim.data, "case": "case_x"}),
        step(world, Event.CASE_CLAIMED, 3),
    )
    size = world.sequencer.size
    assert {w.entry: w.reason for w in told.wrong} == {
        str(size - 7): "a case of this id was opened before",
        str(size - 5): "version 2 of a case that is at 2",
        str(size - 4): "version 5 of a case that is at 2",
        str(size - 3): "no such case was opened",
        str(size - 2): "case_x is not an id of a case",
        str(size - 1): "assigner: a text is needed",
    }
    (row,) = told.books.table("cases").values()
    assert (row.values["version"], row.values["claimed_by"]) == (2, "employee")
    assert row.said["claimed_by"] == str(size - 6)
    assert row.born == str(size - 8)


def test_i15_a_forged_hand_is_no_hand(world: World) -> None:
    case = opening(world)
    said = world.statement(0)
    said = replace(said, case=replace(said.case, id=CASE))
    forged = read_entry(world.opening(said, world.process_key("effector")))
    told = told_of(world, case, forged)
    assert [(w.event, w.entry) for w in told.wrong] == [
        ("proposal:opened", str(world.sequencer.size - 1))
    ]
    assert not told.books.table("proposals")


def test_i15_a_proposal_in_no_case_is_named(world: World) -> None:
    said = world.statement(0)
    said = replace(said, case=replace(said.case, id=CASE))
    told = told_of(world, read_entry(world.opening(said)))
    assert [w.reason for w in told.wrong] == ["a proposal in no case that was opened"]
