"""One's own page: the shift, what narrows when, one's keys, one's sessions and how to end them."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from quorate.api.around.deps import dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.console.around.desk import PUBLIC, Sitting, go, page
from quorate.console.around.languages import signer_page
from quorate.console.sitting.caring import cared
from quorate.console.sitting.store import ask_enrolment
from quorate.people.model import ahead
from quorate.people.passkeys import PASSKEY
from quorate.sessions import actions, store
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console/me", include_in_schema=False)


@router.get("", response_model=None)
async def show_me(request: Request, sitting: Sitting) -> HTMLResponse:
    """What the people's facts say of this person now."""
    deps, person = dependencies(request), sitting.actor.person
    now, roster = deps.clock(), house(request).rules().roster
    async with deps.pool.connection() as conn:
        sessions = await store.living(conn, person.id, now)
    return page(
        "me.html",
        sitting,
        me=person,
        ahead=ahead(person, now),
        keys=roster.keys_of(person.id),
        since=roster.since,
        sessions=sessions,
        here=sitting.session.id,
        cared=await cared(request, sitting),
    )


@router.post("/sessions/{name}/end", response_model=None)
async def end_session(request: Request, sitting: Sitting, name: str) -> Response:
    """Ends one of one's own sessions, this one too."""
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        await actions.end(conn, name, sitting.actor.person.id, deps.clock())
    return go("/console" if name == sitting.session.id else "/console/me")


@router.get("/passkey", response_model=None)
async def to_signer(request: Request, sitting: Sitting) -> Response:
    """To the signer's page where a passkey is made."""
    return signer_page(request, sitting, PASSKEY)


@router.post("/keys", response_model=None)
async def offer_key(
    request: Request, sitting: Sitting, public: Annotated[str, Form()]
) -> JSONResponse:
    """Asks the founders to enrol this browser's key; only they make it count."""
    if not PUBLIC.fullmatch(public):
        refuse(Problem.BODY_INVALID, "a public key is 64 hex digits", "public")
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        await ask_enrolment(conn, public, sitting.actor.person.id, deps.clock())
    return JSONResponse({"state": "waiting"})
