"""The page of the protected register: rows, late reviews, pending lowerings, what waiting costs."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from quorate.api.around.deps import allowed, dependencies
from quorate.api.steps import registry
from quorate.console.around import words
from quorate.console.around.desk import Sitting, page
from quorate.vocabulary.criteria import CRITERIA
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console", include_in_schema=False)
ROWS = 100


@router.get("/register", response_model=None)
async def show_register(
    request: Request, sitting: Sitting, after: Annotated[str, Query(max_length=64)] = ""
) -> HTMLResponse:
    """Who is protected and why; what is past its review stands first."""
    allowed(dependencies(request), sitting.actor, Permission.REGISTER_READ, registry.WHOLE)
    found = await registry.read(request, after=after, limit=ROWS)
    late = await registry.read(request, limit=ROWS, late=True)
    return page(
        "register.html",
        sitting,
        found=found,
        late=late.rows,
        criteria=CRITERIA,
        tiers=TIERS,
        lasted=words.lasted,
    )
