"""What every form of a browser has to be, and every address, whichever door it comes through."""

from typing import Final

from fastapi import Request

from quorate.api.around.problems import refuse
from quorate.intake.wellformed import is_clean
from quorate.vocabulary.problems import Problem

READING: Final = {"GET", "HEAD", "OPTIONS"}
SAME_SITE: Final = {"same-origin", "none"}


async def own_form(request: Request) -> None:
    """A form comes from our own pages, whatever it asks for."""
    if request.method not in READING and request.headers.get("sec-fetch-site") not in SAME_SITE:
        refuse(Problem.NOT_SIGNED_IN, "the form was sent from another site", "Sec-Fetch-Site")


def plain_text(text: str, field: str) -> None:
    """A text that is kept holds none either, nor half a character."""
    if not is_clean(text):
        refuse(Problem.BODY_INVALID, "a text with NUL or half a surrogate pair", field)


async def plain_address(request: Request) -> None:
    """An address holds no NUL, which no text of PostgreSQL can: not in its path, nor its query."""
    scope = request.scope
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        refuse(Problem.BODY_INVALID, "an address holds no NUL", "address")
