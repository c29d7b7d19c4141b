"""Reports in the words of other tools: each door reads its tool's words and files as any other."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from quorate.api.around.deps import Dependencies, Deps, SourceWarrant
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, refuse
from quorate.api.routes.intake import groups_of
from quorate.authority.gate import Warrant, service_warrant
from quorate.intake.foreign import mailed, mastodon, osprey
from quorate.intake.foreign.reading import WrongError, parsed
from quorate.intake.grouping import Groups
from quorate.intake.model import Filed, Report
from quorate.intake.sources import Shape, Source
from quorate.vocabulary.identifiers import CASE, REPORT, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

router = APIRouter(
    prefix="/v1/intake", tags=["intake"], responses=problems(401, 409, 413, 422, 500, 503)
)
Read = TypeVar("Read")
STANDS: Final = "Committed, the same however often it is sent; 200 where it is no report"


class TakenOut(BaseModel):
    """It stands: this report, in this case; both null for what is no report here."""

    report: str | None = None
    case: str | None = None


def documented(media: str, says: str) -> dict[str, Any]:
    """The body in the OpenAPI document: its shape is the tool's own."""
    shape = {"schema": {"type": "object" if media.endswith("json") else "string"}}
    return {"requestBody": {"required": True, "description": says, "content": {media: shape}}}


@router.post(
    "/mastodon/{source}",
    status_code=202,
    response_model=TakenOut,
    response_description=STANDS,
    openapi_extra=documented("application/json", "A webhook's event of Mastodon"),
)
async def take_mastodon(
    request: Request,
    deps: Deps,
    source: str,
    shown: Annotated[str, Header(alias="X-Hub-Signature", max_length=200)] = "",
) -> TakenOut | JSONResponse:
    """File the report of a Mastodon webhook; any other event is answered and dropped."""
    body = await request.body()
    found = deps.sources.get(source)
    known = found is not None and found.shape is Shape.MASTODON
    if found is None or not known or not mastodon.is_signed(found.secret, body, shown):
        refuse(Problem.NOT_SIGNED_IN, "no known webhook signed this body", "X-Hub-Signature")
    report = read(lambda: mastodon.read_report(found, parsed(body)))
    return await _answered(groups_of(request), report, mastodon.FIELDS)


@router.post(
    "/osprey",
    status_code=202,
    response_model=TakenOut,
    response_description=STANDS,
    openapi_extra=documented("application/json", "The extracted features, with __verdicts"),
)
async def take_osprey(
    request: Request, deps: Deps, warrant: SourceWarrant
) -> TakenOut | JSONResponse:
    """File the alarm of an Osprey verdict; one without an area is answered and dropped."""
    source, body = shaped(deps, warrant, Shape.OSPREY), await request.body()
    report = read(lambda: osprey.read_alarm(source, parsed(body)))
    return await _answered(groups_of(request), report, osprey.FIELDS)


@router.post(
    "/mail",
    status_code=202,
    response_model=TakenOut,
    response_description=STANDS,
    openapi_extra=documented("message/rfc822", "One mail, as it came (RFC 5322, RFC 5965)"),
)
async def take_mail(
    request: Request, deps: Deps, warrant: SourceWarrant
) -> TakenOut | JSONResponse:
    """File a mail to the abuse box."""
    source, raw = shaped(deps, warrant, Shape.MAIL), await request.body()
    if not raw.strip():
        refuse(Problem.BODY_INVALID, "the mail is empty", "body")
    report = await asyncio.to_thread(mailed.read_mail, source, raw)
    return await _answered(groups_of(request), report, mailed.FIELDS)


def shaped(deps: Dependencies, warrant: Warrant, shape: Shape) -> Source:
    """The source of a token, where it speaks this tool's words."""
    found = deps.sources.get(warrant.resource)
    if found is None or found.shape is not shape:
        refuse(Problem.NOT_SIGNED_IN, f"the token's source does not read {shape}", "Authorization")
    return found


def read(reader: Callable[[], Read]) -> Read:
    """What a reader finds; what it cannot read ends the request with the tool's own field."""
    try:
        return reader()
    except WrongError as wrong:
        refuse(Problem.BODY_INVALID, str(wrong), wrong.field)


async def file(groups: Groups, report: Report, fields: Mapping[str, str]) -> Filed:
    """Files it as its source's, after the commit; a refusal names the tool's own field."""
    leave = service_warrant(report.source, Permission.REPORT_FILE, report.source)
    found = await groups.file(accepted(leave), report)
    if isinstance(found, Refusal) and found.field:
        refuse(found.problem, found.detail, fields.get(found.field, found.field))
    return accepted(found)


async def _answered(
    groups: Groups, report: Report | None, fields: Mapping[str, str]
) -> TakenOut | JSONResponse:
    if report is None:
        return JSONResponse(TakenOut().model_dump())
    found = await file(groups, report, fields)
    return TakenOut(report=edge(REPORT, found.report), case=edge(CASE, found.case))
