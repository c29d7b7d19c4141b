"""Reported pictures, films and sounds, shown on the page of their case and nowhere else."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.cases import presence, queries
from quorate.console.around.desk import Sitting, case_id
from quorate.console.casework.grouped import reported
from quorate.vocabulary.media import sniffed
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console", include_in_schema=False)
# What loads it: an element of a page. A tab of its own would show it without any care.
_ELEMENTS: Final = {"audio", "image", "video"}
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@router.get("/cases/{id}/media/{mark}", response_model=None)
async def show_media(request: Request, sitting: Sitting, id: str, mark: str) -> Response:
    """The bytes, if they are of a kind that is shown; from then on the person's time with this
    page is time with media open. They pass through memory alone."""
    deps, case = dependencies(request), case_id(id)
    if request.headers.get("sec-fetch-dest") not in _ELEMENTS:
        refuse(Problem.MEDIA_NOT_SHOWN, "it is shown on the page of its case only", "media")
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, id)
    async with deps.pool.connection() as conn:
        found = accepted(await queries.case_page(conn, leave, case))
        await presence.media_shown(conn, leave, case, deps.clock())
    address = next((m.address for m in reported(found.reports) if m.mark == mark), None)
    if address is None:
        refuse(Problem.MEDIA_NOT_SHOWN, "the reports of this case name no such media", "media")
    data = accepted(await house(request).asking.media(address))
    kind = sniffed(data)
    if kind is None:
        refuse(Problem.MEDIA_NOT_SHOWN, "its bytes are of no kind that is shown here", "media")
    name = f'inline; filename="reported.{kind.partition("/")[2]}"'
    return Response(data, headers={**_HEADERS, "Content-Disposition": name}, media_type=kind)
