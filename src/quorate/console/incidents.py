"""The incident page: one field for an account, a person, a case or a proposal, and its timeline."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from quorate.api.deps import allowed, dependencies
from quorate.api.incidents import Bundle, Paper, bundle, paper
from quorate.api.timelines import EVERYTHING, Wanted, incident, print_out, proof
from quorate.console.desk import Sitting, page
from quorate.incidents.document import exposed, lasted
from quorate.vocabulary.permissions import Permission

router = APIRouter(prefix="/console/incidents", include_in_schema=False)
Text = Annotated[str, Query(max_length=256)]
ROWS = 100


@router.get("", response_model=None)
async def show_incident(
    request: Request,
    sitting: Sitting,
    about: Text = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[int, Query(ge=-1, le=2**62)] = -1,
) -> HTMLResponse:
    """The form, and under it the timeline of what was asked."""
    allowed(dependencies(request), sitting.actor, Permission.INCIDENTS_READ, about or EVERYTHING)
    wanted = Wanted(about.strip(), since, until)
    asked = wanted.about or since or until
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
async def download_bundle(
    request: Request,
    sitting: Sitting,
    about: Text = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
) -> Bundle:
    """The whole timeline as a file that an auditor checks without Quorate."""
    return bundle(await proof(request, sitting.actor, Wanted(about.strip(), since, until)))


@router.get("/pdf", response_model=None)
async def download_paper(
    request: Request,
    sitting: Sitting,
    about: Text = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
) -> Paper:
    """The whole timeline as a document to read."""
    return paper(await print_out(request, sitting.actor, Wanted(about.strip(), since, until)))
