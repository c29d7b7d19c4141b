"""Which language a page speaks: what this browser keeps, else what it asks for; how to choose, and
how the signer is told."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from quorate.api.around.problems import refuse
from quorate.api.routes.signing import link_to
from quorate.console.around.desk import Seat, cookie_name, go, look
from quorate.languages.catalogues import tongues
from quorate.languages.tongues import TONGUE
from quorate.sessions.model import Seated
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console", include_in_schema=False)
KEPT: Final = "quorate-language"
YEAR: Final = 365 * 86400


def kept(request: Request) -> str:
    """The code of the language that this browser keeps, or empty."""
    return request.cookies.get(KEPT, "")


def signer_page(request: Request, sitting: Seat, about: str) -> Response:
    """To the signer's page about this, which believes nothing that stands here; it speaks as this
    page does."""
    link = link_to(request, sitting.actor.person.id, about)
    return go(f"{link}&language={TONGUE.get().code}")


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
