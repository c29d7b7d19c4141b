"""A year played on a real database and a real ledger, closed month by month, told in eleven parts.

Every cell is compared with what was noted as the year was played; then all is done once more from a
copy of the ledger.
"""

import asyncio
import csv
import io
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from tests.databases import Databases
from tests.playing import playing
from tests.transparency import annex, expected
from tests.transparency.expected import Notes
from tests.transparency.stories import BEGINS, JANUARY, NEW_YEAR, SOURCES, stories
from tests.transparency.yearly import HEARD, Year

from quorate.authority.charter import Charge
from quorate.incidents.stage.world import POLICY, World
from quorate.transparency.closing import close, closed
from quorate.transparency.collecting import LedgerSource
from quorate.transparency.monthly import page
from quorate.transparency.months import Month, months
from quorate.transparency.provider import read_provider
from quorate.transparency.records import Kind
from quorate.transparency.reporting import Published, report
from quorate.transparency.sheets import Span
from quorate.transparency.versions import versions

MEMORY = Path("/dev/shm")
MARCH = Month(2026, 3)
YEAR = Span(Month(2026, 1), Month(2026, 12))
MONTHS = months(YEAR.since, YEAR.until)
PROVIDER = read_provider(expected.SAID)


@dataclass
class Told:
    """A year that is over. `before` is the report without what came late, `after` with it."""

    folder: Path
    world: World
    year: Year
    before: Published
    after: Published

    @property
    def months(self) -> Path:
        return self.folder / "months"

    def notes(self, late: bool = True) -> Notes:
        known = [m for m in self.year.measured if late or m is not self.year.late]
        return self.year.notes(known, JANUARY, NEW_YEAR)


async def played(folder: Path, url: str, seed: int, many: int) -> Told:
    chance = random.Random(seed)
    world = World(folder)
    world.now = BEGINS
    world.found()
    planned = stories(chance, many)
    async with playing(world, url) as play:
        policies = [{**POLICY, "id": f"on-{area}", "area": area} for area in expected.PLACED]
        world.change(Charge.POLICIES, {"policies": policies})
        with psycopg.connect(url, autocommit=True) as queue:
            year = Year(play, world.station(), queue)
            await year.begin(planned)
            for month in MONTHS:
                await year.until(month.end + (HEARD - MARCH.end) * 0.5)
                source = LedgerSource(world.log, PROVIDER, world.genesis)
                _, new = close(source, month, folder / "months", world.now)
                assert new
                if month == MARCH:
                    await year.until(HEARD)
                    year.heard()
            before = report(folder / "months", YEAR, PROVIDER, folder / "reports")
            await year.until(NEW_YEAR.replace(month=3))
        source = LedgerSource(world.log, PROVIDER, world.genesis)
        close(source, MARCH, folder / "months", world.now)
        after = report(folder / "months", YEAR, PROVIDER, folder / "reports")
        return Told(folder, world, year, before, after)


@pytest.fixture(
    scope="module",
    params=[(20260101, 90), pytest.param((20260102, 600), marks=pytest.mark.long)],
    ids=lambda of: f"seed-{of[0]}-cases-{of[1]}",
)
def told(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Told]:
    where = MEMORY if MEMORY.is_dir() else None
    with databases.one() as url, tempfile.TemporaryDirectory(dir=where) as folder:
        yield asyncio.run(played(Path(folder), url, *request.param))


def rows(found: Published, part: str) -> list[list[str]]:
    text = (found.folder / f"{part}.csv").read_bytes().decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def alike(found: Published, notes: Notes) -> None:
    """Every cell of every part."""
    for part, lines in expected.parts(notes).items():
        first, *given = rows(found, part)
        assert first == annex.COLUMNS[part]
        if part == "2_categories_names":
            given = [[label, code, context] for label, _, code, context in given]
        assert len(given) == len(lines), part
        for row, line in zip(given, lines, strict=True):
            for name, one, other in zip(first, row, line, strict=False):
                assert one == other, (part, row[3:6], name)
            assert len(row) == len(line), part


def test_every_cell_is_that_of_the_notes(told: Told) -> None:
    alike(told.after, told.notes())


def test_a_late_correction_is_a_version_beside_the_first(told: Told) -> None:
    """Both as they were published; the second has one suspension more, and nothing else."""
    assert (told.before.folder.name, told.after.folder.name) == ("v1", "v2")
    alike(told.before, told.notes(late=False))
    assert [len(versions(told.months / str(m))) for m in MONTHS] == [1, 1, 2, *[1] * 9]
    changed = [part for part in annex.COLUMNS if rows(told.before, part) != rows(told.after, part)]
    assert changed == [expected.ILLEGAL, expected.MEANS]


def test_all_is_the_same_once_more_from_a_copy_of_the_ledger(told: Told) -> None:
    copy = told.folder / "copy"
    shutil.copytree(told.world.log, copy / "log")
    source = LedgerSource(copy / "log", PROVIDER, told.world.genesis)
    for month in MONTHS:
        found, _ = close(source, month, copy / "months", told.world.now)
        assert found.files == closed(month, told.months).files, month
    again = report(copy / "months", YEAR, PROVIDER, copy / "reports")
    for part in annex.COLUMNS:
        name = f"{part}.csv"
        assert (again.folder / name).read_bytes() == (told.after.folder / name).read_bytes(), part


def test_sub_rows_sum_to_their_category_and_categories_to_the_total(told: Told) -> None:
    """What is blank below is blank above."""
    for part in (expected.ILLEGAL, expected.TERMS):
        lines = rows(told.after, part)[1:]
        places = expected.places([row[3] for row in lines])
        for column in range(5, 21):
            values = [(c, k, r[column]) for (_, c, k), r in zip(places, lines, strict=True)]
            tops = [(c, value) for c, k, value in values if c and not k]
            assert summed(value for _, value in tops) == values[0][2]
            for category, top in tops:
                below = [value for c, k, value in values if k and c == category]
                assert summed(below) == top, (part, category, column)


def summed(cells: Iterator[str] | list[str]) -> str:
    found = list(cells)
    return "" if "" in found else str(sum(map(int, found)))


def test_blank_is_not_0(told: Told) -> None:
    """What the provider alone could say is blank; so is what a source hides, and nothing else."""
    for month in MONTHS:
        assert set(closed(month, told.months).files) == set(Kind)
    terms = {row[3]: row for row in rows(told.after, expected.TERMS)[1:]}
    removed = 5 + annex.MEASURE_FIGURES.index("Visibility restriction Removal")
    suspended = 5 + annex.MEASURE_FIGURES.index("Account restriction Suspension")
    assert (terms["TOTAL"][5], terms["TOTAL"][removed]) == ("", "")
    assert int(terms["TOTAL"][suspended]) > 0
    assert terms["STATEMENT_CATEGORY_VIOLENCE"][5] == "0"
    appeals = {(row[4], row[5]): row[6] for row in rows(told.after, expected.APPEALS)}
    assert appeals[annex.SUBMITTED, "Decision omitted"] == "0"
    assert appeals[annex.DISPUTES, "Total number"] == ""


def test_the_year_has_something_of_everything(told: Told) -> None:
    """A year in which something never comes up would prove nothing of it."""
    notes = told.notes()
    assert {m.action for m in notes.imposed} == set(expected.COLUMN)
    assert {m.source for m in notes.imposed} >= {*SOURCES}
    assert {m.area for m in notes.imposed} == set(expected.PLACED)
    outcomes = {(c.about, c.outcome) for c in notes.complained if notes.inside(c.decided)}
    assert outcomes >= {("account", o) for o in ("upheld", "reversed", "partly_reversed")}
    assert outcomes >= {("notice", o) for o in ("upheld", "reversed")}
    assert any(about == "visibility" for about, _ in outcomes)
    assert any(c.decided is None or c.decided >= NEW_YEAR for c in notes.complained)
    assert told.year.late in notes.imposed
    given = [n for n in notes.noticed if notes.inside(n.received)]
    assert {(n.trusted, bool(n.acts)) for n in given} == {(t, a) for t in (0, 1) for a in (0, 1)}
    assert any(n.decided is None for n in given)
    assert {c.trusted for c in notes.complained if c.about == "notice"} == {True, False}
    settled = {(s.outcome, s.implemented) for s in notes.settled if notes.inside(s.decided)}
    assert settled == {("upheld", False), ("reversed", True), ("reversed", False)}


def test_every_month_has_its_page(told: Told) -> None:
    for month in MONTHS:
        notes = told.year.notes(told.year.measured, month.start, month.end)
        lines = page(closed(month, told.months)).splitlines()[4:]
        found = dict(line.strip("| ").split(" | ") for line in lines)
        assert found == expected.page(notes, told.year.worked.values()), month


def test_the_manifest_tells_how_far_the_ledger_was_read(told: Told) -> None:
    first, second = (
        json.loads((told.months / f"2026-03/{version}/manifest.json").read_text())
        for version in ("v1", "v2")
    )
    assert first["ledger"]["size"] < second["ledger"]["size"] == told.world.sequencer.size
    assert first["files"]["cases"] == second["files"]["cases"]
    one, two = (m["files"]["measures"]["records"] for m in (first, second))
    assert two == one + 1
