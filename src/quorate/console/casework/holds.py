"""Holds by page: the list with its reviews, and a case's own; placed and lifted by form."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import asked, dependencies
from quorate.api.routes import holds
from quorate.authority.gate import Warrant
from quorate.console.around.desk import Seat, Sitting, case_id, go, page
from quorate.retention import queries
from quorate.retention.actions import HOLDS, Wanted
from quorate.retention.model import HOLD, LONGEST_REASON
from quorate.retention.queries import Shown
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/holds", response_model=None)
async def show_holds(request: Request, sitting: Sitting) -> HTMLResponse:
    """What is on hold now, those first whose review comes first."""
    found = await holds.standing(request, sitting.actor)
    now = dependencies(request).clock()
    return page("holds.html", sitting, lines=[_line(one, now) for one in found])


@router.post("/cases/{id}/holds", response_model=None)
async def place(
    request: Request,
    sitting: Sitting,
    id: str,
    reason: Annotated[str, Form(max_length=2 * LONGEST_REASON)] = "",
    whole: Annotated[str, Form(max_length=8)] = "",
    review_on: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Stops the erasing of this case, or of its whole account."""
    wanted = Wanted(case_id(id), reason, whole == "yes", review_on or None)
    await holds.place(request, sitting.actor, wanted)
    return go(f"/console/cases/{id}#holds")


@router.post("/holds/{id}/lift", response_model=None)
async def lift(request: Request, sitting: Sitting, id: str) -> Response:
    """Lets what is due go again."""
    await holds.lift(request, sitting.actor, id)
    return go("/console/holds")


async def of_case(request: Request, sitting: Seat, id: str) -> list[dict[str, object]] | None:
    """The holds that keep a case, for whoever may place one; None for everybody else."""
    deps = dependencies(request)
    if not isinstance(asked(deps, sitting.actor, Permission.HOLD_PLACE, HOLDS), Warrant):
        return None
    async with deps.pool.connection() as conn:
        return [_line(one, deps.clock()) for one in await queries.holds_on(conn, case_id(id))]


def _line(shown: Shown, now: datetime) -> dict[str, object]:
    """`late` says that the day of its review has come."""
    hold = shown.hold
    review = datetime.fromisoformat(hold.review_on).replace(tzinfo=UTC) if hold.review_on else None
    return {
        "id": edge(HOLD, hold.id),
        "hold": hold,
        "why": shown.why,
        "case": edge(CASE, hold.case) if hold.case else "",
        "review": review,
        "late": review is not None and review <= now,
    }
