"""Which language a page speaks: what this browser keeps, else what it asks for; how to choose."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from quorate.api.problems import refuse
from quorate.console.catalogues import chosen, tongues
from quorate.console.desk import cookie_name, go, look
from quorate.console.tongues import TONGUE
from quorate.sessions.model import Seated
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console", include_in_schema=False)
KEPT: Final = "quorate-language"
YEAR: Final = 365 * 86400


class Speaking:
    """ASGI middleware: everything that answers a request, streams too, speaks one language."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with its language set."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Request(scope)
        accepted = asked.headers.get("accept-language", "")
        token = TONGUE.set(chosen(asked.cookies.get(KEPT, ""), accepted))
        try:
            await self._app(scope, receive, send)
        finally:
            TONGUE.reset(token)


@router.post("/language", response_model=None)
async def choose(request: Request, language: Annotated[str, Form(max_length=35)] = "") -> Response:
    """Keeps a choice in this browser; empty is what the browser asks for."""
    if language and language not in tongues():
        refuse(Problem.BODY_INVALID, "there is no catalogue for this language", "language")
    seated = isinstance(await look(request, cookie_name(request)), Seated)
    answer = go("/console/me" if seated else "/console")
    if not language:
        answer.delete_cookie(KEPT, path="/console")
        return answer
    answer.set_cookie(
        KEPT,
        language,
        max_age=YEAR,
        httponly=True,
        samesite="lax",  # it decides nothing, and a link from elsewhere opens in the same language
        secure=request.url.scheme == "https",
        path="/console",
    )
    return answer
