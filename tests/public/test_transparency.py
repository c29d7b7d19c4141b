"""The transparency page: the figures of the report, of closed months alone, small ones hidden."""

import csv
import html
import io
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from tests.transparency.making import JANUARY, PROVIDER, Held, anything, at, close_all, provider

from quorate.public.app import create_public
from quorate.public.plots import HEIGHT, bars, lines
from quorate.transparency import viewing
from quorate.transparency.counting import count
from quorate.transparency.figures import Value, written
from quorate.transparency.overview import FEWEST, Few, Overview, overview
from quorate.transparency.records import (
    About,
    Complaint,
    Ground,
    Kind,
    Measure,
    Notice,
    Origin,
    Outcome,
    Record,
)
from quorate.transparency.reporting import report
from quorate.transparency.sheets import Span
from quorate.transparency.shelf import Shelf
from quorate.transparency.template import LINES

VIOLENCE = ("STATEMENT_CATEGORY_VIOLENCE", "KEYWORD_OTHER")
FRAUD = ("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "KEYWORD_OTHER")
CSV = {"law": "5_own_initiative_illegal", "terms": "6_own_initiative_TC", "notices": "4_notices"}


def measure(place: tuple[str, str] = VIOLENCE, month: int = 1) -> Measure:
    return Measure(
        at(month, 9), Ground.TERMS, *place, "DECISION_ACCOUNT_SUSPENDED", Origin.OWN, False
    )


def shelf(folder: Path, **said: object) -> Shelf:
    (folder / "provider.yaml").write_text(json.dumps({**PROVIDER, **said}))
    return Shelf(folder / "provider.yaml", folder / "months", folder / "reports")


@asynccontextmanager
async def outside(kept: Shelf | None) -> AsyncGenerator[httpx2.AsyncClient]:
    nobody: Any = None  # these pages ask neither the database nor the ledger
    app = create_public(nobody, nobody, kept)
    transport: Any = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quorate.test") as browser:
        yield browser


def told(page: str) -> dict[str, list[str]]:
    """The cells of every row of every table, by its head."""
    found: dict[str, list[str]] = {}
    for row in re.findall(r"<tr>(.*?)</tr>", page, re.S):
        head, *cells = (
            html.unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        )
        found[head] = cells
    return found


def table(folder: Path, part: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((folder / f"{part}.csv").read_text())))[1:]


def sum_of(cells: list[str]) -> str:
    return "" if "" in cells else str(sum(map(int, cells)))


@settings(max_examples=8, deadline=None)
@given(anything())
def test_its_figures_are_those_of_the_report(records: list[Record]) -> None:
    with TemporaryDirectory() as name:
        folder, said = Path(name), provider(none=["orders"])
        known = [kind for kind in Kind if kind is not Kind.ORDERS]
        held = [r for r in records if type(r).__name__ != "Order"]
        (closed,) = close_all(Held(held, known), [JANUARY], folder / "m")
        seen = overview(JANUARY, "v1", count([closed], said.none), said)
        made = report(folder / "m", Span(JANUARY, JANUARY), said, folder / "r").folder
        law, terms, notices = (table(made, CSV[n])[0] for n in ("law", "terms", "notices"))
        assert written(seen.value("own.law")) == law[5]
        assert written(seen.value("own.terms")) == terms[5]
        for number, figure in enumerate(
            ["own.total", "own.detected", *[k for k in seen.figures if k.startswith("restrict")]], 5
        ):
            assert written(seen.value(figure)) == sum_of([law[number], terms[number]]), figure
        of_notices = [k for k in seen.figures if k.startswith("notices.")]
        assert [written(seen.value(k)) for k in of_notices] == notices[5:15]
        assert [written(seen.value(f"orders.{k}")) for k in ("act", "inform")] == ["0", "0"]
        lines_of(seen, made)
        categories_of(seen, made)


def lines_of(seen: Overview, made: Path) -> None:
    """Parts 7 and 8, in whose order the figures are read."""
    for part in ("7_appeals_and_recidivism", "8_automated_means"):
        for line, row in zip(LINES[part], table(made, part), strict=True):
            assert written(seen.value(line.figure)) == row[6], line.figure


def categories_of(seen: Overview, made: Path) -> None:
    """What is named is the report's, what is hidden is small, and the last row has the rest."""
    *named, rest = seen.categories
    for column, sheet in enumerate(("law", "terms", "notices")):
        rows = {row[3]: row[5] for row in table(made, CSV[sheet])}
        shown = 0
        for one in named:
            cell = one.cells[column]
            if isinstance(cell, Few):
                assert int(rows.get(one.code, "0")) < FEWEST
            elif cell is None:
                assert rows[one.code] == ""
            else:
                assert written(cell) == rows[one.code]
                assert cell >= FEWEST
                shown += int(cell)
        if rows["TOTAL"]:
            assert rest.cells[column] == int(rows["TOTAL"]) - shown


async def test_what_is_not_closed_is_not_shown(tmp_path: Path) -> None:
    close_all(Held([measure(), measure(month=2)]), [JANUARY], tmp_path / "months")
    scratch = tmp_path / "months/2026-02/.new"
    scratch.mkdir(parents=True)
    (scratch / "manifest.json").write_text("{}")
    async with outside(shelf(tmp_path)) as browser:
        page = (await browser.get("/transparency")).text
        assert "January 2026" in page
        assert "February" not in page
        assert (await browser.get("/transparency/2026-01")).status_code == 200
        for nowhere in ("2026-02", "2026-13", "months", "..%2F2026-01"):
            assert (await browser.get(f"/transparency/{nowhere}")).status_code == 404


async def test_a_month_has_its_numbers_and_what_is_not_known_is_no_zero(tmp_path: Path) -> None:
    complaints = [
        Complaint(at(1, 2), About.ACCOUNT, at(1, 3), Outcome.REVERSED),
        Complaint(at(1, 2), About.ACCOUNT, at(1, 3, 12), Outcome.UPHELD),
    ]
    known = set(Kind) - {Kind.ORDERS, Kind.NOTICES}
    records = [*(measure() for _ in range(7)), measure(FRAUD), *complaints]
    close_all(Held(records, known), [JANUARY], tmp_path / "months")
    async with outside(shelf(tmp_path)) as browser:
        rows = told((await browser.get("/transparency/2026-01")).text)
        assert rows["On our own initiative, against our terms"] == ["8"]
        assert rows["On our own initiative, against the law"] == ["0"]
        assert rows["Account suspended"] == ["8"]
        assert rows["Share reversed, wholly or in part"] == ["50 %"]
        assert rows["Median hours until the answer"] == ["30.0"]
        assert rows["To act against content"] == ["not recorded"]
        assert rows["Of these, from trusted flaggers"] == ["not recorded"]
        assert rows["Violence"] == ["0 to 4", "7", "not recorded"]
        assert rows["All the others together"] == ["0", "1", "not recorded"]
        assert "Scams and fraud" not in rows


async def test_it_speaks_german(tmp_path: Path) -> None:
    close_all(Held([measure()]), [JANUARY], tmp_path / "months")
    async with outside(shelf(tmp_path)) as browser:
        german = await browser.get("/transparency/2026-01?language=de")
        assert "Januar 2026" in german.text
        assert "Wie wir moderieren, in Zahlen" in german.text
        assert "Zahlen" not in (await browser.get("/transparency/2026-01")).text


async def test_a_month_is_counted_once_a_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, real = list[str](), viewing.view

    def view(month: Any, *rest: Any) -> Overview | None:
        asked.append(str(month))
        return real(month, *rest)

    monkeypatch.setattr(viewing, "view", view)
    both = [JANUARY, JANUARY.next]
    close_all(Held([measure(), measure(month=2)]), both, tmp_path / "months")
    async with outside(shelf(tmp_path)) as browser:
        first = await browser.get("/transparency")
        mark = {"If-None-Match": first.headers["ETag"]}
        for path in ("/transparency", "/transparency/2026-01", "/transparency?language=de"):
            await browser.get(path)
        assert sorted(asked) == ["2026-01", "2026-02"]
        again = await browser.get("/transparency", headers=mark)
        assert (again.status_code, again.content) == (304, b"")
        close_all(Held([measure(), measure()]), [JANUARY], tmp_path / "months")
        changed = await browser.get("/transparency", headers=mark)
        assert changed.status_code == 200
        assert asked.count("2026-01") == 2
        assert asked.count("2026-02") == 1


async def test_files_are_given_as_they_were_written_and_no_others(tmp_path: Path) -> None:
    records = [measure(), Notice(at(1, 2), *VIOLENCE)]
    (closed,) = close_all(Held(records), [JANUARY], tmp_path / "months")
    kept = shelf(tmp_path)
    report(kept.months, Span(JANUARY, JANUARY), provider(), kept.reports)
    (kept.months / "2026-01/v1/secret").write_text("x")
    async with outside(kept) as browser:
        page = (await browser.get("/transparency/2026-01")).text
        listed = re.findall(r'href="/public(/transparency/months/[^"]+)"', page)
        assert len(listed) == len(Kind) + 1
        for path in listed:
            found = await browser.get(path)
            assert found.content == (closed.folder / path.rpartition("/")[2]).read_bytes()
            assert "immutable" in found.headers["Cache-Control"]
            mark = {"If-None-Match": found.headers["ETag"]}
            assert (await browser.get(path, headers=mark)).status_code == 304
        page = (await browser.get("/transparency")).text
        listed = re.findall(r'href="/public(/transparency/reports/[^"]+)"', page)
        assert len(listed) == 12
        for path in listed:
            found = await browser.get(path)
            made = kept.reports / path.removeprefix("/transparency/reports/")
            assert found.content == made.read_bytes()
        for path in (
            "months/2026-01/v1/secret",
            "months/2026-01/v2/manifest.json",
            "months/2026-01/.new/manifest.json",
            "months/2026-01/v1/..%2Fv1%2Fmanifest.json",
            "months/..%2F..%2Fprovider.yaml/v1/manifest.json",
            "reports/2026-01/v1/manifest.json",
        ):
            assert (await browser.get(f"/transparency/{path}")).status_code == 404, path


async def test_a_month_that_was_changed_is_told_and_not_shown(tmp_path: Path) -> None:
    (closed,) = close_all(Held([measure()]), [JANUARY], tmp_path / "months")
    closed.file(Kind.MEASURES).write_bytes(b"other")
    async with outside(shelf(tmp_path)) as browser:
        page = await browser.get("/transparency")
        assert page.status_code == 200
        assert "not as they were written" in page.text
        assert (await browser.get("/transparency/2026-01")).status_code == 404


@pytest.mark.parametrize("set_up", [True, False])
async def test_before_the_first_month_it_teaches_what_will_stand_there(
    set_up: bool, tmp_path: Path
) -> None:
    async with outside(shelf(tmp_path) if set_up else None) as browser:
        page = await browser.get("/transparency")
        assert page.status_code == 200
        assert "No month is closed here yet" in page.text
        assert "Orders of authorities" in page.text
        assert (await browser.get("/")).text.count("/public/transparency") == 1


def test_a_plot_draws_what_is_known_and_marks_what_is_not() -> None:
    first: list[Value] = [2, None, 4]
    drawn = bars([first, [1, 2, 0]])
    assert [(b.of, b.height) for b in drawn.bars] == [
        (0, HEIGHT / 2),
        (0, HEIGHT),
        (1, HEIGHT / 4),
        (1, HEIGHT / 2),
        (1, 0),
    ]
    assert drawn.unknown == [drawn.months[1]]
    assert all(b.x >= 0 and b.x + b.width <= 520 for b in drawn.bars)
    line = lines([first])
    assert [p.y for p in line.points] == [HEIGHT / 2, 0]
    ((_, path),) = line.paths
    assert path.count("M") == 2
    assert "L" not in path
    assert bars([[0, 0]]).most == lines([[None]]).most == 1
