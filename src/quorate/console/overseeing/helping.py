"""First steps: what a day at the desk looks like, what each page is for, and the keys."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from quorate.api.steps.casework import house
from quorate.console.around.desk import Sitting, page
from quorate.vocabulary.kinds import Role

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/help", response_model=None)
async def show_help(request: Request, sitting: Sitting) -> HTMLResponse:
    """Says it for this person's roles."""
    person = sitting.actor.person
    return page(
        "help.html",
        sitting,
        reviews=person.powers.propose is not None,
        lead=Role.LEAD in person.roles,
        limits=house(request).limits,
    )
