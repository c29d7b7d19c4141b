"""Requests of people for their own data (GDPR, Article 15): one takes them in, another gives."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps import exporting
from quorate.authority.gate import kernel_refusal
from quorate.console.around.desk import Seat, Sitting, go, page
from quorate.exports import queries
from quorate.exports.actions import EXPORTS, Half
from quorate.exports.model import LASTS
from quorate.intake.model import NAME_CHARACTERS
from quorate.intake.wellformed import is_clean
from quorate.mail.model import LONGEST_ADDRESS
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console/exports", include_in_schema=False)
Text = Annotated[str, Form(max_length=NAME_CHARACTERS)]


@router.get("", response_model=None)
async def show_exports(request: Request, sitting: Sitting) -> HTMLResponse:
    """What waits with its deadline, and what was given out with how often it was opened."""
    return await _listed(request, sitting)


@router.post("", response_model=None)
async def ask(
    request: Request, sitting: Sitting, account: Text = "", received: Text = "", email: Text = ""
) -> HTMLResponse:
    """Takes a request in, and shows its code this once."""
    named, written = account.strip(), email.strip()
    if not named or not is_clean(named):
        refuse(Problem.BODY_INVALID, "name the account as the platform does", "account")
    if len(written) > LONGEST_ADDRESS or not is_clean(written):
        refuse(Problem.BODY_INVALID, "this is not an e-mail address", "email")
    half = await exporting.ask(request, sitting.actor, named, received, written)
    return await _listed(request, sitting, half)


@router.post("/{id}/give", response_model=None)
async def give(
    request: Request, sitting: Sitting, id: str, verified: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """Gives it out, and shows its address this once."""
    half = await exporting.give(request, sitting.actor, id, verified=verified == "yes")
    return await _listed(request, sitting, half)


@router.post("/{id}/end", response_model=None)
async def end(request: Request, sitting: Sitting, id: str) -> Response:
    """Ends it at once."""
    await exporting.end(request, sitting.actor, id)
    return go("/console/exports")


async def _listed(request: Request, sitting: Seat, half: Half | None = None) -> HTMLResponse:
    """The list; with it the half of what opens an export, which stands in no page but this."""
    deps, now = dependencies(request), dependencies(request).clock()
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, EXPORTS)
    async with deps.pool.connection() as conn:
        lines = await queries.listed(conn, leave)
    given = half is not None and half.export.given_at is not None
    address = str(request.base_url).rstrip("/") + exporting.path_of("")
    me = sitting.actor.person
    return page(
        "exports.html",
        sitting,
        lines=lines,
        half=half,
        address=address + half.secret if half and given else "",
        may_ask=kernel_refusal(me, Permission.CASE_ASSIGN, now) is None,
        longest=NAME_CHARACTERS,
        days=LASTS.days,
        today=now.date().isoformat(),
        now=now,
    )
