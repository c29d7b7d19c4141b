"""What is told to the public of closed months: a page with plots, a page a month, and the files."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from quorate.api.around.problems import refuse
from quorate.languages import dates
from quorate.languages.tongues import TONGUE, Phrase, say
from quorate.public import plots
from quorate.public.pages import HEADERS, rendered
from quorate.public.sections import CATEGORIES, LINES, SECTIONS, Drawn, Line, Unit
from quorate.transparency.figures import Value
from quorate.transparency.overview import FEWEST, Few, Overview
from quorate.transparency.shelf import Shelf, Shown
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/transparency")
MOST: Final = 36
"""Months in a plot and its table; each older one has its page."""
# Anybody may find it and keep it, and asks whether it is still the newest.
_OPEN: Final = {
    **{name: said for name, said in HEADERS.items() if name != "X-Robots-Tag"},
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language, Cookie",
}
_NONE: Final = "\N{EN DASH}"
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_NOTHING: Final = Shown("unset")


@dataclass(slots=True)
class Desk:
    """One process's shelf, and the pages that were rendered from what stands there now."""

    shelf: Shelf | None
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    _mark: str = ""
    _pages: dict[tuple[str, str], bytes] = field(default_factory=dict[tuple[str, str], bytes])

    async def shown(self) -> Shown:
        """What is there; one looks at a time, so that a new month is counted once."""
        if self.shelf is None:
            return _NOTHING
        async with self._alone:
            return await asyncio.to_thread(self.shelf.look)

    def page(self, shown: Shown, name: str, make: Callable[[], str]) -> bytes:
        """Rendered once a language, until anything is another."""
        if shown.mark != self._mark:
            self._pages.clear()
            self._mark = shown.mark
        key = (name, TONGUE.get().code)
        if key not in self._pages:
            self._pages[key] = make().encode()
        return self._pages[key]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with the table below it, where anything is `known`. A row is a month with its cells in
    words."""

    name: str
    title: Phrase
    series: tuple[Line, ...]
    drawn: plots.Geometry
    top: str
    labels: tuple[tuple[float, str], ...]
    rows: tuple[tuple[Overview, tuple[str, ...]], ...]
    known: bool


@router.get("", response_model=None)
async def show_all(request: Request) -> Response:
    """Every closed month over time; where there is none, what will stand here."""
    desk = _desk(request)
    shown = await desk.shown()

    def make() -> str:
        months = shown.overviews[:MOST]
        found = {
            section.name: [_plot(f"{section.name}-{at}", one, months) for at, one in drawn]
            for section in SECTIONS
            if (drawn := list(enumerate(section.drawn))) and months
        }
        return rendered("transparency.html", shown=shown, sections=SECTIONS, plots=found)

    return _answer(request, desk.page(shown, "", make))


@router.get("/{month}", response_model=None)
async def show_month(request: Request, month: str) -> Response:
    """One closed month: every figure, by category too, and its files."""
    desk = _desk(request)
    shown = await desk.shown()
    one = next((o for o in shown.overviews if str(o.month) == month), None)
    if one is None:
        refuse(Problem.NOT_FOUND, "this month is not closed")

    def make() -> str:
        return rendered(
            "transparency_month.html",
            one=one,
            tables=[(s, [(line.says, cell(line, one)) for line in s.lines]) for s in SECTIONS],
            categories=[(_category(c.code), [_count(v) for v in c.cells]) for c in one.categories],
            versions=[f for f in shown.files if f.span == month],
            fewest=FEWEST,
        )

    return _answer(request, desk.page(shown, month, make))


@router.get("/months/{month}/{version}/{name}", response_model=None)
async def month_file(request: Request, month: str, version: str, name: str) -> Response:
    """A file of a closed month, as it was written."""
    shelf = _desk(request).shelf
    path = shelf.month_file(month, version, name) if shelf else None
    return _download(request, path, f"{month}-{version}-{name}")


@router.get("/reports/{span}/{version}/{name}", response_model=None)
async def report_file(request: Request, span: str, version: str, name: str) -> Response:
    """A file of a published report, as it was written."""
    shelf = _desk(request).shelf
    path = shelf.report_file(span, version, name) if shelf else None
    return _download(request, path, f"{span}-{version}-{name}")


def cell(line: Line, one: Overview) -> str:
    """A figure in words: what nobody knows is not recorded, and never 0."""
    value = one.value(line.figure)
    if value is None:
        return _NONE if line.of and one.value(line.of) is not None else say("not recorded")
    match line.unit:
        case Unit.COUNT:
            return dates.number(value)
        case Unit.HOURS:
            return dates.number(value, 1)
        case Unit.SHARE:
            return f"{dates.number(value * 100)} %"


def _count(value: Value | Few) -> str:
    if isinstance(value, Few):
        return say("0 to %(num)s", num=FEWEST - 1)
    return say("not recorded") if value is None else dates.number(value)


def _category(code: str) -> str:
    return str(CATEGORIES[code]) if code else say("All the others together")


def _plot(name: str, drawn: Drawn, newest: Sequence[Overview]) -> Plot:
    """Oldest month left in the plot, newest month first in the table."""
    series = tuple(LINES[figure] for figure in drawn.figures)
    oldest = list(reversed(newest))
    values = [[one.value(line.figure) for one in oldest] for line in series]
    counts = series[0].unit is Unit.COUNT
    found = plots.bars(values) if counts else plots.lines(values)
    rows = tuple((one, tuple(cell(line, one) for line in series)) for one in newest)
    known = bool(found.bars or found.points)
    top, labels = _top(series[0], found), _labels(oldest, found)
    return Plot(name, drawn.title, series, found, top, labels, rows, known)


def _top(line: Line, drawn: plots.Geometry) -> str:
    if line.unit is Unit.SHARE:
        return f"{dates.number(drawn.most * 100)} %"
    return dates.number(drawn.most, int(line.unit is Unit.HOURS))


def _labels(oldest: list[Overview], drawn: plots.Geometry) -> tuple[tuple[float, str], ...]:
    """Four months at most are named, so that their names do not meet."""
    every = max(1, -(-len(oldest) // 4))
    named = list(zip(drawn.months, oldest, strict=True))[::every]
    left = drawn.months[0]
    return tuple((x - left, f"{one.month.number}/{one.month.year}") for x, one in named)


def _answer(request: Request, body: bytes) -> Response:
    """With a mark of what it says: who has it already gets nothing more."""
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**_OPEN, "ETag": mark}
    if _has(request, mark):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(body, headers=headers)


def _download(request: Request, path: Path | None, name: str) -> Response:
    if path is None:
        refuse(Problem.NOT_FOUND, "there is no such file", "name")
    file = path.stat()
    mark = f'"{hashlib.sha256(f"{name} {file.st_mtime_ns} {file.st_size}".encode()).hexdigest()}"'
    headers = {"ETag": mark, "Cache-Control": _FOR_GOOD, "X-Content-Type-Options": "nosniff"}
    if _has(request, mark):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, filename=name)


def _has(request: Request, mark: str) -> bool:
    return mark in request.headers.get("If-None-Match", "")


def _desk(request: Request) -> Desk:
    """This process's."""
    found: object = request.app.state.desk
    if not isinstance(found, Desk):
        raise TypeError("the app was not made by create_public")
    return found
