"""The search over cases, as a page and as a file; searches that are kept."""

from datetime import date
from typing import Annotated
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.authority.gate import Warrant
from quorate.cases import exporting, finding, saved
from quorate.cases.cursor import place_of
from quorate.cases.queries import ALL_CASES
from quorate.cases.searching import EXPORTED, LONGEST, PAGE, Search
from quorate.console.around import words
from quorate.console.around.desk import NO_NUL, Seat, Sitting, go, page
from quorate.console.casework.queue import UNSORTED, Tier
from quorate.decisions.catalogue import Policy
from quorate.languages.templating import plain
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.spreadsheet import spreadsheet
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console/search", include_in_schema=False)
Text = Annotated[str, Query(max_length=LONGEST, pattern=NO_NUL)]
Name = Annotated[str, Query(max_length=512, pattern=NO_NUL)]
Area = Annotated[str, Query(max_length=64, pattern=NO_NUL)]
Language = Annotated[str, Query(max_length=35, pattern=NO_NUL)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
FIELDS = (
    *("text", "state", "area", "language", "tier", "outcome"),
    *("held_by", "since", "until", "policy", "reporter", "source"),
)
HEAD = (
    *("case", "about", "state", "area", "language", "tier", "heard by", "reports", "alarms"),
    *("opened", "closed", "outcome", "held by"),
)


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        refuse(Problem.BODY_INVALID, "a day such as 2026-11-24 is needed", field)


def wanted(
    request: Request,
    text: Text = "",
    state: Annotated[str, Query(pattern="^(open|closed)?$")] = "",
    area: Area = "",
    language: Language = "",
    tier: Tier = "",
    outcome: Annotated[Outcome | str, Query(pattern="^[a-z_]{0,32}$")] = "",
    held_by: Name = "",
    since: Day = "",
    until: Day = "",
    policy: Annotated[str, Query(max_length=128)] = "",
    reporter: Name = "",
    source: Name = "",
) -> Search:
    """The search that the address names; an empty field is open."""
    return Search(
        text,
        state or None,
        area or None,
        language or None,
        int(tier) if tier else None,
        outcome or None,
        held_by or None,
        _day(since, "since"),
        _day(until, "until"),
        _policy(request, policy).hash if policy else None,
        reporter or None,
        source or None,
    )


Wanted = Annotated[Search, Depends(wanted)]


def _policy(request: Request, name: str) -> Policy:
    found = house(request).rules().catalogue.by_name(name)
    if found is None:
        refuse(Problem.POLICY_UNKNOWN, "no such policy is in force", "policy")
    return found


def _asked(request: Request) -> dict[str, str]:
    """The fields of the address that are not empty."""
    return {name: value for name in FIELDS if (value := request.query_params.get(name))}


def _leave(request: Request, sitting: Seat) -> Warrant:
    return allowed(dependencies(request), sitting.actor, Permission.CASE_READ, ALL_CASES)


@router.get("", response_model=None)
async def show_search(
    request: Request,
    sitting: Sitting,
    search: Wanted,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Cases by what was said and what became of them, newest first."""
    deps, leave, asked = dependencies(request), _leave(request, sitting), _asked(request)
    place = accepted(place_of(cursor)) if cursor else None
    team, now = sitting.actor.person.team, deps.clock()
    async with deps.pool.connection() as conn:
        answer = accepted(await finding.found(conn, leave, search, place, PAGE, now))
        kept = await saved.of(conn, leave, team)
    policies = house(request).rules().catalogue.policies.values()
    return page(
        "search.html",
        sitting,
        rows=[
            (edge(CASE, c.id), c, answer.about[c.subject_id], answer.said.get(c.id), c.holder(now))
            for c in answer.cases
        ],
        answer=answer,
        asked=dict.fromkeys(FIELDS, "") | asked,
        given=set(asked),
        here=urlencode(asked),
        more=urlencode({**asked, "cursor": answer.cursor}) if answer.cursor else "",
        as_queue=urlencode(asked) if _is_queue(asked) else "",
        kept=[(one, _is_queue(dict(parse_qsl(one.query)))) for one in kept],
        team=team,
        areas=sorted({p.area for p in policies} | {UNSORTED}),
        policies=sorted(p.name for p in policies),
        outcomes=list(Outcome),
        tiers=TIERS,
        came_in=words.came_in,
        longest=LONGEST,
        exported=EXPORTED,
    )


def _is_queue(asked: dict[str, str]) -> bool:
    """Whether the queue can be narrowed to just this."""
    fields = set(asked) - {"state"}
    open_ones = asked.get("state", "open") == "open"
    return bool(asked) and open_ones and fields <= {"area", "language", "tier"}


@router.get("/cases.csv", response_model=None)
async def export(request: Request, sitting: Sitting, search: Wanted) -> Response:
    """The newest found cases as a file; it says when there are more."""
    deps, leave = dependencies(request), _leave(request, sitting)
    now = deps.clock()
    async with deps.pool.connection() as conn:
        answer = accepted(await exporting.export(conn, leave, search, now))
    rows: list[tuple[object, ...]] = [
        (
            edge(CASE, c.id),
            plain(answer.about[c.subject_id]),
            *(c.state, c.area, c.language, c.tier, c.reach, c.reports, c.alarms),
            *(c.opened_at.isoformat(), c.closed_at and c.closed_at.isoformat()),
            *(c.outcome, c.holder(now)),
        )
        for c in answer.cases
    ]
    headers = {
        "Content-Disposition": 'attachment; filename="cases.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Quorate-More": "yes" if answer.cursor else "no",
    }
    return Response(spreadsheet(HEAD, rows), media_type="text/csv", headers=headers)


@router.post("/saved", response_model=None)
async def keep(
    request: Request,
    sitting: Sitting,
    name: Annotated[str, Form(max_length=200)],
    search: Wanted,
    shared: Annotated[str, Form()] = "",
) -> Response:
    """Keeps the search of this address under a name."""
    deps, leave, query = dependencies(request), _leave(request, sitting), urlencode(_asked(request))
    team = sitting.actor.person.team if shared else None
    async with deps.pool.connection() as conn:
        accepted(await saved.save(conn, leave, team, name, query, deps.clock()))
    return go(f"/console/search?{query}")


@router.post("/saved/{id}/forget", response_model=None)
async def forget(request: Request, sitting: Sitting, id: UUID) -> Response:
    """Takes away a search that one has kept."""
    deps, leave = dependencies(request), _leave(request, sitting)
    async with deps.pool.connection() as conn:
        accepted(await saved.forget(conn, leave, id))
    return go("/console/search")
