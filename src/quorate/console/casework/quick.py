"""Deciding a plain case in two keys: the choices, what one would do, and the step to the next."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from quorate.api.around.deps import dependencies
from quorate.api.around.problems import RefusedError
from quorate.api.steps import quick
from quorate.api.steps.casework import Drafted, house, signature_of
from quorate.cases.ahead import Seen
from quorate.cases.deciding import Said
from quorate.cases.model import QUEUE, Case, Claimed, Hold, Queue, decide_claim
from quorate.console.around import words
from quorate.console.around.desk import NO_NUL, Seat, Sitting, case_id, page
from quorate.console.casework.queue import Held, Wanted, address, at
from quorate.console.casework.strikes import Record
from quorate.decisions.templates import Offered, offered
from quorate.decisions.templating import templates
from quorate.vocabulary.actions import Action
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Role

router = APIRouter(prefix="/console", include_in_schema=False)


async def choices(request: Request, area: str, record: Record) -> list[Offered]:
    """The templates that hold for a case of this area, on the ladders of their policies."""
    catalogue = house(request).rules().catalogue
    async with dependencies(request).pool.connection() as conn:
        found = offered(await templates(conn, catalogue), catalogue, area)
    return [one.on(record.chosen(one.policy)) for one in found]


def as_taken(case: Case, sitting: Seat, now: datetime) -> Case:
    """The case as it will stand once the queue has given it to this person; as it is where it
    could not."""
    person = sitting.actor.person
    lead = Role.LEAD in person.roles
    decided = decide_claim(case, person.id, QUEUE, case.version, now, lead=lead)
    return decided.case if isinstance(decided, Claimed) else case


def to_sign(request: Request, sitting: Seat, made: Drafted, hold: Hold) -> HTMLResponse:
    """What the second key would sign, told as on the full page."""
    statement, resolution = made.statement, made.resolution.resolution
    policy = house(request).rules().catalogue.by_hash(statement.policy)
    closes = ""
    if statement.action is not Action.NO_VIOLATION:
        closes = quick.closing(request, sitting.actor, statement, hold).canonical().decode()
    return page(
        "quick_draft.html",
        sitting,
        telling=words.before(statement, resolution),
        statement=statement,
        native=resolution.native,
        policy=policy,
        canonical=statement.canonical().decode(),
        closes=closes,
        hold=hold,
    )


def loaded(
    next: Annotated[str, Form()] = "",
    next_version: Annotated[int, Form()] = 0,
    next_came_in: Annotated[int, Form()] = 0,
) -> Seen | None:
    """What the browser has loaded ahead."""
    return Seen(case_id(next), next_version, next_came_in) if next else None


Loaded = Annotated[Seen | None, Depends(loaded)]


@router.post("/decisions", response_model=None)
async def decide(
    request: Request,
    sitting: Sitting,
    queue: Wanted,
    hold: Held,
    seen: Loaded,
    proposal: Annotated[str, Form(pattern=NO_NUL)],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
    close_sig: Annotated[str, Form()] = "",
) -> JSONResponse:
    """Opens what the second key has signed, closes its case, and says which page comes now."""
    signature, said = signature_of(key, sig), Said(key, close_sig)
    await quick.decide(request, sitting.actor, proposal, signature, hold, said)
    return JSONResponse(await _onward(request, sitting, queue, seen, proposal))


async def _onward(
    request: Request, sitting: Seat, queue: Queue, seen: Seen | None, after: str
) -> dict[str, object]:
    """The decision stands whatever comes of this: who may not take another case ends at the
    queue, which says why."""
    try:
        taken = await quick.take_ahead(request, sitting.actor, queue, seen, after)
    except RefusedError as refused:
        return {"at": f"/console/queue?{address(queue)}", "why": refused.refusal.detail}
    if taken is None:
        return {"at": f"/console/queue?{address(queue, empty='true')}"}
    return {"at": at(taken.case.id, queue), "as_seen": taken.as_seen}


@router.post("/queue/ahead", response_model=None)
async def look_ahead(request: Request, sitting: Sitting, queue: Wanted) -> Response:
    """Which page to load ahead; nothing where nothing else is free."""
    found = await quick.look_ahead(request, sitting.actor, queue)
    if found is None:
        return Response(status_code=204)
    return JSONResponse(
        {
            "at": at(found.id, queue),
            "case": edge(CASE, found.id),
            "version": found.version,
            "came_in": found.reports + found.alarms,
        }
    )


@router.post("/queue/away", response_model=None)
async def look_away(request: Request, sitting: Sitting) -> Response:
    """The page is left: what was looked ahead to is anybody's."""
    await quick.look_away(request, sitting.actor)
    return Response(status_code=204)
