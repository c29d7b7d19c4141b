"""What every form of a browser has to be, whichever door it comes through."""

from typing import Final

from fastapi import Request

from quorate.api.around.problems import refuse
from quorate.vocabulary.problems import Problem

READING: Final = {"GET", "HEAD", "OPTIONS"}
SAME_SITE: Final = {"same-origin", "none"}


async def own_form(request: Request) -> None:
    """A form comes from our own pages, whatever it asks for."""
    if request.method not in READING and request.headers.get("sec-fetch-site") not in SAME_SITE:
        refuse(Problem.NOT_SIGNED_IN, "the form was sent from another site", "Sec-Fetch-Site")
