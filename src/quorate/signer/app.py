"""The signer's pages. One that could not be proved has no challenge: nothing can be signed."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, JsonValue
from starlette.middleware.base import BaseHTTPMiddleware

from quorate.decisions.shown import MistrustError, Shown, check, mistrust
from quorate.ledger.fields import items, text
from quorate.people.hands import challenge
from quorate.people.passkeys import base64url
from quorate.signer import words
from quorate.signer.enrolling import NotEnrolledError, enrolment, options, rp_id_of
from quorate.signer.upstream import Upstream, UpstreamError
from quorate.vocabulary.kinds import Kind

HERE: Final = Path(__file__).parent
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
Link = Annotated[str, Query(max_length=1024)]


@dataclass(frozen=True, slots=True)
class Pinned:
    """What the signer believes, from its own settings: genesis, effectors, its own origin."""

    genesis: str
    effectors: Mapping[str, str]
    origin: str


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class WordIn(_Strict):
    """What the authenticator answered on the page of a proposal."""

    key: str
    assertion: dict[str, JsonValue]


class PasskeyIn(_Strict):
    """What the authenticator made on the page for passkeys."""

    link: str
    credential: dict[str, JsonValue]


def plain(value: object) -> str:
    """Hostile text without control characters and direction marks."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(value))


_pages = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
)
_pages.filters["plain"] = plain


def _page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    return HTMLResponse(_pages.get_template(template).render(**values), status)


def _proved(found: Mapping[str, object], name: str, pinned: Pinned) -> Shown:
    shown = check(found, pinned.genesis, pinned.effectors, lambda _: text(found, "policy"))
    if shown.statement.proposal != name:
        mistrust("The server showed another proposal than the one of the address")
    shown.weighed()
    return shown


def create_signer(pinned: Pinned, upstream: Upstream) -> FastAPI:
    """The app; it keeps nothing between two requests."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_middleware(BaseHTTPMiddleware, dispatch=_guarded)
    _tell_refusals(app)
    _show_proposals(app, pinned, upstream)
    _make_passkeys(app, pinned, upstream)

    @app.get("/")
    async def entrance() -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        return _page("entrance.html")

    return app


def _tell_refusals(app: FastAPI) -> None:
    @app.exception_handler(UpstreamError)
    async def refused(request: Request, error: Exception) -> HTMLResponse | JSONResponse:  # pyright: ignore[reportUnusedFunction]
        status = error.status if isinstance(error, UpstreamError) else 500
        if request.method == "POST":
            return JSONResponse({"told": plain(error)}, status)
        return _page("problem.html", status, told=str(error))

    @app.exception_handler(ValueError)
    @app.exception_handler(MistrustError)
    async def mistrusted(_: Request, error: Exception) -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        return _page("warning.html", 409, told=str(error))

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
        return _page(
            "proposal.html",
            who=who,
            title=words.title(shown),
            told=words.told(shown, who),
            native=shown.resolution.native,
            tier=shown.statement.tier,
            own=shown.statement.signer == who,
            proposal=name,
            challenges={str(kind): made for kind, made in said.items()},
            rp_id=rp_id_of(pinned.origin),
            passkeys=json.dumps(_passkeys(found)),
        )

    @app.post("/proposals/{name}/{word}")
    async def say(name: str, word: Literal["approve", "deny"], body: WordIn) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        said = {"proposal": name, "kind": word, "key": body.key, "assertion": body.assertion}
        answer = await upstream.post("/v1/signing/words", said)
        return JSONResponse({"who": text(answer, "who")})


def _make_passkeys(app: FastAPI, pinned: Pinned, upstream: Upstream) -> None:
    @app.get("/passkeys")
    async def show_passkeys(link: Link) -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        found = await upstream.post("/v1/signing/shown", {"link": link})
        known, who = _passkeys(found), text(found, "who")
        return _page(
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


def _passkeys(found: Mapping[str, object]) -> dict[str, str]:
    """Credential to key id, of the person's living passkeys."""
    return {text(k, "credential"): text(k, "key") for k in items(found, "passkeys")}


async def _guarded(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """The strict headers on every answer, and no post from another site's page."""
    if request.method == "POST" and request.headers.get("sec-fetch-site") != "same-origin":
        return JSONResponse({"told": "This was sent from another site."}, 403)
    answer = await call_next(request)
    answer.headers.update(HEADERS)
    return answer
