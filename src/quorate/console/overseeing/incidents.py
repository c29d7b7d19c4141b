"""The incident page: one field for an account, a person, a case or a proposal, and its timeline."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from quorate.api.around.deps import allowed, dependencies
from quorate.api.routes.incidents import Bundle, Paper, bundle, paper
from quorate.api.steps.timelines import EVERYTHING, Wanted, incident, print_out, proof
from quorate.console.around.desk import Sitting, page
from quorate.incidents.document import exposed, lasted
from quorate.vocabulary.permissions import Permission

router = APIRouter(prefix="/console/incidents", include_in_schema=False)
Time = Annotated[str, Query(max_length=40)]
ROWS = 100


def wanted(
    about: Annotated[str, Query(max_length=256)] = "", since: Time = "", until: Time = ""
) -> Wanted:
    """What the form asks for."""
    return Wanted(about.strip(), since, until)


Asking = Annotated[Wanted, Depends(wanted)]


@router.get("", response_model=None)
async def show_incident(
    request: Request,
    sitting: Sitting,
    wanted: Asking,
    after: Annotated[int, Query(ge=-1, le=2**62)] = -1,
) -> HTMLResponse:
    """The form, and under it the timeline of what was asked."""
    resource = wanted.about or EVERYTHING
    allowed(dependencies(request), sitting.actor, Permission.INCIDENTS_READ, resource)
    asked = wanted.about or wanted.since or wanted.until
    found = await incident(request, sitting.actor, wanted, after, ROWS) if asked else None
    return page(
        "incidents.html",
        sitting,
        wanted=wanted,
        found=found,
        after=after,
        lasted=lasted,
        exposed=exposed,
    )


@router.get("/bundle", response_model=None)
async def download_bundle(request: Request, sitting: Sitting, wanted: Asking) -> Bundle:
    """The whole timeline as a file that an auditor checks without Quorate."""
    return bundle(await proof(request, sitting.actor, wanted))


@router.get("/pdf", response_model=None)
async def download_paper(request: Request, sitting: Sitting, wanted: Asking) -> Paper:
    """The whole timeline as a document to read."""
    return paper(await print_out(request, sitting.actor, wanted))
