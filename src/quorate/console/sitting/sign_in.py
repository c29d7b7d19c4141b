"""Signing in: the link's invitation, the browser's key, the founders' enrolment, a challenge.

Only where there is no provider: with one, whoever is gone there may not get in by another way.
"""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from quorate.api.around.deps import dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.around.rates import count_form
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor
from quorate.console.around.desk import COOKIE, PUBLIC, cookie_name, go, look, page, sealer
from quorate.console.around.leaving import leaving
from quorate.console.sitting.sealing import CHALLENGE_LASTS, sign_in_holds
from quorate.console.sitting.store import ask_enrolment
from quorate.people.keys import key_id
from quorate.people.model import Person
from quorate.sessions import actions
from quorate.sessions.model import Seated, decide_begin
from quorate.vocabulary.kinds import Channel, Means
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console", include_in_schema=False, dependencies=[Depends(count_form)])


def _invited(request: Request, invite: str) -> str:
    """The person whom an invitation names; it is a bearer secret that only asks for enrolment."""
    if house(request).provider is not None:
        refuse(Problem.NOT_SIGNED_IN, "everybody signs in at the provider here", "invite")
    person = house(request).invites.get(invite)
    if person is None:
        refuse(Problem.NOT_SIGNED_IN, "this link invites nobody", "invite")
    return person


@router.get("/sign-in", response_model=None)
async def show(request: Request, invite: str = "") -> HTMLResponse:
    """The page whose button makes the key, or finds it."""
    person = _invited(request, invite)
    return page("sign_in.html", None, invite=invite, invited=person)


@router.post("/sign-in/key", response_model=None)
async def offer_key(
    request: Request, invite: Annotated[str, Form()], public: Annotated[str, Form()]
) -> JSONResponse:
    """Asks the founders to enrol the browser's key; once enrolled, gives a challenge."""
    person, deps = _invited(request, invite), dependencies(request)
    if not PUBLIC.fullmatch(public):
        refuse(Problem.BODY_INVALID, "a public key is 64 hex digits", "public")
    identifier = key_id(bytes.fromhex(public))
    house(request).onlooker.catch_up()
    known = house(request).onlooker.view.roster.key(identifier)
    if known is None or known.person != person:
        async with deps.pool.connection() as conn:
            await ask_enrolment(conn, public, person, deps.clock())
        return JSONResponse({"state": "waiting"})
    until = deps.clock() + CHALLENGE_LASTS
    challenge = sealer(request).seal("challenge", f"{identifier} {secrets.token_hex(8)}", until)
    return JSONResponse({"state": "enrolled", "challenge": challenge})


@router.post("/sign-in", response_model=None)
async def sign_in(
    request: Request,
    key: Annotated[str, Form()],
    challenge: Annotated[str, Form()],
    sig: Annotated[str, Form()],
) -> Response:
    """A signed challenge becomes a session, in a cookie no script can read."""
    now = dependencies(request).clock()
    asked = sealer(request).open("challenge", challenge, now)
    house(request).onlooker.catch_up()
    roster = house(request).onlooker.view.roster
    known, person = roster.key(key), roster.holder(key)
    if asked is None or asked.split(" ")[0] != key or known is None or person is None:
        refuse(Problem.NOT_SIGNED_IN, "the challenge is not for this key, or too old", "challenge")
    if known.channel is not Channel.CONSOLE:
        refuse(Problem.CHANNEL_NOT_COUNTED, "only a browser's own key signs in", "key")
    if not sign_in_holds(known.public, challenge, sig):
        refuse(Problem.SIGNATURE_INVALID, "the challenge's signature does not hold", "sig")
    answer = JSONResponse({"person": person.id})
    return await sit_down(request, answer, person, Means.BROWSER_KEY, key)


async def sit_down(
    request: Request, answer: Response, person: Person, means: Means, key: str
) -> Response:
    """Begins a session under a new secret and puts it into the answer's cookie."""
    deps, secret = dependencies(request), secrets.token_urlsafe(32)
    now = deps.clock()
    session = accepted(decide_begin(person, means, key, secret, now))
    async with deps.pool.connection() as conn:
        await actions.begin(conn, session, cookie_name(request))
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int((session.ends_at - now).total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/console",
    )
    return answer


@router.post("/sign-out", response_model=None)
async def sign_out(request: Request, anyway: Annotated[str, Form()] = "") -> RedirectResponse:
    """Ends the session, here and in the table. In the last hour of a shift it asks first what
    becomes of whatever is still open; `anyway` ends it all the same."""
    found = await look(request, cookie_name(request))
    if isinstance(found, Seated) and not anyway:
        left = await leaving(request, Actor(found.person))
        if left and left.pending.number:
            return go("/console/handover?out=true")
    return await end_here(request)


async def end_here(request: Request) -> RedirectResponse:
    """Ends this browser's session."""
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        await actions.sign_out(conn, cookie_name(request), deps.clock())
    answer = go("/console")
    answer.delete_cookie(COOKIE, path="/console")
    return answer


@router.get("", response_model=None)
async def entrance(request: Request) -> Response:
    """To the queue when signed in; else what to do."""
    if isinstance(await look(request, cookie_name(request)), Seated):
        return go("/console/queue")
    return page("entrance.html", None, provider=house(request).provider)
