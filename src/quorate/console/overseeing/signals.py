"""Rules over reports by page, for leads: their states, hits and what back-tests found."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.routes import banks, rules
from quorate.api.steps import noticing
from quorate.console.around.desk import Sitting, days_of, go, page
from quorate.languages.tongues import word
from quorate.signals.backtest import Answer
from quorate.signals.language import FUNCTIONS, LONGEST
from quorate.signals.model import MOST_DAYS
from quorate.signals.record import TYPES
from quorate.vocabulary.identifiers import CASE, edge

router = APIRouter(prefix="/console/signals", include_in_schema=False)
Name = Annotated[str, Form(max_length=64)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
_KINDS = {str: word("text"), int: word("whole number"), float: word("number with a point")}


@router.get("", response_model=None)
async def show_rules(request: Request, sitting: Sitting) -> HTMLResponse:
    """Every version, and a form for a new one."""
    return await _listed(request, sitting, None)


@router.post("", response_model=None)
async def write(
    request: Request,
    sitting: Sitting,
    name: Name = "",
    area: Name = "",
    expression: Annotated[str, Form(max_length=2 * LONGEST)] = "",
) -> Response:
    """A new version, a draft."""
    await rules.write(request, sitting.actor, name.strip(), area, expression)
    return go("/console/signals")


@router.post("/{name}/backtest", response_model=None)
async def backtest(
    request: Request,
    sitting: Sitting,
    name: str,
    version: Version,
    days: Annotated[str, Form(max_length=4)] = "",
) -> HTMLResponse:
    """What it would have hit, with the newest examples on this page alone."""
    found = await rules.test(request, sitting.actor, name, version, days_of(days) or 0)
    return await _listed(request, sitting, found)


@router.post("/{name}/move", response_model=None)
async def move(
    request: Request, sitting: Sitting, name: str, version: Version, to: Name = ""
) -> Response:
    """Shadow, live or off."""
    await rules.move(request, sitting.actor, name, version, to)
    return go("/console/signals")


@router.post("/banks/{name}/move", response_model=None)
async def move_bank(request: Request, sitting: Sitting, name: str, to: Name = "") -> Response:
    """Live or off."""
    await banks.move(request, sitting.actor, name, to)
    return go("/console/signals#banks")


async def _listed(request: Request, sitting: Sitting, answer: Answer | None) -> HTMLResponse:
    examples = answer.examples if answer else ()
    return page(
        "signals.html",
        sitting,
        lines=await rules.listed(request, sitting.actor),
        banks=await banks.listed(request, sitting.actor),
        pictures=await banks.pictures(request, sitting.actor),
        answer=answer,
        examples=[(edge(CASE, one.case), one) for one in examples],
        areas=sorted(noticing.areas(request)),
        fields={name: _KINDS[kind] for name, kind in TYPES.items()},
        functions=FUNCTIONS,
        longest=LONGEST,
        most_days=MOST_DAYS,
    )
