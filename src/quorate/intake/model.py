"""A report or an alarm as its source hands it in, and what is checked before it counts. Pure."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from quorate.accounts.subject import Subject
from quorate.intake.wellformed import fault_of_json, is_clean
from quorate.vocabulary.problems import Problem, Refusal

BODY_CHARACTERS = 10_000
AUTHORITY = "order:authority"
"""The source of what a legal order names (DSA, Articles 9 and 10); no token has it."""
OWN = "signal:alarm"
"""The source of alarms that rules over reports make; no token has it."""
EVIDENCE_BYTES = 64_000
NAME_CHARACTERS = 512
_KEY = re.compile(r"[!-~]{1,255}")
_CONNECTOR = re.compile(r"[a-z][a-z0-9+.-]{0,31}:[!-~]{1,255}")
_CATEGORY = re.compile(r"[a-z][a-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_JURISDICTION = re.compile(r"[A-Z]{2}")
_AS_KEPT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_AS_COMPARED = json.JSONEncoder(sort_keys=True).encode


class ReportKind(StrEnum):
    """A person's report or a machine's alarm."""

    ALARM = "alarm"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Report:
    """The command. `key` is the source's own name for it; `score` is an alarm's, 0 to 1.

    `language` looks like BCP 47, `jurisdiction` like ISO 3166-1 alpha-2; `category` becomes the
    area of a new case and stands in the ledger, so it is a short slug and never free text.
    """

    source: str
    key: str
    kind: ReportKind
    subject: Subject
    category: str
    reporter: str | None = None
    body: str | None = None
    language: str | None = None
    jurisdiction: str | None = None
    score: float | None = None
    evidence: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A well-formed report: its evidence as JSON text, and the SHA-256 of all that it says."""

    report: Report
    evidence: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Earlier:
    """What this source filed under the same key before."""

    digest: bytes
    report: UUID
    case: UUID


@dataclass(frozen=True, slots=True)
class Filed:
    """The answer to a source: the report stands, in this case."""

    report: UUID
    case: UUID


def check(report: Report) -> Accepted | Refusal:
    """Whether the report is well formed; the refusal names the first field that is not."""
    for field, fault in _faults(report):
        return Refusal(Problem.BODY_INVALID, f"{field}: {fault}", field)
    try:
        evidence = _AS_KEPT(list(report.evidence))
    except (TypeError, ValueError):
        return Refusal(Problem.BODY_INVALID, "evidence: not JSON", "evidence")
    if len(evidence.encode()) > EVIDENCE_BYTES:
        detail = f"evidence: more than {EVIDENCE_BYTES} bytes of JSON"
        return Refusal(Problem.BODY_INVALID, detail, "evidence")
    return Accepted(report, evidence, _digest(report))


def is_connector(text: str) -> bool:
    """Whether it is spelled as an instance of a platform is."""
    return _CONNECTOR.fullmatch(text) is not None


def is_category(text: str) -> bool:
    """Whether it is a slug that can be an area."""
    return _CATEGORY.fullmatch(text) is not None


def decide_file(new: Accepted, earlier: Earlier | None) -> Accepted | Filed | Refusal:
    """Whether to take it as new, or how to answer a key that was used before."""
    return new if earlier is None else decide_again(new, earlier)


def decide_again(new: Accepted, earlier: Earlier) -> Filed | Refusal:
    """The same key again: the first answer for the same content, a refusal for any other."""
    if earlier.digest != new.digest:
        detail = "this source used the key for a report that says something else"
        return Refusal(Problem.IDEMPOTENCY_CONFLICT, detail, "key")
    return Filed(earlier.report, earlier.case)


def _faults(report: Report) -> Iterator[tuple[str, str]]:
    """Each field that does not fit, with what is wrong; never with its content."""
    subject = report.subject
    if _KEY.fullmatch(report.key) is None:
        yield "key", "1 to 255 visible ASCII characters are needed"
    if not is_connector(subject.connector):
        yield "subject.connector", "an instance such as matrix:example.org is needed"
    if not _is_name(subject.native):
        yield "subject.id", f"1 to {NAME_CHARACTERS} characters without spaces are needed"
    if report.reporter is not None and not _is_name(report.reporter):
        yield "reporter", f"1 to {NAME_CHARACTERS} characters without spaces are needed"
    if not is_category(report.category):
        yield "category", "a slug of at most 64 of a-z, 0-9, '.', '_' and '-' is needed"
    if not _is_text(report.body):
        yield "body", f"at most {BODY_CHARACTERS} characters, none of them NUL, are taken"
    if report.language is not None and _LANGUAGE.fullmatch(report.language) is None:
        yield "language", "a tag of BCP 47 such as de or pt-BR is needed"
    if report.jurisdiction is not None and _JURISDICTION.fullmatch(report.jurisdiction) is None:
        yield "jurisdiction", "two capital letters of ISO 3166-1 are needed"
    if not _score_fits(report):
        yield "score", "an alarm has one between 0 and 1, a report has none"
    fault = fault_of_json(report.evidence)
    if fault is not None:
        yield "evidence", fault


def _is_name(text: str) -> bool:
    return 1 <= len(text) <= NAME_CHARACTERS and text.isprintable() and " " not in text


def _is_text(text: str | None) -> bool:
    return text is None or (len(text) <= BODY_CHARACTERS and is_clean(text))


def _score_fits(report: Report) -> bool:
    if report.kind is ReportKind.REPORT:
        return report.score is None
    return report.score is not None and 0 <= report.score <= 1


def _digest(report: Report) -> bytes:
    """Over everything but source and key, in one fixed order, with JSON's escaping between."""
    said = [
        report.kind,
        report.subject.connector,
        report.subject.kind,
        report.subject.native,
        report.reporter,
        report.category,
        report.body,
        report.language,
        report.jurisdiction,
        report.score,
        list(report.evidence),
    ]
    return hashlib.sha256(_AS_COMPARED(said).encode()).digest()
