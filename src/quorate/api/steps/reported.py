"""A body of the API as the report that it is; whoever takes it vouches for the source."""

from quorate.accounts.subject import Subject
from quorate.api.shapes import AlarmIn, ReportIn
from quorate.intake.model import Report, ReportKind
from quorate.vocabulary.kinds import SubjectKind


def report_of(source: str, key: str, body: ReportIn) -> Report:
    """The report, or the alarm, of this source under this key."""
    alarm = isinstance(body, AlarmIn)
    return Report(
        source=source,
        key=key,
        kind=ReportKind.ALARM if alarm else ReportKind.REPORT,
        subject=Subject(body.subject.connector, SubjectKind(body.subject.kind), body.subject.id),
        category=body.category,
        reporter=body.reporter,
        body=body.body,
        language=body.language,
        jurisdiction=body.jurisdiction,
        score=body.score if isinstance(body, AlarmIn) else None,
        evidence=body.evidence,
    )
