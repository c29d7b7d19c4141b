"""The queue, and the forms that take a case out of it, pass it on, close it or open it again."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted
from quorate.api.steps import care, desk, registry
from quorate.api.steps.casework import house
from quorate.cases import queries
from quorate.cases.cursor import place_of
from quorate.cases.deciding import Said
from quorate.cases.model import Hold, Queue
from quorate.console.around import words
from quorate.console.around.desk import Sitting, case_id, go, page
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import EscalateReason, Outcome, ReopenReason, SkipReason
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console", include_in_schema=False)
PAGE = 25
UNSORTED = "unsorted"
Area = Annotated[str, Query(max_length=64)]
Language = Annotated[str, Query(max_length=35)]
Tier = Annotated[str, Query(pattern="^[0-3]?$")]


def wanted(area: Area = "", language: Language = "", tier: Tier = "") -> Queue:
    """The queue that the address names; an empty field is open."""
    return Queue(area or None, language or None, int(tier) if tier else None)


Wanted = Annotated[Queue, Depends(wanted)]


def address(queue: Queue, **more: str) -> str:
    """The queue as the query of an address."""
    fields = {"area": queue.area, "language": queue.language, "tier": queue.tier, **more}
    return urlencode({name: value for name, value in fields.items() if value is not None})


@router.get("/queue", response_model=None)
async def show_queue(
    request: Request,
    sitting: Sitting,
    queue: Wanted,
    cursor: Annotated[str, Query(max_length=200)] = "",
    empty: bool = False,
) -> HTMLResponse:
    """Open cases, most urgent first; only the rows come when the page asks for fresh ones."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, queries.ALL_CASES)
    place = accepted(place_of(cursor)) if cursor else None
    async with deps.pool.connection() as conn:
        found = await queries.open_cases(conn, leave, queue, place, PAGE)
    now = deps.clock()
    rows = [
        (edge(CASE, case.id), case, found.about[case.subject_id], case.holder(now))
        for case in found.cases
    ]
    name = "rows.html" if request.headers.get("hx-request") else "queue.html"
    policies = house(request).rules().catalogue.policies.values()
    return page(
        name,
        sitting,
        rows=rows,
        queue=queue,
        areas=sorted({p.area for p in policies} | {UNSORTED}),
        tiers=TIERS,
        came_in=words.came_in,
        here=address(queue),
        more=address(queue, cursor=found.cursor) if found.cursor else "",
        empty=empty,
        lowerings=len(registry.pending(request)),
        rest=await care.resting(request, sitting.actor.person),
    )


@router.post("/queue/next", response_model=None)
async def claim_next(request: Request, sitting: Sitting, queue: Wanted) -> Response:
    """Claims the most urgent free case of the queue and shows it."""
    found = await desk.claim_next(request, sitting.actor, queue)
    if found is None:
        return go(f"/console/queue?{address(queue, empty='true')}")
    return go(at(found.id, queue))


def at(case: UUID, queue: Queue) -> str:
    """A case's page, which remembers the queue that the case came from."""
    asked = address(queue)
    return f"/console/cases/{edge(CASE, case)}" + (f"?{asked}" if asked else "")


@router.post("/cases/{id}/claim", response_model=None)
async def claim(
    request: Request, sitting: Sitting, id: str, version: Annotated[int, Form()]
) -> Response:
    """Takes the case for 15 minutes."""
    await desk.claim(request, sitting.actor, case_id(id), version)
    return go(f"/console/cases/{id}")


def word(key: Annotated[str, Form()], sig: Annotated[str, Form()]) -> Said:
    """What this browser's key has signed."""
    return Said(key, sig)


Word = Annotated[Said, Depends(word)]


@router.post("/cases/{id}/assign", response_model=None)
async def assign(
    request: Request,
    sitting: Sitting,
    id: str,
    to: Annotated[str, Form()],
    version: Annotated[int, Form()],
    said: Word,
) -> Response:
    """Gives the case to a colleague."""
    await desk.assign(request, sitting.actor, case_id(id), to, version, said)
    return go(f"/console/cases/{id}")


def held(version: Annotated[int, Form()], fence: Annotated[int, Form()]) -> Hold:
    """What the holder's forms show."""
    return Hold(fence=fence, version=version)


Held = Annotated[Hold, Depends(held)]


@router.post("/cases/{id}/release", response_model=None)
async def release(request: Request, sitting: Sitting, id: str, hold: Held) -> Response:
    """Gives the case back."""
    await desk.release(request, sitting.actor, case_id(id), hold)
    return go("/console/queue")


@router.post("/cases/{id}/close", response_model=None)
async def close(
    request: Request,
    sitting: Sitting,
    id: str,
    hold: Held,
    outcome: Annotated[Outcome, Form()],
    said: Word,
) -> Response:
    """Closes a case that one holds."""
    await desk.close(request, sitting.actor, case_id(id), hold, outcome, said)
    return go(f"/console/cases/{id}")


@router.post("/cases/{id}/skip", response_model=None)
async def skip(
    request: Request, sitting: Sitting, id: str, reason: Annotated[SkipReason, Form()]
) -> Response:
    """Passes over the case; somebody else gets it."""
    await desk.skip(request, sitting.actor, case_id(id), reason)
    return go("/console/queue")


@router.post("/cases/{id}/escalate", response_model=None)
async def escalate(
    request: Request,
    sitting: Sitting,
    id: str,
    hold: Held,
    reason: Annotated[EscalateReason, Form()],
    said: Word,
) -> Response:
    """Gives a held case to the leads."""
    await desk.escalate(request, sitting.actor, case_id(id), hold, reason, said)
    return go(f"/console/cases/{id}")


@router.post("/cases/{id}/reopen", response_model=None)
async def reopen(
    request: Request,
    sitting: Sitting,
    id: str,
    version: Annotated[int, Form()],
    reason: Annotated[ReopenReason, Form()],
    said: Word,
) -> Response:
    """Opens a closed case again."""
    await desk.reopen(request, sitting.actor, case_id(id), version, reason, said)
    return go(f"/console/cases/{id}")
