"""The bodies that come in and go out: pydantic at the door only, strict, nothing unnamed."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from quorate.api.around.lean import LONGEST_KEY

CaseId = Annotated[str, StringConstraints(max_length=64)]
KeyId = Annotated[str, Field(max_length=16, description="The key that signed the decision")]
Sig = Annotated[str, Field(max_length=128, description="Hex, over the decision's digest")]
Key = Annotated[
    str, Field(min_length=1, max_length=LONGEST_KEY, description="The source's own name")
]


class Strict(BaseModel):
    """No coercion, no unknown field."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SubjectIn(Strict):
    """Whom or what it is about."""

    connector: str = Field(
        description="The instance, as matrix:example.org or atproto:example.org", max_length=512
    )
    kind: Literal["account", "message"]
    id: str = Field(description="The platform's own canonical id", max_length=512)


class ReportIn(Strict):
    """A person's report."""

    subject: SubjectIn
    category: str = Field(description="A slug, such as spam; the area of a new case")
    reporter: str | None = Field(None, description="The platform's id of whoever reports")
    body: str | None = Field(None, description="In the reporter's words", max_length=10_000)
    language: str | None = Field(None, description="BCP 47, such as pt-BR")
    jurisdiction: str | None = Field(None, description="ISO 3166-1 alpha-2, such as DE")
    evidence: list[JsonValue] = Field(
        default_factory=list[JsonValue], description="Any JSON, at most 64,000 bytes"
    )


class AlarmIn(ReportIn):
    """A machine's alarm: a report with the score it gave, 0 to 1."""

    score: float = Field(ge=0, le=1)


class ReportItem(ReportIn):
    """A report of a batch, under its key."""

    key: Key


class AlarmItem(AlarmIn):
    """An alarm of a batch, under its key."""

    key: Key


class FiledOut(BaseModel):
    """It stands: this report, in this case. `address` is a page for whoever reported, and for
    nobody else, where they see without an account what became of it; null for an alarm."""

    report: str
    case: str
    address: str | None


class ItemOut(BaseModel):
    """One item's own answer: 202 with its ids, or the status of its problem and the problem."""

    status: int
    report: str | None = None
    case: str | None = None
    address: str | None = None
    problem: dict[str, Any] | None = None


class BatchOut(BaseModel):
    """The answers, in the order of the items."""

    items: list[ItemOut]


class QueueIn(Strict):
    """Which cases; a field that is left out stays open."""

    area: str | None = Field(None, max_length=64, description="A slug, such as spam")
    language: str | None = Field(None, max_length=35, description="BCP 47")
    tier: int | None = Field(None, ge=0, le=3)


class VersionIn(Strict):
    """The version of the case that the reviewer saw."""

    version: int = Field(ge=1)


class AssignIn(VersionIn):
    """The colleague who gets the case, by their id."""

    to: str = Field(min_length=1, max_length=256)
    key: KeyId
    sig: Sig


class HoldIn(Strict):
    """The version last seen, and the fence that the claim returned."""

    version: int = Field(ge=1)
    fence: int = Field(ge=1)


class CloseIn(HoldIn):
    """What a release shows, and how the case ends."""

    outcome: Literal["actioned", "duplicate", "no_violation"]
    key: KeyId
    sig: Sig


class SkipIn(Strict):
    """Why the case is not for this person."""

    reason: Literal["conflict_of_interest", "expertise", "language", "rest"]


class EscalateIn(HoldIn):
    """Why the leads should decide."""

    reason: Literal["high_profile", "legal", "policy_unclear", "threat_to_life"]
    key: KeyId
    sig: Sig


class ReopenIn(VersionIn):
    """Why the case is opened again."""

    reason: Literal["appeal", "mistake", "new_evidence"]
    key: KeyId
    sig: Sig


class CaseOut(BaseModel):
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
    claimed_by: str | None = Field(description="Null as well when the lease has run out")
    lease_until: str | None
    assigned_by: str | None = Field(description="service:queue, a lead, or whoever picked it")
    reports: int
    alarms: int
    waiting_since: str
    due_at: str = Field(description="The earliest is the most urgent")
    tier: int | None = Field(description="Null until the platform has been asked")
    reach: int | None
    escalated: bool


class CasesOut(BaseModel):
    """Open cases, most urgent first; `cursor` is null at the end."""

    cases: list[CaseOut]
    cursor: str | None


class ReportOut(BaseModel):
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
    evidence: list[Any]
    received_at: str


class EarlierCaseOut(BaseModel):
    """Another case of the same subject."""

    id: str
    state: str
    area: str
    opened_at: str
    closed_at: str | None
    outcome: str | None


class SubjectOut(BaseModel):
    """Whom or what the case is about."""

    connector: str
    kind: str
    id: str


class CasePageOut(BaseModel):
    """The case, its newest 50 reports and the subject's last 20 other cases."""

    case: CaseOut
    subject: SubjectOut
    reports: list[ReportOut]
    history: list[EarlierCaseOut]
