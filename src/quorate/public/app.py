"""The public pages as an application of their own, mounted under /public."""

from typing import Final

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint

from quorate.api.around import problems
from quorate.api.around.buckets import Buckets
from quorate.api.around.deps import Dependencies
from quorate.api.around.forms import own_form
from quorate.api.around.house import House
from quorate.api.around.problems import RefusedError
from quorate.api.around.rates import Rates, count_form
from quorate.languages.catalogues import tongues
from quorate.languages.speaking import Speaking
from quorate.public import (
    appeals,
    exports,
    giver_appeals,
    notices,
    reasons,
    reports,
    transparency,
)
from quorate.public.pages import HERE, PREFIX, page, refused_page
from quorate.telemetry.requests import UNTOLD
from quorate.transparency.shelf import Shelf
from quorate.vocabulary.problems import Problem, Refusal

KEPT: Final = "quorate-public-language"
YEAR: Final = 365 * 86400
ROOMS: Final[tuple[APIRouter, ...]] = (
    notices.router,
    reports.router,
    giver_appeals.router,
    reasons.router,
    appeals.router,
    exports.router,
    transparency.router,
)


def create_public(deps: Dependencies, house: House, shelf: Shelf | None = None) -> FastAPI:
    """The app; it opens and closes nothing of what it is given. `shelf` has the closed months."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=UNTOLD)
    app.state.dependencies, app.state.house = deps, house
    app.state.buckets, app.state.rates = Buckets(), Rates()
    app.state.desk = transparency.Desk(shelf)
    for router in ROOMS:
        app.include_router(router, dependencies=[Depends(own_form), Depends(count_form)])
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_middleware(BaseHTTPMiddleware, dispatch=_keep)
    app.add_middleware(Speaking, asked=_asked)
    _answer(app)

    @app.get("/")
    async def entrance() -> Response:  # pyright: ignore[reportUnusedFunction]
        return page("entrance.html")

    return app


def _asked(request: Request) -> str:
    """The language that the address names, else the one that this browser keeps."""
    return request.query_params.get("language", "") or request.cookies.get(KEPT, "")


async def _keep(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """A language that an address named is kept by this browser for the pages after it."""
    answer = await call_next(request)
    code = request.query_params.get("language", "")
    if code in tongues():
        answer.set_cookie(KEPT, code, max_age=YEAR, path=PREFIX, httponly=True, samesite="lax")
    return answer


def _answer(app: FastAPI) -> None:
    """Refusals, bad forms, unknown addresses and failures are pages with a way out."""

    async def refused(_: Request, error: Exception) -> Response:
        if not isinstance(error, RefusedError):
            raise error
        return refused_page(error.refusal)

    async def invalid(_: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        return refused_page(problems.refusal_of(error, start=1))

    async def nowhere(_: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        if error.status_code == 404:
            return refused_page(Refusal(Problem.NOT_FOUND, "there is no such page"))
        return page("failed.html", error.status_code)

    async def failed(request: Request, error: Exception) -> Response:
        handler = problems.away if isinstance(error, problems.AWAY) else problems.defect
        answer = await handler(request, error)
        return page("failed.html", answer.status_code)

    app.add_exception_handler(RefusedError, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, nowhere)
    for kind in (problems.AWAY, Exception):
        app.add_exception_handler(kind, failed)
