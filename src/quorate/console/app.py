"""The console's routes and files, added to the serving app."""

from typing import Final

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from quorate.api import problems
from quorate.api.forms import own_form
from quorate.api.problems import RefusedError
from quorate.console import (
    amendments,
    appeals,
    approvals,
    bulk,
    caring,
    cases,
    evidence,
    explaining,
    exports,
    flaggers,
    handover,
    helping,
    holds,
    incidents,
    keyed,
    languages,
    lasting,
    leads,
    legal,
    live,
    looks,
    me,
    media,
    notes,
    notifiers,
    on_call,
    outside,
    past,
    people,
    proposals,
    provider,
    queue,
    quick,
    register,
    search,
    second,
    sign_in,
    signals,
    translating,
    waiting,
)
from quorate.console.desk import HERE, refused_page
from quorate.console.failing import as_pages, paged
from quorate.languages.speaking import Speaking
from quorate.languages.templating import SHARED
from quorate.vocabulary.problems import Problem, Refusal

ROOMS: Final = (
    languages,
    sign_in,
    provider,
    me,
    live,
    lasting,
    queue,
    quick,
    keyed,
    cases,
    evidence,
    notes,
    media,
    caring,
    translating,
    looks,
    people,
    amendments,
    past,
    outside,
    on_call,
    waiting,
    approvals,
    appeals,
    handover,
    proposals,
    register,
    explaining,
    helping,
    incidents,
    search,
    bulk,
    leads,
    second,
    holds,
    flaggers,
    notifiers,
    exports,
    legal,
    signals,
)


def add_console(app: FastAPI) -> None:
    """Pages under /console; a refusal there is a page, elsewhere a problem document."""
    for room in ROOMS:
        app.include_router(room.router, dependencies=[Depends(own_form)])
    app.add_middleware(Speaking, asked=languages.kept, under="/console")
    app.mount("/static", StaticFiles(directory=HERE / "static", packages=[SHARED]), name="static")

    async def refused(request: Request, error: Exception) -> Response:
        if not isinstance(error, RefusedError):
            raise error
        if request.url.path.startswith("/console"):
            return refused_page(request, error.refusal)
        return problems.answer(error.refusal)

    async def invalid(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        return await refused(request, RefusedError(problems.refusal_of(error, start=1)))

    async def nowhere(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        if error.status_code == 404 and request.url.path.startswith("/console"):
            return refused_page(request, Refusal(Problem.NOT_FOUND, "there is no such page"))
        return await of_http(request, error)

    of_http = paged(problems.of_http)
    as_pages(app)
    app.add_exception_handler(HTTPException, nowhere)
    app.add_exception_handler(RefusedError, refused)
    app.add_exception_handler(RequestValidationError, invalid)
