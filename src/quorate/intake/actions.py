"""The verb that takes reports in: checked, told once, joined to a case, all in one transaction."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from uuid_utils.compat import uuid7

from quorate.authority.gate import Warrant, service_warrant
from quorate.intake import store
from quorate.intake.model import Accepted, Earlier, Filed, Report, check, decide_again, decide_file
from quorate.telemetry.metrics.casework import REPORTS
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

MOST = 100
_OUTCOMES = {Accepted: "filed", Filed: "again", Refusal: "refused"}
# What the map names as the next step: from reports by their subject's id to the cases they joined.
AfterFiling: TypeAlias = Callable[
    [store.Connection, Warrant, Sequence[tuple[UUID, Report]], datetime],
    Awaitable[Mapping[UUID, UUID]],
]


def leave_of(source: str) -> Warrant:
    """A source's own leave to file, for whoever made sure that it is this source's word."""
    found = service_warrant(source, Permission.REPORT_FILE, source)
    if isinstance(found, Refusal):
        raise TypeError(f"a service may not file reports: {found}")
    return found


async def file_reports(
    conn: store.Connection,
    warrant: Warrant,
    reports: Sequence[Report],
    now: datetime,
    after: AfterFiling,
) -> list[Filed | Refusal]:
    """Files a batch of at most 100 of one source and answers each, in order.

    The caller owns the transaction: nothing stands before it commits; in a pipeline, no statement
    waits for one whose result nobody needs. A key used before gets its
    first answer again, or IDEMPOTENCY_CONFLICT for another content. A warrant that is not for
    this source is a defect (ValueError).
    """
    _require(warrant, reports)
    checked = [check(report) for report in reports]
    keys = [c.report.key for c in checked if isinstance(c, Accepted)]
    known = await store.earlier(conn, warrant.resource, keys) if keys else {}
    decided = [
        decide_file(c, known.get(c.report.key)) if isinstance(c, Accepted) else c for c in checked
    ]
    new: dict[str, Accepted] = {}
    for d in decided:
        if isinstance(d, Accepted):
            new.setdefault(d.report.key, d)
    filed = await _file_new(conn, warrant, list(new.values()), now, after) if new else {}
    told = ((r.kind, _OUTCOMES[type(d)]) for r, d in zip(reports, decided, strict=True))
    for (kind, became), count in Counter(told).items():
        REPORTS.labels(warrant.resource, kind, became).inc(count)
    return [_answer(d, filed) for d in decided]


def _require(warrant: Warrant, reports: Sequence[Report]) -> None:
    if warrant.permission is not Permission.REPORT_FILE:
        raise ValueError(f"a warrant for {warrant.permission} files no reports")
    if any(report.source != warrant.resource for report in reports):
        raise ValueError(f"the warrant is for reports of {warrant.resource} only")
    if len(reports) > MOST:
        raise ValueError(f"more than {MOST} reports in one batch")


async def _file_new(
    conn: store.Connection,
    warrant: Warrant,
    new: Sequence[Accepted],
    now: datetime,
    after: AfterFiling,
) -> dict[str, Earlier]:
    """Subject, case, report, in this order in every transaction."""
    subjects = await store.subject_ids(conn, {n.report.subject for n in new}, now)
    joined = [(subjects[n.report.subject], n.report) for n in new]
    cases = await after(conn, warrant, joined, now)
    rows = [
        store.Row(uuid7(), cases[subject], subject, accepted)
        for accepted, (subject, _) in zip(new, joined, strict=True)
    ]
    await store.add_reports(conn, warrant.resource, rows, now)
    return {r.accepted.report.key: Earlier(r.accepted.digest, r.id, r.case) for r in rows}


def _answer(decided: Accepted | Filed | Refusal, filed: Mapping[str, Earlier]) -> Filed | Refusal:
    """The same key may stand twice in one batch: the first of them is what was filed."""
    if isinstance(decided, Accepted):
        return decide_again(decided, filed[decided.report.key])
    return decided
