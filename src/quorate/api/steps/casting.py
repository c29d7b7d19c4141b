"""From frozen rows of the rooms to the bodies that go out."""

from datetime import datetime

from quorate.api.shapes import CaseOut, CasePageOut, EarlierCaseOut, ReportOut, SubjectOut
from quorate.cases.model import Case
from quorate.cases.queries import CasePage, EarlierCase, ReportRow
from quorate.vocabulary.identifiers import CASE, REPORT, edge
from quorate.vocabulary.times import stamp


def _when(instant: datetime | None) -> str | None:
    return None if instant is None else stamp(instant)


def case_out(case: Case, now: datetime) -> CaseOut:
    """A case as of `now`: a lease that has run out is not shown as a claim."""
    holder = case.holder(now)
    return CaseOut(
        id=edge(CASE, case.id),
        state=case.state,
        area=case.area,
        language=case.language,
        version=case.version,
        fence=case.fence,
        opened_at=stamp(case.opened_at),
        closed_at=_when(case.closed_at),
        outcome=case.outcome,
        claimed_by=holder,
        lease_until=_when(case.lease_until) if holder else None,
        assigned_by=case.assigner(now),
        reports=case.reports,
        alarms=case.alarms,
        waiting_since=stamp(case.waiting_since),
        due_at=stamp(case.due_at),
        tier=case.tier,
        reach=case.reach,
        escalated=case.escalated,
    )


def page_out(page: CasePage, now: datetime) -> CasePageOut:
    """A case's page."""
    subject = page.subject
    return CasePageOut(
        case=case_out(page.case, now),
        subject=SubjectOut(connector=subject.connector, kind=subject.kind, id=subject.native),
        reports=[_report_out(row) for row in page.reports],
        history=[_earlier_out(row) for row in page.history],
    )


def _report_out(row: ReportRow) -> ReportOut:
    return ReportOut(
        id=edge(REPORT, row.id),
        kind=row.kind,
        source=row.source,
        reporter=row.reporter,
        category=row.category,
        body=row.body,
        language=row.language,
        jurisdiction=row.jurisdiction,
        score=row.score,
        evidence=list(row.evidence),
        received_at=stamp(row.received_at),
    )


def _earlier_out(row: EarlierCase) -> EarlierCaseOut:
    return EarlierCaseOut(
        id=edge(CASE, row.id),
        state=row.state,
        area=row.area,
        opened_at=stamp(row.opened_at),
        closed_at=_when(row.closed_at),
        outcome=row.outcome,
    )
