"""The effector's own door: a loopback listener of its own, signed words in, signed answers out."""

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from quorate.accounts.subject import Subject
from quorate.api.around import problems
from quorate.api.around.limits import BodyLimit
from quorate.effects.asking import ask_digest
from quorate.effects.doors.identities import Identities
from quorate.effects.doors.media import MediaDoor
from quorate.effects.doors.objections import Objections
from quorate.effects.doors.outside import OutsideDoor
from quorate.effects.doors.resolution import Resolver
from quorate.effects.doors.reveals import Reveals
from quorate.effects.doors.staff import StaffDoor
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, text, texts
from quorate.people.keys import key_id, signature_holds
from quorate.telemetry.requests import UNTOLD, Told
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import instant, now

MOST_BYTES = 1 << 20
_FRESH = timedelta(seconds=30)
_log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


def _answer(found: dict[str, Json] | Refusal) -> JSONResponse:
    return problems.answer(found) if isinstance(found, Refusal) else JSONResponse(found)


async def _body(request: Request) -> Mapping[str, object]:
    try:
        return as_object(await request.json(), "body")
    except (ValueError, RecursionError):
        problems.refuse(Problem.BODY_INVALID, "the body is not a JSON object in UTF-8", "body")


def _asked(body: Mapping[str, object], known: Mapping[str, str]) -> Mapping[str, object]:
    """What a known process asks, freshly signed. Raises ValueError naming the field."""
    ask = as_object(body.get("ask"), "ask")
    public, sig = known.get(text(body, "key"), ""), bytes.fromhex(text(body, "sig"))
    at = instant(text(ask, "at"))
    if not signature_holds(public, ask_digest(ask), sig) or abs(now() - at) > _FRESH:
        problems.refuse(Problem.NOT_SIGNED_IN, "not asked by a known process", "key")
    return ask


def _subject(ask: Mapping[str, object]) -> Subject:
    return Subject(text(ask, "connector"), SubjectKind(text(ask, "kind")), text(ask, "native"))


@contextmanager
def _named() -> Generator[None]:
    """A field that does not fit is refused by its name."""
    try:
        yield
    except ValueError as problem:
        problems.refuse(Problem.BODY_INVALID, str(problem)[:200], "ask")


async def _not_kept(_: Request, error: Exception) -> JSONResponse:
    """A disk that takes nothing: what would be promised is lost with the process."""
    _log.error("memory_takes_nothing", error=type(error).__name__)
    return problems.answer(
        Refusal(
            Problem.LEDGER_UNAVAILABLE,
            "the effector's memory takes nothing: its disk may be full",
            None,
            "I11",
        )
    )


def _app() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=UNTOLD)
    app.add_middleware(BodyLimit, most=MOST_BYTES)
    app.add_middleware(Told, trusted=True)
    problems.install(app)
    app.add_exception_handler(sqlite3.Error, _not_kept)
    return app


def _resolving(app: FastAPI, resolver: Resolver, known: Mapping[str, str]) -> None:
    """What only the effector knows about subjects, for our own processes."""

    @app.post("/v1/resolve")
    async def resolve(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        with _named():
            ask = _asked(await _body(request), known)
            kind, native = SubjectKind(text(ask, "kind")), text(ask, "native")
            reporters = texts(ask, "reporters")
        found = await resolver.resolve(kind, native, reporters)
        return _answer(found if isinstance(found, Refusal) else found.fields())

    @app.post("/v1/concerned")
    async def concerned(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        with _named():
            ask = _asked(await _body(request), known)
            subject, reporters = _subject(ask), texts(ask, "reporters")
        found = resolver.concerned(subject, reporters)
        return _answer(found if isinstance(found, Refusal) else {"people": [*found]})

    @app.post("/v1/owners")
    async def owners(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        with _named():
            subject = _subject(_asked(await _body(request), known))
        found = resolver.owners(subject)
        return _answer(found if isinstance(found, Refusal) else {"people": [*found]})


def create_door(
    objections: Objections,
    staff: StaffDoor,
    reveals: Reveals,
    identities: Identities,
    outside: OutsideDoor,
    resolver: Resolver,
    media: MediaDoor,
    askers: Mapping[str, str],
) -> FastAPI:
    """`askers` are the processes that may resolve: name to public key, hex."""
    app = _app()
    known = {key_id(bytes.fromhex(public)): public for public in askers.values()}

    _resolving(app, resolver, known)

    @app.post("/v1/media")
    async def reported_media(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        with _named():
            address = text(_asked(await _body(request), known), "media")
        found = await media.fetch(address)
        if isinstance(found, Refusal):
            return problems.answer(found)
        headers = {"Cache-Control": "no-store"}
        return Response(found, headers=headers, media_type="application/octet-stream")

    @app.post("/v1/before")
    async def before(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        with _named():
            name = text(_asked(await _body(request), known), "amendment")
        found = staff.before(name)
        return (
            problems.answer(found) if isinstance(found, Refusal) else JSONResponse(found.fields())
        )

    @app.post("/v1/veto")
    async def veto(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(objections.veto(await _body(request)))

    @app.post("/v1/restore")
    async def restore(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(await objections.restore(await _body(request)))

    @app.post("/v1/revoke")
    async def revoke(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(objections.revoke(await _body(request)))

    @app.post("/v1/revoke-key")
    async def revoke_key(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(objections.revoke_key(await _body(request)))

    @app.post("/v1/reveal")
    async def reveal(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        answer = _answer(await reveals.reveal(await _body(request)))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @app.post("/v1/show-identity")
    async def show_identity(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        answer = _answer(await identities.show(await _body(request)))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @app.post("/v1/break-glass")
    async def break_glass(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(await staff.break_glass(await _body(request)))

    @app.post("/v1/review-glass")
    async def review_glass(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(await staff.review_glass(await _body(request)))

    @app.post("/v1/lock-person")
    async def lock_person(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(await staff.lock_person(await _body(request)))

    @app.post("/v1/changed-accounts")
    async def changed(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        with _named():
            _asked(await _body(request), known)
        return _answer(outside.accounts())

    @app.post("/v1/waiting")
    async def waiting(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        with _named():
            _asked(await _body(request), known)
        return _answer({"waiting": outside.waiting()})

    @app.post("/v1/acknowledge-change")
    async def acknowledge(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(outside.acknowledge(await _body(request)))

    @app.post("/v1/free-account")
    async def free(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(await outside.free(await _body(request)))

    @app.post("/v1/amendments/veto")
    async def veto_amendment(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(staff.veto(await _body(request)))

    @app.post("/v1/execute")
    async def execute(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _answer(await objections.execute(await _body(request)))

    return app
