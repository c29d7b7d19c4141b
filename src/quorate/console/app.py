"""The console's routes and files, added to the serving app."""

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from quorate.api.around import problems
from quorate.api.around.forms import own_form
from quorate.api.around.later import Loading, Opening
from quorate.api.around.problems import RefusedError
from quorate.console.around import languages
from quorate.console.around.desk import HERE, refused_page
from quorate.console.around.failing import as_pages, paged
from quorate.console.around.typed import keep_typed
from quorate.languages.speaking import Speaking
from quorate.languages.templating import SHARED
from quorate.vocabulary.problems import Problem, Refusal


def add_console(app: FastAPI) -> None:
    """Pages under /console; a refusal there is a page, elsewhere a problem document.

    They are loaded when the first is asked for, or `app.state.console` is: they take as long as
    everything else of the server together, and reports need not wait for that.
    """

    def rooms() -> None:
        from quorate.console.rooms import ROOMS  # noqa: PLC0415

        for room in ROOMS:
            app.include_router(room.router, dependencies=[Depends(own_form), Depends(keep_typed)])

    app.state.console = Loading(rooms)
    app.add_middleware(Opening, loading=app.state.console, under="/console")
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
