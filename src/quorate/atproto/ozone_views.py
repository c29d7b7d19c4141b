"""What tools.ozone.moderation answers: events, statuses and accounts as its lexicons say. Pure.

What is not known is absent: servers and clients on the way refuse a null.
Source: lexicon tools.ozone.moderation.defs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from quorate.accounts.subject import Subject
from quorate.atproto.ozone_events import DEFS, REPORT
from quorate.atproto.reporting import ACCOUNT, RECORD, number_of
from quorate.atproto.subjects import uri_of
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.times import stamp

NO_CID: Final = "bafkqaaa"
"""The identifier of no bytes at all: a reference to a record needs one, and no report told it."""
TOOL: Final = "quorate"


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it is kept: a moderator's, or a report, whose reporter is then `created_by` and
    whose `reason_type` is open text. `comment` is empty where there is none, or it was erased."""

    id: int
    case: UUID
    subject: Subject
    kind: str
    event: Mapping[str, object]
    comment: str
    cid: str | None
    created_by: str
    created_at: datetime
    reason_type: str = ""
    proposals: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a subject stands. `updated_at` is when it last changed, `taken_until` when a takedown in
    force ends by itself."""

    subject_id: UUID
    subject: Subject
    cid: str | None
    state: str
    created_at: datetime
    updated_at: datetime
    reported_at: datetime | None
    reviewed_at: datetime | None
    muted_until: datetime | None
    taken: bool
    taken_until: datetime | None
    tags: Sequence[str] = field(default_factory=tuple[str, ...])


def state_of(state: str, *, escalated: bool) -> str:
    """A case's state as a review state."""
    if state == "closed":
        return "reviewClosed"
    return "reviewEscalated" if escalated else "reviewOpen"


def reference(subject: Subject, cid: str | None) -> dict[str, str]:
    """The account or the record; of a record the version that was last named."""
    if subject.kind is SubjectKind.ACCOUNT:
        return {"$type": ACCOUNT, "did": uri_of(subject)}
    return {"$type": RECORD, "uri": uri_of(subject), "cid": cid or NO_CID}


def event_view(happened: Happened) -> dict[str, object]:
    """A modEventView."""
    return {
        **_shared(happened),
        "subject": reference(happened.subject, happened.cid),
        "subjectBlobCids": [],
    }


def event_detail(happened: Happened, account: Mapping[str, object] | None) -> dict[str, object]:
    """A modEventViewDetail. `account` is the account's own view; of a record its address is told,
    since no record's content is kept here."""
    subject = happened.subject
    about: Mapping[str, object] = {"$type": f"{DEFS}recordViewNotFound", "uri": uri_of(subject)}
    if account is not None:
        about = {"$type": f"{DEFS}repoView", **account}
    return {**_shared(happened), "subject": about, "subjectBlobs": []}


def _shared(happened: Happened) -> dict[str, object]:
    event: dict[str, object] = {"$type": DEFS + happened.kind, **happened.event}
    if happened.kind == REPORT:
        event["reportType"] = happened.reason_type
    if happened.comment:
        event["comment"] = happened.comment
    meta: dict[str, object] = {"case": edge(CASE, happened.case)}
    if happened.proposals:
        meta["proposals"] = list(happened.proposals)
    return {
        "id": happened.id,
        "event": event,
        "createdBy": happened.created_by,
        "createdAt": stamp(happened.created_at),
        "modTool": {"name": TOOL, "meta": meta},
    }


def status_view(standing: Standing) -> dict[str, object]:
    """A subjectStatusView."""
    found: dict[str, object] = {
        "id": number_of(standing.subject_id),
        "subject": reference(standing.subject, standing.cid),
        "createdAt": stamp(standing.created_at),
        "updatedAt": stamp(standing.updated_at),
        "reviewState": DEFS + standing.state,
        "takendown": standing.taken,
    }
    if standing.tags:
        found["tags"] = list(standing.tags)
    for name, at in (
        ("lastReportedAt", standing.reported_at),
        ("lastReviewedAt", standing.reviewed_at),
        ("muteUntil", standing.muted_until),
        ("suspendUntil", standing.taken_until),
    ):
        if at is not None:
            found[name] = stamp(at)
    return found


def account_view(
    did: str, handle: str, first_seen: datetime, standing: Standing | None
) -> dict[str, object]:
    """A repoViewDetail, which is a repoView too. Nothing private is in it."""
    moderation = {} if standing is None else {"subjectStatus": status_view(standing)}
    return {
        "did": did,
        "handle": handle,
        "relatedRecords": [],
        "indexedAt": stamp(first_seen),
        "moderation": moderation,
    }
