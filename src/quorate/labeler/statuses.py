"""tools.ozone.moderation.queryStatuses: how subjects stand, in the order of the queue.

Whether something is taken away is the ledger's word, whether somebody has to look at it the case's;
nothing rests on which events a client sent.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from quorate.accounts.subject import Subject
from quorate.api.around.deps import allowed
from quorate.api.around.problems import accepted
from quorate.api.steps.casework import house
from quorate.atproto.ozone_questions import Statuses, read_statuses
from quorate.atproto.ozone_views import Standing, state_of, status_view
from quorate.authority.gate import Warrant
from quorate.cases import statuses
from quorate.cases.cursor import Place, cursor_of, place_of
from quorate.cases.queries import ALL_CASES
from quorate.cases.statuses import Status
from quorate.cases.store import Connection
from quorate.decisions.docket import Proposal
from quorate.decisions.standing import taken_away
from quorate.decisions.store import proposals_about
from quorate.labeler.moderators import moderator
from quorate.labeler.reading import read
from quorate.labeler.service import labeler
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission

METHOD: Final = "tools.ozone.moderation.queryStatuses"


async def query_statuses(request: Request) -> Response:
    """Statuses that fit, of one window of the list; `cursor` leads on, and is absent at the end."""
    here, who = labeler(request), await moderator(request, METHOD)
    connector = here.identity.connector
    asked = read(lambda: read_statuses(connector, request.query_params.multi_items()))
    leave = allowed(here.deps, who.actor, Permission.CASE_READ, ALL_CASES)
    async with here.deps.pool.connection() as conn:
        rows, end = await _window(conn, leave, asked, here.deps.clock())
        rows = [row for row in rows if row.connector == connector]
        taken = await taken_of(request, conn, [row.subject_id for row in rows])
    fits = [row for row in rows if _fits(row, taken.get(row.subject_id), asked)]
    if len(fits) > asked.limit:
        fits, end = fits[: asked.limit], fits[asked.limit - 1].place
    body: dict[str, object] = {
        "subjectStatuses": [status_view(standing(row, taken.get(row.subject_id))) for row in fits]
    }
    if end is not None:
        body["cursor"] = cursor_of(end)
    return JSONResponse(body)


async def _window(
    conn: Connection, leave: Warrant, asked: Statuses, now: datetime
) -> tuple[Sequence[Status], Place | None]:
    """The next cases of the list that is asked for, and from where it goes on after them."""
    if asked.subject is not None:
        known = await statuses.subject_known(conn, leave, asked.subject)
        found = await statuses.latest(conn, leave, [known.id] if known else [], now)
        return list(found.values()), None
    if asked.state == "reviewNone":
        return [], None
    after = None if asked.cursor is None else accepted(place_of(asked.cursor))
    if asked.state != "reviewClosed":
        rows = await statuses.open_after(conn, leave, after, now)
        return rows, _end(rows)
    rows = await statuses.closed_after(conn, leave, after, now)
    last = await statuses.latest(conn, leave, [row.subject_id for row in rows], now)
    return [row for row in rows if last[row.subject_id].id == row.id], _end(rows)


def _end(rows: Sequence[Status]) -> Place | None:
    return rows[-1].place if len(rows) == statuses.WINDOW else None


def _fits(row: Status, taken: Proposal | None, asked: Statuses) -> bool:
    if asked.account is not None and asked.account != (row.kind == SubjectKind.ACCOUNT):
        return False
    if asked.state and asked.state != state_of(row.state, escalated=row.escalated):
        return False
    if asked.tags and not any(group <= set(row.tags) for group in asked.tags):
        return False
    if asked.takendown not in (None, taken is not None):
        return False
    muted = row.muted_until is not None
    shown = asked.muted or asked.only_muted or asked.subject is not None
    return muted if asked.only_muted else shown or not muted


async def taken_of(
    request: Request, conn: Connection, subjects: Sequence[UUID]
) -> Mapping[UUID, Proposal]:
    """The proposals by which subjects are silenced now, by the subjects' ids."""
    docket = house(request).rules().docket
    found = await proposals_about(conn, subjects)
    taken = {subject: taken_away(known, docket) for subject, known in found.items()}
    return {subject: proposal for subject, proposal in taken.items() if proposal is not None}


def standing(row: Status, taken: Proposal | None) -> Standing:
    """As it is answered."""
    known = (row.opened_at, row.waiting_since, row.decided_at, row.reported_at)
    return Standing(
        subject_id=row.subject_id,
        subject=Subject(row.connector, SubjectKind(row.kind), row.native),
        cid=row.cid,
        state=state_of(row.state, escalated=row.escalated),
        created_at=row.opened_at,
        updated_at=max(at for at in known if at is not None),
        reported_at=row.reported_at,
        reviewed_at=row.decided_at,
        muted_until=row.muted_until,
        taken=taken is not None,
        taken_until=taken.statement.until if taken else None,
        tags=row.tags,
    )
