"""The alarms that rules, banks and rates make, each under a key of its own. Pure."""

from typing import Final

from quorate.accounts.subject import Subject
from quorate.intake.model import OWN, Report, ReportKind
from quorate.signals.bank_store import Match
from quorate.signals.hashes import PDQ_NEAR
from quorate.signals.reading import Read
from quorate.signals.store import Running
from quorate.vocabulary.identifiers import REPORT, edge
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.times import stamp

RATE_SCORE: Final = 0.5


def rule_alarm(row: Read, rule: Running) -> Report:
    """A version hit a report; its score is how good the version was in its newest test."""
    told: dict[str, object] = {"kind": "rule", "rule": rule.name, "version": rule.version}
    key = f"rule/{rule.name}/{rule.version}/{row.report.hex}"
    return _alarm(row, key, rule.area, rule.score, told | {"report": edge(REPORT, row.report)})


def bank_alarm(row: Read, match: Match) -> Report:
    """Media of a report are near a bank's; the nearer, the higher the score. Which of the bank's
    hashes it was stands nowhere."""
    told: dict[str, object] = {"kind": "bank", "bank": match.bank, "distance": match.distance}
    key = f"bank/{match.bank}/{row.report.hex}"
    score = 1 - match.distance / (2 * PDQ_NEAR)
    return _alarm(row, key, match.area, score, told | {"report": edge(REPORT, row.report)})


def rate_alarm(row: Read, reporters: int) -> Report:
    """About the account, whichever of its messages was reported: one an hour."""
    hour = stamp(row.hour)
    return Report(
        source=OWN,
        key=f"rate/{row.account.hex()}/{hour}",
        kind=ReportKind.ALARM,
        subject=Subject(row.connector, SubjectKind.ACCOUNT, row.author),
        category=row.category,
        language=row.language,
        score=RATE_SCORE,
        evidence=[{"kind": "rate", "hour": hour, "reporters": reporters}],
    )


def _alarm(row: Read, key: str, area: str, score: float, told: dict[str, object]) -> Report:
    return Report(
        source=OWN,
        key=key,
        kind=ReportKind.ALARM,
        subject=Subject(row.connector, SubjectKind(row.about), row.native),
        category=area,
        language=row.language,
        jurisdiction=row.jurisdiction,
        score=score,
        evidence=[told],
    )
