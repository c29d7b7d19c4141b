"""Reports and alarms come in. 202 means: committed, told once, in a case."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from quorate.api.around.deps import Dependencies, Deps, SourceWarrant, dependencies
from quorate.api.around.document import problems
from quorate.api.around.lean import KEY, Lean
from quorate.api.around.problems import answer, problem_of
from quorate.api.batches import AlarmsIn, ReportsIn, Unfit
from quorate.api.shapes import (
    AlarmIn,
    AlarmItem,
    BatchOut,
    FiledOut,
    ItemOut,
    Key,
    ReportIn,
    ReportItem,
)
from quorate.api.steps.reported import report_of
from quorate.authority.gate import Warrant
from quorate.database.pool import in_one_go
from quorate.intake.actions import file_reports
from quorate.intake.grouping import Groups
from quorate.intake.model import Filed, Report
from quorate.telemetry import traces
from quorate.vocabulary.identifiers import CASE, REPORT, edge
from quorate.vocabulary.problems import FACTS, Refusal

router = APIRouter(prefix="/v1", tags=["intake"], responses=problems(401, 409, 413, 422, 500, 503))
STANDS = "Committed: the report and its case, the same however often it is sent"
EACH = "Committed: the answers in the order of the items"
IdempotencyKey = Annotated[
    Key,
    Header(alias=KEY, description="Sent again with the same body: the same answer"),
]


def groups_of(request: Request) -> Groups:
    """What create_app made: single reports that arrive together commit together."""
    found: object = request.app.state.groups
    if not isinstance(found, Groups):
        raise TypeError("the app was not made by create_app")
    return found


async def file_report(
    request: Request, warrant: SourceWarrant, key: IdempotencyKey, body: ReportIn
) -> Response:
    """File a person's report."""
    return await _one(request, warrant, key, body)


async def file_alarm(
    request: Request, warrant: SourceWarrant, key: IdempotencyKey, body: AlarmIn
) -> Response:
    """File a machine's alarm."""
    return await _one(request, warrant, key, body)


for _path, _file_one in (("/reports", file_report), ("/alarms", file_alarm)):
    router.add_api_route(
        _path,
        _file_one,
        methods=["POST"],
        status_code=202,
        response_model=FiledOut,
        response_description=STANDS,
        route_class_override=Lean,
    )


@router.post("/reports/batch", status_code=202, response_model=BatchOut, response_description=EACH)
async def file_report_batch(deps: Deps, warrant: SourceWarrant, body: ReportsIn) -> Response:
    """File up to 100 reports in one transaction, each answered for itself."""
    return await _many(deps, warrant, body.items)


@router.post("/alarms/batch", status_code=202, response_model=BatchOut, response_description=EACH)
async def file_alarm_batch(deps: Deps, warrant: SourceWarrant, body: AlarmsIn) -> Response:
    """File up to 100 alarms in one transaction, each answered for itself."""
    return await _many(deps, warrant, body.items)


async def _one(request: Request, warrant: Warrant, key: str, body: ReportIn) -> Response:
    since = traces.began()
    found = await groups_of(request).file(warrant, report_of(warrant.resource, key, body))
    if isinstance(found, Refusal):
        return answer(found)
    traces.done("filing", found.case, since)
    return _written(
        FiledOut(
            report=edge(REPORT, found.report),
            case=edge(CASE, found.case),
            address=_address(dependencies(request), found, body),
        )
    )


async def _many(
    deps: Dependencies, warrant: Warrant, items: Sequence[ReportItem | AlarmItem | Unfit]
) -> Response:
    reports = [
        report_of(warrant.resource, item.key, item) for item in items if not isinstance(item, Unfit)
    ]
    found = iter(await _file(deps, warrant, reports))
    return _written(
        BatchOut(
            items=[
                _refused(item.refusal)
                if isinstance(item, Unfit)
                else _item(deps, next(found), item)
                for item in items
            ]
        )
    )


def _written(said: BaseModel) -> Response:
    """As it stands: handed to FastAPI it would be checked once more and rebuilt before that."""
    return Response(said.model_dump_json(), 202, media_type="application/json")


async def _file(
    deps: Dependencies, warrant: Warrant, reports: Sequence[Report]
) -> list[Filed | Refusal]:
    """Returns after the commit, and not before."""
    since = traces.began()
    async with deps.pool.connection() as conn, in_one_go(conn):
        filed = await file_reports(conn, warrant, reports, deps.clock(), deps.after_filing)
    for case in {found.case for found in filed if isinstance(found, Filed)}:
        traces.done("filing", case, since)
    return filed


def _item(deps: Dependencies, found: Filed | Refusal, body: ReportIn) -> ItemOut:
    if isinstance(found, Refusal):
        return _refused(found)
    return ItemOut(
        status=202,
        report=edge(REPORT, found.report),
        case=edge(CASE, found.case),
        address=_address(deps, found, body),
    )


def _refused(refusal: Refusal) -> ItemOut:
    return ItemOut(status=FACTS[refusal.problem].status, problem=problem_of(refusal))


def _address(deps: Dependencies, found: Filed, body: ReportIn) -> str | None:
    if isinstance(body, AlarmIn):
        return None
    return f"/public/reports/{deps.addresses.of(found.report)}"
