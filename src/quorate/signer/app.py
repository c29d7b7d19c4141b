"""The signer's pages. One that could not be proved has no challenge: nothing can be signed."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final, Literal

import yaml
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import JsonValue
from starlette.middleware.base import BaseHTTPMiddleware

from quorate.api.around.forms import READING
from quorate.api.around.limits import BodyLimit
from quorate.decisions.shown import MistrustError, Shown, check, mistrust
from quorate.languages.retelling import retell
from quorate.languages.speaking import Speaking
from quorate.languages.templating import SHARED, plain
from quorate.languages.tongues import say
from quorate.ledger.fields import text
from quorate.people.hands import challenge
from quorate.people.passkeys import base64url
from quorate.signer import words
from quorate.signer.amendments import show_amendments
from quorate.signer.enrolling import NotEnrolledError, enrolment, options, rp_id_of
from quorate.signer.pages import HERE, Link, Pinned, Strict, WordIn, page, passkeys_of
from quorate.signer.upstream import Upstream, UpstreamError
from quorate.telemetry.requests import UNTOLD, Told
from quorate.vocabulary import times
from quorate.vocabulary.kinds import Kind

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class PasskeyIn(Strict):
    """What the authenticator made on the page for passkeys."""

    link: str
    credential: dict[str, JsonValue]


def _proved(found: Mapping[str, object], name: str, pinned: Pinned) -> Shown:
    shown = check(found, pinned.genesis, pinned.effectors, lambda _: text(found, "policy"))
    if shown.statement.proposal != name:
        mistrust("The server showed another proposal than the one of the address")
    shown.weighed()
    return shown


def create_signer(
    pinned: Pinned, upstream: Upstream, clock: Callable[[], datetime] = times.now
) -> FastAPI:
    """The app; it keeps nothing between two requests."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=UNTOLD)
    app.mount("/static", StaticFiles(directory=HERE / "static", packages=[SHARED]), name="static")
    app.add_middleware(BaseHTTPMiddleware, dispatch=_guarded)
    app.add_middleware(Speaking, asked=_asked)
    app.add_middleware(BodyLimit)
    app.add_middleware(Told)
    _tell_refusals(app)
    _show_proposals(app, pinned, upstream)
    show_amendments(app, pinned, upstream, clock)
    _make_passkeys(app, pinned, upstream)

    @app.get("/")
    async def entrance() -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        return page("entrance.html")

    return app


def _tell_refusals(app: FastAPI) -> None:
    @app.exception_handler(UpstreamError)
    async def refused(request: Request, error: Exception) -> HTMLResponse | JSONResponse:  # pyright: ignore[reportUnusedFunction]
        status = error.status if isinstance(error, UpstreamError) else 500
        if request.method == "POST":
            return JSONResponse({"told": plain(error)}, status)
        return page("problem.html", status, told=str(error))

    @app.exception_handler(ValueError)
    @app.exception_handler(MistrustError)
    async def mistrusted(_: Request, error: Exception) -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        return page("warning.html", 409, told=retell(str(error)))

    @app.exception_handler(NotEnrolledError)
    async def not_enrolled(_: Request, error: Exception) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return JSONResponse({"told": plain(error)}, 422)


def _show_proposals(app: FastAPI, pinned: Pinned, upstream: Upstream) -> None:
    @app.get("/proposals/{name}")
    async def show_proposal(name: str, link: Link) -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        found = await upstream.post("/v1/signing/shown", {"link": link})
        shown, who = _proved(found, name, pinned), text(found, "who")
        said = {
            kind: base64url(challenge(shown.statement.spoken_by(kind, who)))
            for kind in (Kind.APPROVE, Kind.DENY)
        }
        return page(
            "proposal.html",
            who=who,
            title=words.title(shown),
            told=words.told(shown, who),
            counted=words.counted(found),
            native=shown.resolution.native,
            tier=shown.statement.tier,
            own=shown.statement.signer == who,
            name=name,
            challenges={str(kind): made for kind, made in said.items()},
            rp_id=rp_id_of(pinned.origin),
            passkeys=json.dumps(passkeys_of(found)),
        )

    @app.post("/proposals/{name}/{word}")
    async def take_word(name: str, word: Literal["approve", "deny"], body: WordIn) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        answer = await upstream.post("/v1/signing/words", body.about(name, word))
        return JSONResponse({"who": text(answer, "who")})


def _make_passkeys(app: FastAPI, pinned: Pinned, upstream: Upstream) -> None:
    @app.get("/passkeys")
    async def show_passkeys(link: Link) -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        found = await upstream.post("/v1/signing/shown", {"link": link})
        known, who = passkeys_of(found), text(found, "who")
        return page(
            "passkey.html",
            who=who,
            known=known,
            link=link,
            options=options(pinned.origin, link, who, known),
        )

    @app.post("/passkeys")
    async def make_passkey(body: PasskeyIn) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        key, row = enrolment(pinned.origin, body.link, dict(body.credential))
        await upstream.post("/v1/signing/passkeys", {"link": body.link, "row": row})
        return JSONResponse({"key": key, "row": yaml.safe_dump([row], sort_keys=False)})


def _asked(request: Request) -> str:
    """The language that a link asks for: the signer keeps no choice."""
    return request.query_params.get("language", "")


async def _guarded(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """The strict headers on every answer, and no post from another site's page."""
    site = request.headers.get("sec-fetch-site")
    if request.method not in READING and site != "same-origin":
        return JSONResponse({"told": say("This was sent from another site.")}, 403)
    answer = await call_next(request)
    answer.headers.update(HEADERS)
    return answer
