"""The pages of looks at private data: what would be recorded, the value once, who looked."""

import json
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from quorate.accounts.looks import older
from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps import revealing
from quorate.api.steps.casework import house
from quorate.console.around import words
from quorate.console.around.desk import Sitting, case_id, go, page
from quorate.console.casework.thread import thread
from quorate.languages.templating import plain
from quorate.languages.tongues import word
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.private import FIELDS, PrivateField
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import instant

router = APIRouter(prefix="/console", include_in_schema=False)
NO_STORE = {"Cache-Control": "no-store"}
LOOKS = 50


@router.post("/cases/{id}/reveal-orders", response_model=None)
async def want(
    request: Request,
    sitting: Sitting,
    id: str,
    field: Annotated[str, Form()],
    purpose: Annotated[str, Form()],
) -> HTMLResponse:
    """Says what will be shown and what will be recorded for good, and asks for the signature."""
    made = await revealing.wanted(request, sitting.actor, case_id(id), field, purpose)
    return page(
        "reveal.html",
        sitting,
        id=id,
        order=made.order,
        canonical=made.order.canonical().decode(),
        native=made.resolution.resolution.native,
        says=FIELDS[made.order.field].says,
        purpose=word(made.order.purpose),
    )


@router.post("/reveals/orders", response_model=None)
async def want_thread(
    request: Request,
    sitting: Sitting,
    case: Annotated[str, Form()],
    message: Annotated[str, Form(max_length=1024)],
    purpose: Annotated[str, Form()],
) -> JSONResponse:
    """The order for what stands before and after a reported message: the case's page has said
    what is recorded, so that one press signs and looks."""
    made = await revealing.wanted(
        request, sitting.actor, case_id(case), PrivateField.MESSAGES, purpose, message
    )
    return JSONResponse({"order": made.order.canonical().decode()}, headers=NO_STORE)


@router.post("/reveals", response_model=None)
async def show(
    request: Request,
    sitting: Sitting,
    order: Annotated[str, Form()],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
    message: Annotated[str, Form(max_length=1024)] = "",
) -> JSONResponse:
    """The value, once, to our script: it stands in no page that could be gone back to."""
    try:
        asked = revealing.order_of(json.loads(order))
    except (ValueError, RecursionError):
        refuse(Problem.BODY_INVALID, "the order is not JSON", "order")
    shown = await revealing.reveal(request, sitting.actor, asked, key, sig, message)
    left = instant(shown.ends) - dependencies(request).clock()
    values = [plain(value) for value in shown.values]
    body: dict[str, object] = {
        "reveal": shown.reveal,
        "values": values,
        "thread": thread(values) if shown.field == PrivateField.MESSAGES else None,
        "ends": instant(shown.ends).strftime("%H:%M:%S UTC"),
        "seconds": max(0.0, left.total_seconds()),
    }
    return JSONResponse(body, headers=NO_STORE)


@router.get("/reveals/{reveal}", response_model=None)
async def still_shown(request: Request, sitting: Sitting, reveal: str) -> Response:
    """Whether an open page may still show what it shows; asked every other second."""
    house(request).onlooker.catch_up()
    if not await revealing.still_shown(request, sitting.actor, reveal):
        refuse(Problem.EXPIRED, "the time for seeing this is over")
    return Response(status_code=204, headers=NO_STORE)


@router.get("/reveals", response_model=None)
async def show_own(
    request: Request, sitting: Sitting, before: Annotated[int | None, Query(ge=0)] = None
) -> HTMLResponse:
    """What this person looked at, newest first; `before` is the last one's place in the log."""
    me = sitting.actor.person.id
    allowed(dependencies(request), sitting.actor, Permission.LOOKS_READ, me)
    onlooker = house(request).onlooker
    onlooker.catch_up()
    looks, more = older(onlooker.view.looks.by(me), before, LOOKS)
    return page("looks.html", sitting, looks=looks, more=more, refused=words.refused)


@router.get("/cases/{id}/account", response_model=None)
async def account_of(request: Request, sitting: Sitting, id: str) -> Response:
    """To the page of a case's account, which goes by its pseudonym."""
    return go(f"/console/accounts/{await revealing.ref_of(request, sitting.actor, case_id(id))}")
