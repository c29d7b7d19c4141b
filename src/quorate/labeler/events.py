"""tools.ozone.moderation.queryEvents and getEvent: what moderators did, and what was reported."""

from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import refuse
from quorate.atproto import event_store
from quorate.atproto.ozone_questions import Events, read_events, read_number
from quorate.atproto.ozone_views import Happened, event_detail, event_view
from quorate.cases import statuses
from quorate.cases.queries import ALL_CASES
from quorate.labeler.accounts import account
from quorate.labeler.moderators import Speaker, moderator
from quorate.labeler.reading import read
from quorate.labeler.service import labeler
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

QUERY: Final = "tools.ozone.moderation.queryEvents"
GET: Final = "tools.ozone.moderation.getEvent"


async def query_events(request: Request) -> Response:
    """Events by their numbers, the newest first unless asked otherwise."""
    here, who = labeler(request), await moderator(request, QUERY)
    asked = read(lambda: read_events(here.identity.connector, request.query_params.multi_items()))
    found, cursor = await _page(request, who, asked)
    body: dict[str, object] = {"events": [event_view(one) for one in found]}
    if cursor is not None:
        body["cursor"] = str(cursor)
    return JSONResponse(body)


async def _page(request: Request, who: Speaker, asked: Events) -> tuple[list[Happened], int | None]:
    """One window's events that fit, and the number from where it goes on; None at the end."""
    deps = dependencies(request)
    leave = allowed(deps, who.actor, Permission.CASE_READ, ALL_CASES)
    async with deps.pool.connection() as conn:
        subject = None
        if asked.subject is not None:
            known = await statuses.subject_known(conn, leave, asked.subject)
            if known is None:
                return [], None
            subject = known.id
        page = await event_store.page(conn, subject, asked.cursor, ascending=asked.ascending)
    fits = [one for one in page.events if _fits(one, asked)]
    if len(fits) > asked.limit:
        return fits[: asked.limit], fits[asked.limit - 1].id
    return fits, page.last


def _fits(one: Happened, asked: Events) -> bool:
    if asked.kinds and one.kind not in asked.kinds:
        return False
    return asked.created_by in (None, one.created_by)


async def get_event(request: Request) -> Response:
    """One event with its account as it stands now."""
    who = await moderator(request, GET)
    number = read(lambda: read_number(request.query_params.get("id", ""), "id"))
    async with dependencies(request).pool.connection() as conn:
        found = await event_store.one(conn, number)
    if found is None:
        refuse(Problem.BODY_INVALID, "there is no event of this number", "id")
    about = None
    if found.subject.kind is SubjectKind.ACCOUNT:
        about = await account(request, who, found.subject)
    return JSONResponse(event_detail(found, about))
