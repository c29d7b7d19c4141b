"""The timeline out of the index: whole, proved, and silent about what the log does not hold."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from quorate.effects.folds.state import ForgedError
from quorate.effects.view import View
from quorate.incidents import filling
from quorate.incidents.archive import Archive
from quorate.incidents.filling import Filler
from quorate.incidents.index import Index, number_of
from quorate.incidents.looking import Asked, Look
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import NOON, TROLL, World
from quorate.incidents.timeline import Timeline, tell
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.tiles import Tile
from quorate.vocabulary.events import Event

pytest_plugins = ["tests.incidents.working"]


@pytest.fixture
def index(worked: World, tmp_path: Path) -> Index:
    made = Index(tmp_path / "incidents.sqlite", worked.genesis)
    Filler(Archive(worked.log, worked.genesis), made).step()
    return made


def flaws(world: World) -> dict[int, str]:
    view = View(world.genesis)
    archive = Archive(world.log, world.genesis)
    for body in archive.reader.entries(0, archive.checkpoint().checkpoint.size):
        view.apply(body, NOON)
    return {forged.index: forged.reason for forged in view.forged}


def look(world: World, index: Index) -> Look:
    return Look(Archive(world.log, world.genesis), index, flaws(world))


def timeline(world: World, index: Index, name: str, since: str = "", until: str = "") -> Timeline:
    found = look(world, index)
    return tell(found.page(Asked(name, since, until), limit=1000).entries, found, world.now)


def test_an_account_s_whole_course_is_told_with_who_and_how_long(
    worked: World, index: Index
) -> None:
    found = timeline(worked, index, worked.ref(TROLL))
    told = [f"{step.who} {step.what}" for step in found.steps]
    assert any(line.startswith("on-call restored: undid the suspend of account") for line in told)
    assert any("tier 1, with the hands of proposer, contractor" in line for line in told)
    shared = next(c for c in found.courses if "restored" in c.marks)
    assert shared.exposure == 0.0
    assert next(leg[:2] for leg in shared.legs()) == ("proposed", "last approval")
    assert shared.legs()[0][2] == 30 * 60
    lonely = next(step for step in found.steps if step.event == Event.EFFECT_REFUSED)
    assert lonely.refused == "Hands are missing (I1)"
    opened = next(step for step in found.steps if step.event == Event.PROPOSAL_OPENED)
    assert (opened.who, opened.whom) == ("proposer", "reviewer, contractor, team intake")
    assert dict(opened.details)["policy"].startswith("harassment/1 (entry ")
    assert "enrolled by entry" in dict(opened.details)["key"]


def test_a_person_a_case_a_proposal_and_a_time_are_found(worked: World, index: Index) -> None:
    person = timeline(worked, index, "on-call")
    assert {Event.EFFECT_RESTORED} <= {step.event for step in person.steps}
    assert timeline(worked, index, "case-1").courses
    proposal = timeline(worked, index, "proposal-1")
    assert [c.proposal for c in proposal.courses if c.exposure is not None]
    late = timeline(worked, index, "", "2026-11-26T00:00:00.000Z")
    assert late.steps
    assert all(step.at and step.at.day == 26 for step in late.steps)
    both = timeline(worked, index, worked.ref(TROLL), "2026-11-26T00:00:00.000Z")
    assert {s.leaf for s in both.steps} < {s.leaf for s in late.steps}
    assert timeline(worked, index, "nobody of this name").steps == ()


def test_pages_make_the_whole(worked: World, index: Index) -> None:
    found, asked = look(worked, index), Asked(worked.ref(TROLL))
    whole = [told.leaf for told in found.page(asked, limit=1000).entries]
    pages: list[int] = []
    cursor: int | None = -1
    while cursor is not None:
        page = found.page(asked, cursor, limit=3)
        pages += [told.leaf for told in page.entries]
        cursor = page.cursor
    assert pages == whole


def test_a_row_of_the_index_that_lies_shows_nothing(worked: World, index: Index) -> None:
    before = timeline(worked, index, "on-call")
    db: sqlite3.Connection = index._db  # pyright: ignore[reportPrivateUsage]
    db.execute("INSERT OR IGNORE INTO postings VALUES (0, ?, 1)", (number_of("on-call"),))
    assert timeline(worked, index, "on-call") == before


def test_an_entry_changed_on_disk_is_not_shown(worked: World, tmp_path: Path) -> None:
    world = World(tmp_path).found()
    world.propose(0)
    index = Index(tmp_path / "incidents.sqlite", world.genesis)
    archive = Archive(world.log, world.genesis)
    Filler(archive, index).step()
    size = archive.checkpoint().checkpoint.size
    path = world.log / Tile(-1, 0, size).path
    path.write_bytes(path.read_bytes().replace(b'"suspend"', b'"deleted"'))
    with pytest.raises(LedgerError) as caught:
        look_at = Look(Archive(world.log, world.genesis), index, {})
        look_at.page(Asked(world.ref(TROLL)))
    assert caught.value.reason is LedgerReason.BAD_PROOF


def test_every_entry_is_proved_wherever_it_stands_in_its_bundle(tmp_path: Path) -> None:
    """In whole bundles, in the last one, and beside it; of each a changed neighbour is seen."""
    world = World(tmp_path).found()
    rows = [b'{"n":%d}' % n for n in range(3, 600)]
    for size in (256, 259, 512, 600):
        held = Archive(world.log, world.genesis).checkpoint().checkpoint.size
        world.publish(*rows[held - 3 : size - 3])
        archive = Archive(world.log, world.genesis)
        under = archive.checkpoint()
        assert under.checkpoint.size == size
        for leaf in range(3, size):
            assert archive.entry(leaf, under) == rows[leaf - 3]
            assert archive.entry(leaf, under) == archive.proved(leaf, under)[0]
        for leaf in (4, 255, 256, 400, size - 1):
            if leaf < size:
                _changed(world, leaf // 256, size, rows[leaf - 3])


def _changed(world: World, n: int, size: int, row: bytes) -> None:
    path = world.log / Tile(-1, n, min(size - 256 * n, 256)).path
    before = path.read_bytes()
    path.write_bytes(before.replace(row, row.replace(b"n", b"m")))
    archive = Archive(world.log, world.genesis)
    with pytest.raises(LedgerError) as caught:
        archive.entry(n * 256 + 5 if size > n * 256 + 5 else size - 1, archive.checkpoint())
    assert caught.value.reason is LedgerReason.BAD_PROOF
    path.write_bytes(before)


def test_a_long_ledger_is_asked_no_more_often_for_each_entry(
    worked: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a run of the tables for each entry: a page asks close by, or once for each name."""
    monkeypatch.setattr("quorate.incidents.index.SEGMENT", 1)
    index = Index(tmp_path / "incidents.sqlite", worked.genesis)
    Filler(Archive(worked.log, worked.genesis), index).step()
    db: sqlite3.Connection = index._db  # pyright: ignore[reportPrivateUsage]
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    steps = timeline(worked, index, worked.ref(TROLL)).steps
    people = {step.who for step in steps}
    backward = [line for line in asked if "leaf DESC" in line]
    assert len(backward) <= len(people) * index.size + len(steps)
    done = [step.leaf for step in steps if step.event == Event.EFFECT_DONE][-1]
    found = look(worked, index)
    asked.clear()
    assert found.proposal("proposal-5", done)
    assert len(asked) < index.size // 4


def test_a_forged_row_is_shown_as_one_that_does_not_count(tmp_path: Path) -> None:
    world = World(tmp_path).found()
    said = world.statement(0)
    world.publish(world.opening(said, seeded("thief")))
    index = Index(tmp_path / "incidents.sqlite", world.genesis)
    Filler(Archive(world.log, world.genesis), index).step()
    found = timeline(world, index, world.ref(TROLL))
    assert [step.flaw for step in found.steps] == ["the key is not a living one of the signer"]
    assert found.courses == ()


def test_filling_goes_on_where_it_ended_and_begins_anew_for_another_log(tmp_path: Path) -> None:
    world = World(tmp_path / "one").found()
    path = tmp_path / "incidents.sqlite"
    filler = Filler(Archive(world.log, world.genesis), Index(path, world.genesis))
    assert filler.step() == 3
    world.propose(0)
    assert filler.step() == 1
    assert filler.step() == 0
    other = World(tmp_path / "two", founders=4).found()
    assert Index(path, other.genesis).size == 0


def test_a_log_that_does_not_fit_its_checkpoint_empties_the_index(tmp_path: Path) -> None:
    world = World(tmp_path).found()
    archive = Archive(world.log, world.genesis)
    index = Index(tmp_path / "incidents.sqlite", world.genesis)
    size = archive.checkpoint().checkpoint.size
    path = world.log / Tile(-1, 0, size).path
    path.write_bytes(path.read_bytes().replace(b"hounded", b"howling"))
    with pytest.raises(LedgerError) as caught:
        Filler(archive, index).step()
    assert caught.value.reason is LedgerReason.ROOT_MISMATCH
    assert index.size == 0


def test_another_ledger_is_not_read(worked: World) -> None:
    with pytest.raises(ForgedError):
        Archive(worked.log, "0" * 64)


def test_a_log_that_went_back_empties_the_index(tmp_path: Path) -> None:
    world = World(tmp_path).found()
    before = {p: p.read_bytes() for p in world.log.rglob("*") if p.is_file()}
    filler = Filler(
        Archive(world.log, world.genesis), Index(tmp_path / "incidents.sqlite", world.genesis)
    )
    world.propose(0)
    filler.step()
    for path, body in before.items():
        path.write_bytes(body)
    with pytest.raises(LedgerError) as caught:
        filler.step()
    assert (caught.value.reason, filler.index.size) == (LedgerReason.ROLLBACK, 0)


async def test_the_log_is_read_for_changes_of_its_keys_once_and_only_where_it_grew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[int] = []
    holding = LogReader.holding

    def noted(self: LogReader, mark: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        starts.append(start)
        return holding(self, mark, start, end)

    monkeypatch.setattr(filling, "POLL_SECONDS", 0.01)
    stop, path, world = asyncio.Event(), tmp_path / "incidents.sqlite", World(tmp_path)
    world.found()
    monkeypatch.setattr(LogReader, "holding", noted)
    running = asyncio.create_task(filling.run_index(world.log, world.genesis, path, stop))
    sizes = [world.sequencer.size]
    async with asyncio.timeout(30):
        for number in range(2):
            while len(starts) <= number:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)  # looks at a log that did not grow
            world.propose(number)
            sizes.append(world.sequencer.size)
        while Index(path, world.genesis).size < sizes[-1]:
            await asyncio.sleep(0.01)
    stop.set()
    await running
    assert starts == [0, *sizes[:-1]]
