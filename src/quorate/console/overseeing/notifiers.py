"""Whoever misuses notices: what counts against them, and what is decided (DSA, Article 23)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps import misuse as acts
from quorate.console.around.desk import Seat, Sitting, case_id, go, page
from quorate.intake import misuse_store
from quorate.intake.misuse import (
    LONGEST_REASON,
    PERIODS,
    Counts,
    Decided,
    Standing,
    Step,
    proposed,
    standing_of,
)
from quorate.intake.misusing import NOTIFIERS
from quorate.intake.notices import NOTICE, NOTIFIER
from quorate.ledger import kept
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import edge, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console", include_in_schema=False)
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Line:
    """One notifier, by its random id: a lead decides by what was sent, not by who sent it."""

    id: str
    counts: Counts
    standing: Standing
    proposed: Step | None
    steps: list[Decided]
    held: bool


@router.get("/notifiers", response_model=None)
async def show_notifiers(request: Request, sitting: Sitting) -> HTMLResponse:
    """Whoever has an unfounded notice or a decision within 12 months; leads decide here."""
    deps, now = dependencies(request), dependencies(request).clock()
    allowed(deps, sitting.actor, Permission.CASE_ASSIGN, NOTIFIERS)
    async with deps.pool.connection() as conn:
        found = await misuse_store.to_look_at(conn, now)
        counts = await misuse_store.counts(conn, found, now)
        steps = await misuse_store.steps(conn, found)
        lines = [_line(one, counts[one], steps[one], now) for one in found]
        said = [step.reason for line in lines for step in line.steps if step.reason]
        reasons = await kept.kept(conn, said)
    return page(
        "notifiers.html",
        sitting,
        lines=lines,
        reasons={name: value.value for name, value in reasons.items()},
        periods=PERIODS,
        longest=LONGEST_REASON,
        decision=_decision(request, sitting),
    )


def _line(one: UUID, counts: Counts, steps: list[Decided], now: datetime) -> Line:
    standing = standing_of(steps)
    suggests = proposed(counts, standing, now)
    return Line(edge(NOTIFIER, one), counts, standing, suggests, steps, standing.held_at(now))


def _decision(request: Request, sitting: Seat) -> Callable[[str, Line, int], str]:
    """The bytes that the browser's key signs for one step."""

    def canonical(event: str, line: Line, days: int = 0) -> str:
        about, number = str(days) if days else "", line.standing.number
        made = acts.decision(request, sitting.actor, Event(event), _id(line.id), number, about)
        return made.canonical().decode()

    return canonical


@router.post("/notifiers/{id}/warn", response_model=None)
async def warn(
    request: Request,
    sitting: Sitting,
    id: str,
    number: Annotated[int, Form()],
    key: Text = "",
    sig: Text = "",
    reason: Text = "",
) -> Response:
    """Warns, in words that the notifier is told."""
    await acts.step(
        request, sitting.actor, Step.WARNED, _id(id), number, key, sig, reason=reason.strip()
    )
    return go("/console/notifiers")


@router.post("/notifiers/{id}/suspend", response_model=None)
async def suspend(
    request: Request,
    sitting: Sitting,
    id: str,
    number: Annotated[int, Form()],
    days: Annotated[int, Form()],
    key: Text = "",
    sig: Text = "",
    reason: Text = "",
) -> Response:
    """Suspends for a period, in words that the notifier is told."""
    await acts.step(
        *(request, sitting.actor, Step.SUSPENDED, _id(id), number, key, sig),
        reason=reason.strip(),
        days=days,
    )
    return go("/console/notifiers")


@router.post("/notifiers/{id}/restore", response_model=None)
async def restore(
    request: Request,
    sitting: Sitting,
    id: str,
    number: Annotated[int, Form()],
    key: Text = "",
    sig: Text = "",
) -> Response:
    """Ends a suspension at once."""
    await acts.step(request, sitting.actor, Step.RESTORED, _id(id), number, key, sig)
    return go("/console/notifiers")


@router.post("/cases/{id}/notices/{notice}", response_model=None)
async def call_unfounded(
    request: Request, sitting: Sitting, id: str, notice: str, unfounded: Text = ""
) -> Response:
    """Marks a notice as manifestly unfounded, or takes that back."""
    found = uuid_of(NOTICE, notice)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such notice in this case", "notice")
    it_is = unfounded == "yes"
    await acts.call_unfounded(request, sitting.actor, case_id(id), found, it_is=it_is)
    return go(f"/console/cases/{id}#notices")


def _id(text: str) -> UUID:
    found = uuid_of(NOTIFIER, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such notifier", "notifier")
    return found
