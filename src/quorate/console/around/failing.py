"""What the framework refuses, and failures of ours, as pages with a way out like any refusal."""

import json
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from quorate.api.around import problems
from quorate.console.around.desk import is_scripted, page
from quorate.console.around.typed import typed

Handler: TypeAlias = Callable[[Request, Exception], Awaitable[JSONResponse]]


def as_pages(app: FastAPI) -> None:
    """Under /console; elsewhere they stay problem documents."""
    app.add_exception_handler(problems.AWAY, paged(problems.away))
    app.add_exception_handler(Exception, paged(problems.defect))


def paged(handler: Handler) -> Callable[[Request, Exception], Awaitable[Response]]:
    """The same answer as a page where a person reads it."""

    async def told(request: Request, error: Exception) -> Response:
        answer = await handler(request, error)
        if is_scripted(request) or not request.url.path.startswith("/console"):
            return answer
        told, said = json.loads(bytes(answer.body)), typed(request)
        shown = page("failed.html", None, answer.status_code, told=told, typed=said)
        shown.headers.update({n: v for n, v in answer.headers.items() if n == "retry-after"})
        return shown

    return told
