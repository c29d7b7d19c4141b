"""The page that says why one may or may not do something, and what time will change."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from quorate.api.routes.explaining import Wondered, explained, people_to_ask_about
from quorate.authority.explain import VERBS
from quorate.console.around.desk import Sitting, page
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console/explain", include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]


@router.get("", response_model=None)
async def show_explanation(
    request: Request,
    sitting: Sitting,
    person: Text = "",
    action: Text = "",
    tier: Annotated[str, Query(pattern="^[0-3]?$")] = "",
    about: Text = "",
    at: Text = "",
) -> HTMLResponse:
    """The form, and under it the answer to what was asked."""
    who = person or sitting.actor.person.id
    asked = Wondered(who, action, int(tier) if tier else None, about, at)
    found = await explained(request, sitting.actor, asked) if action else None
    return page(
        "explain.html",
        sitting,
        asked=asked,
        found=found,
        people=[p.id for p in people_to_ask_about(request, sitting.actor)],
        verbs=list(VERBS),
        tiers=TIERS,
        zone=ZoneInfo(found.question.person.zone) if found else None,
    )
