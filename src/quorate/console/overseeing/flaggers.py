"""Trusted flaggers: who they are, and how their notices fare (DSA, Article 22)."""

from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from uuid_utils.compat import uuid7

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import noticing
from quorate.authority.gate import Warrant
from quorate.console.around.desk import Sitting, go, page
from quorate.intake import flagger_store, flagging
from quorate.intake.flaggers import FLAGGER, Flagger, SuspendReason
from quorate.intake.flagging import FLAGGERS
from quorate.intake.notices import LONGEST_NAME
from quorate.vocabulary.identifiers import edge, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console/flaggers", include_in_schema=False)
Text = Annotated[str, Form(max_length=1000)]
Number = Annotated[int, Form()]


@router.get("", response_model=None)
async def show_flaggers(request: Request, sitting: Sitting) -> HTMLResponse:
    """All of them with their figures."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.CASE_ASSIGN, FLAGGERS)
    async with deps.pool.connection() as conn:
        known = await flagger_store.flaggers(conn)
        fared = await flagger_store.fared(conn)
    return page(
        "flaggers.html",
        sitting,
        lines=[(edge(FLAGGER, one.id), one, fared.get(one.id)) for one in known],
        areas=noticing.areas(request),
        sources=sorted(set(deps.intake_tokens.values())),
        reasons=list(SuspendReason),
        longest=LONGEST_NAME,
        now=deps.clock(),
    )


@router.post("", response_model=None)
async def add(
    request: Request,
    sitting: Sitting,
    name: Text = "",
    contact: Text = "",
    source: Text = "",
    domain: Text = "",
    awarded_by: Text = "",
    since: Text = "",
    until: Text = "",
) -> Response:
    """Names one, as the coordinator published it."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_ASSIGN, FLAGGERS)
    form = await request.form()
    wanted = Flagger(
        id=uuid7(),
        name=name.strip(),
        contact=contact.strip(),
        source=source or None,
        domain=domain.strip().lower() or None,
        awarded_by=awarded_by.strip(),
        areas=tuple(sorted({str(area) for area in form.getlist("areas")})),
        since=_day(since, "since") or deps.clock(),
        until=_day(until, "until"),
    )
    async with deps.pool.connection() as conn:
        areas, now = noticing.areas(request), deps.clock()
        accepted(await flagging.add_flagger(conn, leave, wanted, areas, now))
    return go("/console/flaggers")


@router.post("/{id}/suspend", response_model=None)
async def suspend(
    request: Request, sitting: Sitting, id: str, number: Number, reason: Text = ""
) -> Response:
    """Takes its priority away for now."""
    deps, leave = dependencies(request), _leave(request, sitting, Permission.CASE_ASSIGN)
    if reason not in set(SuspendReason):
        refuse(Problem.BODY_INVALID, "choose a reason", "reason")
    why = SuspendReason(reason)
    async with deps.pool.connection() as conn:
        done = await flagging.suspend_flagger(conn, leave, _id(id), number, why, deps.clock())
    accepted(done)
    return go("/console/flaggers")


@router.post("/{id}/restore", response_model=None)
async def restore(request: Request, sitting: Sitting, id: str) -> Response:
    """Gives it back."""
    deps, leave = dependencies(request), _leave(request, sitting, Permission.CASE_RELEASE)
    async with deps.pool.connection() as conn:
        accepted(await flagging.restore_flagger(conn, leave, _id(id), deps.clock()))
    return go("/console/flaggers")


@router.post("/{id}/end", response_model=None)
async def end(request: Request, sitting: Sitting, id: str, number: Number) -> Response:
    """The coordinator revoked its status."""
    deps, leave = dependencies(request), _leave(request, sitting, Permission.CASE_ASSIGN)
    async with deps.pool.connection() as conn:
        accepted(await flagging.end_flagger(conn, leave, _id(id), number, deps.clock()))
    return go("/console/flaggers")


def _leave(request: Request, sitting: Sitting, permission: Permission) -> Warrant:
    return allowed(dependencies(request), sitting.actor, permission, FLAGGERS)


def _id(text: str) -> UUID:
    found = uuid_of(FLAGGER, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such flagger", "flagger")
    return found


def _day(text: str, field: str) -> datetime | None:
    """The day's beginning, UTC; None for an empty text."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC) if text else None
    except ValueError:
        refuse(Problem.BODY_INVALID, "a day is needed", field)
