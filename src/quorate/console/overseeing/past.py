"""The pages about the past: known incidents replayed, and what other rules would have done."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.console.around.charts import Chart, chart
from quorate.console.around.desk import Seat, Sitting, page
from quorate.incidents.past import read_history
from quorate.incidents.regime import LARGEST, Regime, read_regime
from quorate.incidents.replay import TWIN, Replay, play
from quorate.incidents.scenes import STORIES
from quorate.incidents.telling import answered, became, paged, player
from quorate.incidents.whatif import CAVEATS, Answer, Total, answer, told
from quorate.languages.tongues import say
from quorate.ledger.errors import LedgerError
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console", include_in_schema=False)
EXAMPLE = "approvers: [0, 1, 3, 3]\ncooling_off_minutes: [0, 0, 30, 120]\n"
MONTH = timedelta(days=30)
_one_at_a_time = asyncio.Lock()


@cache
def _played(name: str) -> Replay:
    """A replay is the same each time and in every language: it has its own clock, folder and keys,
    and is kept in English."""
    return play(STORIES[name])


@router.get("/replays", response_model=None)
async def list_replays(sitting: Sitting) -> HTMLResponse:
    """Their names."""
    return page("replays.html", sitting, stories=STORIES.values())


@router.get("/replays/{name}", response_model=None)
async def show_replay(sitting: Sitting, name: str) -> HTMLResponse:
    """One, played on the real code in a folder of its own."""
    if name not in STORIES:
        refuse(Problem.NOT_FOUND, "no replay has this name", "name")
    async with _one_at_a_time:
        found = await asyncio.to_thread(_played, name)
    return page(
        "replay.html",
        sitting,
        found=found,
        stage=TWIN,
        answered=answered,
        paged=paged,
        player=player,
        became=became(found),
    )


def _asked(folder: Path, genesis: str, since: datetime, regime: Regime) -> tuple[int, Answer]:
    history = read_history(folder, genesis, since)
    return history.entries, answer(history, regime)


def _asking(request: Request, sitting: Seat) -> None:
    allowed(dependencies(request), sitting.actor, Permission.AUTHORITY_EXPLAIN, "the past")


def _form(sitting: Seat, rules: str, since: str, error: str, status: int = 200) -> HTMLResponse:
    return page("whatif.html", sitting, status, rules=rules, since=since, error=error, found=None)


@router.get("/whatif", response_model=None)
async def ask(request: Request, sitting: Sitting) -> HTMLResponse:
    """The empty question."""
    _asking(request, sitting)
    since = (dependencies(request).clock() - MONTH).date().isoformat()
    return _form(sitting, EXAMPLE, since, "")


@router.post("/whatif", response_model=None)
async def answer_it(
    request: Request,
    sitting: Sitting,
    since: Annotated[str, Form(max_length=10)],
    rules: Annotated[str, Form(max_length=LARGEST)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    """The answer, from the whole ledger, verified anew; an uploaded file goes before the text."""
    _asking(request, sitting)
    try:
        rules = await _uploaded(file) or rules
        regime, start = read_regime(rules), _midnight(since)
    except ValueError as problem:
        return _form(sitting, rules, since, str(problem), 422)
    onlooker = house(request).onlooker
    try:
        async with _one_at_a_time:
            entries, found = await asyncio.to_thread(
                _asked, onlooker.ledger, onlooker.view.genesis_hash, start, regime
            )
    except (LedgerError, OSError) as problem:
        refuse(Problem.LEDGER_UNAVAILABLE, str(problem)[:200])
    return page(
        "whatif.html",
        sitting,
        rules=rules,
        since=since,
        error="",
        found=found,
        entries=entries,
        charts=[*_charts("team", found.teams), *_charts("tier", found.tiers)],
        told=told,
        caveats=CAVEATS,
    )


async def _uploaded(file: UploadFile | None) -> str:
    """The text of an uploaded file, empty without one. Raises ValueError."""
    if file is None or not file.size:
        return ""
    body = await file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise ValueError(say("file: larger than %(size)s KiB", size=LARGEST // 1024))
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise ValueError(say("file: not UTF-8")) from None


def _midnight(since: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(since), time(), UTC)
    except ValueError:
        raise ValueError(say("since: a day such as 2026-11-01")) from None


def _charts(by: str, totals: Mapping[str, Total]) -> list[Chart]:
    """Only those with something in them."""
    measures = {
        "stopped": (say("stopped"), {n: float(t.stopped) for n, t in totals.items()}),
        "hands": (say("more hands"), {n: float(t.hands) for n, t in totals.items()}),
        "hours": (say("hours later"), {n: round(t.hours, 2) for n, t in totals.items()}),
        "through": (say("let through"), {n: float(t.let_through) for n, t in totals.items()}),
    }
    return [
        chart(
            f"{by}-{name}",
            say("%(measure)s, by %(group)s", measure=measure, group=say(by)),
            values,
        )
        for name, (measure, values) in measures.items()
        if any(values.values())
    ]
