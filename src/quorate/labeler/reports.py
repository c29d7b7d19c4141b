"""com.atproto.moderation.createReport: what somebody's own server forwards for them."""

import json
import time
from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from quorate.api.around.problems import accepted, refuse
from quorate.appeals.network import take_appeal
from quorate.atproto.actions import Sent
from quorate.atproto.reporting import AtReport, read_report
from quorate.labeler.service import labeler
from quorate.labeler.speaking import spoken
from quorate.vocabulary.problems import Problem

METHOD: Final = "com.atproto.moderation.createReport"
MOST_BYTES: Final = 65_536


async def create_report(request: Request) -> Response:
    """Files the report, or the appeal that it is; the answer comes after its commit."""
    here = labeler(request)
    token = await spoken(request, METHOD)
    if not here.buckets.take(token.issuer, time.monotonic()):
        refuse(Problem.NOTICES_CAPPED, "too many reports by this account: wait a minute")
    said = await _said(request, here.identity.connector, token.issuer)
    if said.is_own_appeal:
        async with here.deps.pool.connection() as conn:
            appeal = accepted(await take_appeal(conn, token, said, here.deps.clock()))
        if appeal:
            return JSONResponse(said.answer(appeal.id, appeal.filed_at))
    taken = accepted(await here.reports.take(Sent(token, said)))
    return JSONResponse(said.answer(taken.filed.report, taken.at))


async def _said(request: Request, connector: str, reporter: str) -> AtReport:
    body = await request.body()
    if len(body) > MOST_BYTES:
        refuse(Problem.BODY_TOO_LARGE, f"a report has at most {MOST_BYTES} bytes", "body")
    try:
        return read_report(connector, reporter, json.loads(body))
    except (ValueError, RecursionError) as problem:
        told = str(problem)[:200] if type(problem) is ValueError else "the body is not JSON"
        refuse(Problem.BODY_INVALID, told, "body")
