"""Coop's addresses (ROOST), for platforms that hand reports and appeals to it: they change the
host, and nothing else."""

import hashlib
import json
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response, Security
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field

from quorate.api.around.deps import Dependencies, Deps, source_of
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, refuse
from quorate.api.routes.foreign import documented, file, read
from quorate.api.routes.intake import groups_of
from quorate.appeals.handed import Handed, file_handed
from quorate.intake.foreign import coop
from quorate.intake.foreign.reading import parsed
from quorate.intake.sources import Shape, Source
from quorate.vocabulary.identifiers import REPORT, edge
from quorate.vocabulary.problems import Problem

router = APIRouter(
    prefix="/api/v1/report", tags=["intake"], responses=problems(401, 409, 413, 422, 500, 503)
)
_KEY: Final = APIKeyHeader(
    name="X-API-KEY", scheme_name="coop", auto_error=False, description="the source's token"
)


class ReportIdOut(BaseModel):
    """It stands, under this id."""

    report_id: str = Field(serialization_alias="reportId")


async def coop_source(deps: Deps, shown: Annotated[str | None, Security(_KEY)]) -> Source:
    """The source of the API key that was shown."""
    name = source_of(deps.intake_tokens, shown) if shown else None
    found = deps.sources.get(name) if name else None
    if found is None or found.shape is not Shape.COOP:
        refuse(Problem.NOT_SIGNED_IN, "no known API key is shown", "X-API-KEY")
    return found


CoopSource = Annotated[Source, Depends(coop_source)]


@router.post(
    "",
    status_code=201,
    response_model=ReportIdOut,
    response_description="Committed: the same however often it is sent",
    openapi_extra=documented("application/json", "Coop's report"),
)
async def take_report(request: Request, source: CoopSource) -> ReportIdOut:
    """File a report that a platform hands to Coop."""
    body = await request.body()
    report = read(lambda: coop.read_report(source, parsed(body)))
    found = await file(groups_of(request), report, coop.FIELDS)
    return ReportIdOut(report_id=edge(REPORT, found.report))


@router.post(
    "/appeal",
    status_code=204,
    response_description="Committed: the same however often it is sent",
    responses=problems(404),
    openapi_extra=documented("application/json", "Coop's appeal"),
)
async def take_appeal(request: Request, deps: Deps, source: CoopSource) -> Response:
    """File an appeal that a platform hands to Coop; the decision goes to its callback."""
    body = await request.body()
    row = read(lambda: parsed(body))
    appealed = read(lambda: coop.read_appeal(source, row))
    said = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).digest()
    calls = source.callback is not None and source.callback.appeal is not None
    await _file(deps, Handed(source.name, appealed, said, tells=calls))
    return Response(status_code=204)


async def _file(deps: Dependencies, handed: Handed) -> None:
    async with deps.pool.connection() as conn:
        accepted(await file_handed(conn, handed, deps.clock()))
