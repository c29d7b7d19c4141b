"""tools.ozone.moderation.emitEvent: a moderator's event, done or proposed, and then kept."""

import json
from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from quorate.api.around.deps import allowed
from quorate.api.around.problems import accepted, refuse
from quorate.atproto import event_store
from quorate.atproto.actions import Sent, use_up
from quorate.atproto.event_store import Made
from quorate.atproto.ozone_events import Emitted, Report, read_emitted
from quorate.atproto.ozone_views import event_view
from quorate.atproto.reporting import AtReport
from quorate.cases import notes
from quorate.cases.model import Case
from quorate.labeler.deeds import do
from quorate.labeler.holding import in_hand
from quorate.labeler.moderators import Speaker, moderator
from quorate.labeler.service import labeler
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

METHOD: Final = "tools.ozone.moderation.emitEvent"
MOST_BYTES: Final = 65_536


async def emit_event(request: Request) -> Response:
    """Does what the event asks for, and answers with it; the token serves once, whatever comes of
    it. What waits for other hands is answered before they came."""
    here, who = labeler(request), await moderator(request, METHOD)
    said = await _said(request, here.identity.connector)
    if said.created_by != who.did:
        refuse(Problem.BODY_INVALID, "createdBy: nobody speaks for another", "createdBy")
    if isinstance(said.event, Report):
        number = await _report(request, who, said, said.event)
    else:
        async with here.deps.pool.connection() as conn:
            used = await use_up(conn, who.token, here.deps.clock())
        if used:
            accepted(used)
        number = await _done(request, who, said)
    async with here.deps.pool.connection() as conn:
        kept = await event_store.one(conn, number)
    if kept is None:
        raise LookupError("an event that was kept is not there")
    return JSONResponse(event_view(kept))


async def _said(request: Request, connector: str) -> Emitted:
    body = await request.body()
    if len(body) > MOST_BYTES:
        refuse(Problem.BODY_TOO_LARGE, f"an event has at most {MOST_BYTES} bytes", "body")
    try:
        return read_emitted(connector, json.loads(body))
    except (ValueError, RecursionError) as problem:
        told = str(problem)[:300] if type(problem) is ValueError else "the body is not JSON"
        refuse(Problem.BODY_INVALID, told, "body")


async def _report(request: Request, who: Speaker, said: Emitted, event: Report) -> int:
    """As any other account's report; it uses the token up."""
    report = AtReport(who.did, event.reason_type, said.comment or None, said.about, said.subject)
    return accepted(await labeler(request).reports.take(Sent(who.token, report))).event


async def _done(request: Request, who: Speaker, said: Emitted) -> int:
    async with in_hand(request, who.actor, said.subject) as case:
        proposals = await do(request, who, case, said)
        return await _keep(request, who, case, said, proposals)


async def _keep(
    request: Request, who: Speaker, case: Case, said: Emitted, proposals: list[str]
) -> int:
    """The event's row, with its comment as a note of the case."""
    deps = labeler(request).deps
    async with deps.pool.connection() as conn:
        note = None
        if said.comment:
            leave = allowed(deps, who.actor, Permission.CASE_RELEASE, edge(CASE, case.id))
            note = accepted(await notes.write(conn, leave, case.id, said.comment, deps.clock()))
        made = Made(
            *(case.id, said.kind, said.kept, said.about.get("cid"), who.actor.person.id, who.did),
            note=note,
            proposals=proposals,
        )
        return await event_store.add(conn, made, deps.clock())
