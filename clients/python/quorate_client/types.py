"""What the API takes and gives; made by `python -m tools.client_types`."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

AppealOutcome: TypeAlias = Literal["partly_reversed", "reversed", "upheld"]
"""What a person decided about an appeal. Reversed in part, something less is proposed anew."""
AppealSide: TypeAlias = Literal["person", "reporter"]
"""Who appeals: whom the decision is about, or who reported."""
JsonValue: TypeAlias = object


class AlarmItem(TypedDict):
    """An alarm of a batch, under its key."""

    subject: SubjectIn
    category: str
    reporter: NotRequired[str | None]
    body: NotRequired[str | None]
    language: NotRequired[str | None]
    jurisdiction: NotRequired[str | None]
    evidence: NotRequired[list[JsonValue]]
    score: float
    key: str


class AlarmsIn(TypedDict):
    """1 to 100 alarms of one source; each is answered for itself."""

    items: list[AlarmItem]


class AppealIn(TypedDict):
    """The person concerned appeals a decision of which they were told."""

    proposal: str
    words: str


class AppealOut(TypedDict):
    """An appeal as it stands; `held_by` whoever decides it, under `fence`."""

    appeal: str
    side: AppealSide
    decision: str
    case: str
    filed_at: str
    held_by: str | None
    fence: int
    outcome: AppealOutcome | None
    decided_at: str | None
    unrestored: bool


class AppealPageOut(TypedDict):
    """With its texts; null where none was given, or it was erased."""

    appeal: str
    side: AppealSide
    decision: str
    case: str
    filed_at: str
    held_by: str | None
    fence: int
    outcome: AppealOutcome | None
    decided_at: str | None
    unrestored: bool
    words: str | None
    answer: str | None


class BatchOut(TypedDict):
    """The answers, in the order of the items."""

    items: list[ItemOut]


class CaseOut(TypedDict):
    """A case. `fence` numbers its claims; times are RFC 3339 in UTC."""

    id: str
    state: Literal["open", "closed"]
    area: str
    language: str | None
    version: int
    fence: int
    opened_at: str
    closed_at: str | None
    outcome: str | None
    claimed_by: str | None
    lease_until: str | None
    assigned_by: str | None
    reports: int
    alarms: int
    waiting_since: str
    due_at: str
    tier: int | None
    reach: int | None
    escalated: bool


class CasePageOut(TypedDict):
    """The case, its newest 50 reports and the subject's last 20 other cases."""

    case: CaseOut
    subject: SubjectOut
    reports: list[ReportOut]
    history: list[EarlierCaseOut]


class CasesOut(TypedDict):
    """Open cases, most urgent first; `cursor` is null at the end."""

    cases: list[CaseOut]
    cursor: str | None


class EarlierCaseOut(TypedDict):
    """Another case of the same subject."""

    id: str
    state: str
    area: str
    opened_at: str
    closed_at: str | None
    outcome: str | None


class FiledOut(TypedDict):
    report: str
    case: str
    address: str | None


class ItemOut(TypedDict):
    """One item's own answer: 202 with its ids, or the status of its problem and the problem."""

    status: int
    report: NotRequired[str | None]
    case: NotRequired[str | None]
    address: NotRequired[str | None]
    problem: NotRequired[dict[str, object] | None]


class Problem(TypedDict):
    """RFC 9457: what was refused, why, which field, and the way out."""

    type: str
    title: str
    status: int
    detail: str
    field: NotRequired[str | None]
    invariant: NotRequired[str | None]
    missing: NotRequired[list[str]]
    way_out: str


class ReportIn(TypedDict):
    """A person's report."""

    subject: SubjectIn
    category: str
    reporter: NotRequired[str | None]
    body: NotRequired[str | None]
    language: NotRequired[str | None]
    jurisdiction: NotRequired[str | None]
    evidence: NotRequired[list[JsonValue]]


class ReportItem(TypedDict):
    """A report of a batch, under its key."""

    subject: SubjectIn
    category: str
    reporter: NotRequired[str | None]
    body: NotRequired[str | None]
    language: NotRequired[str | None]
    jurisdiction: NotRequired[str | None]
    evidence: NotRequired[list[JsonValue]]
    key: str


class ReportOut(TypedDict):
    """One report as it came."""

    id: str
    kind: str
    source: str
    reporter: str | None
    category: str
    body: str | None
    language: str | None
    jurisdiction: str | None
    score: float | None
    evidence: list[object]
    received_at: str


class ReportsIn(TypedDict):
    """1 to 100 reports of one source; each is answered for itself."""

    items: list[ReportItem]


class SubjectIn(TypedDict):
    """Whom or what it is about."""

    connector: str
    kind: Literal["account", "message"]
    id: str


class SubjectOut(TypedDict):
    """Whom or what the case is about."""

    connector: str
    kind: str
    id: str
