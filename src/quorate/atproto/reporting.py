"""A report as com.atproto.moderation.createReport sends it, and its answer. Pure.

Source: lexicon com.atproto.moderation.createReport.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from quorate.accounts.subject import Subject
from quorate.atproto.reasons import APPEAL, LONGEST, area_of
from quorate.atproto.subjects import account, record
from quorate.intake.model import BODY_CHARACTERS, Report, ReportKind
from quorate.intake.wellformed import is_clean
from quorate.ledger.fields import as_object, optional_text, text
from quorate.vocabulary.times import stamp

SOURCE: Final = "atproto"
ACCOUNT: Final = "com.atproto.admin.defs#repoRef"
RECORD: Final = "com.atproto.repo.strongRef"
REASON_BYTES: Final = 20_000
_CID: Final = re.compile(r"[A-Za-z0-9+/=]{8,256}")
_SAFE_BITS: Final = 53  # of a whole number in every client's JSON


@dataclass(frozen=True, slots=True)
class AtReport:
    """What somebody reports: the reason's type is open text, `about` the subject as it was sent."""

    reporter: str
    reason_type: str
    reason: str | None
    about: Mapping[str, str]
    subject: Subject

    @property
    def is_own_appeal(self) -> bool:
        """Whether an account appeals what was decided about itself, or about what it wrote; the
        author of a record stands last in its name."""
        author = self.subject.native.rsplit("/", 1)[-1]
        return area_of(self.reason_type) == APPEAL and author == self.reporter

    def report(self, now: datetime) -> Report:
        """For intake. The same words by the same account within one hour are one report: whoever
        was not answered sends them again, under a new token."""
        said = [self.reporter, self.reason_type, self.reason, dict(self.about)]
        hour = int(now.timestamp() // 3600)
        key = hashlib.sha256(json.dumps([hour, *said], sort_keys=True).encode()).hexdigest()
        return Report(
            source=SOURCE,
            key=key,
            kind=ReportKind.REPORT,
            subject=self.subject,
            category=area_of(self.reason_type),
            reporter=self.reporter,
            body=self.reason[:BODY_CHARACTERS] if self.reason else None,
            evidence=[{"kind": "atproto_report", "reason_type": self.reason_type, **self.about}],
        )

    def answer(self, taken: UUID, at: datetime) -> dict[str, object]:
        """The lexicon's; a reason that was not given is absent, since the servers on the way refuse
        a null."""
        found: dict[str, object] = {
            "id": number_of(taken),
            "createdAt": stamp(at),
            "reasonType": self.reason_type,
            "reportedBy": self.reporter,
            "subject": dict(self.about),
        }
        return found if self.reason is None else {**found, "reason": self.reason}


def number_of(taken: UUID) -> int:
    """A report's or appeal's number for clients that need a whole one; always the same, 53 bits."""
    return int.from_bytes(hashlib.sha256(taken.bytes).digest()[:8]) >> (64 - _SAFE_BITS)


def read_report(connector: str, reporter: str, body: object) -> AtReport:
    """A report from a parsed body. Raises ValueError naming the field that does not fit."""
    row = as_object(body, "body")
    reason_type = _said(row, "reasonType", LONGEST)
    about = _about(as_object(row.get("subject"), "subject"))
    found = account if about["$type"] == ACCOUNT else record
    subject = found(connector, about["did" if about["$type"] == ACCOUNT else "uri"])
    reason = _said(row, "reason", REASON_BYTES) if row.get("reason") not in (None, "") else None
    return AtReport(reporter, reason_type, reason, about, subject)


def _about(row: Mapping[str, object]) -> dict[str, str]:
    match optional_text(row, "$type"):
        case type_ if type_ == ACCOUNT:
            return {"$type": ACCOUNT, "did": text(row, "did")}
        case type_ if type_ == RECORD:
            cid = text(row, "cid")
            if not _CID.fullmatch(cid):
                raise ValueError("cid: not a content identifier")
            return {"$type": RECORD, "uri": text(row, "uri"), "cid": cid}
        case _:
            raise ValueError(f"subject: {ACCOUNT} or {RECORD} is needed")


def _said(row: Mapping[str, object], name: str, most: int) -> str:
    found = text(row, name)
    if not is_clean(found) or len(found.encode()) > most:
        raise ValueError(f"{name}: at most {most} bytes, none of them NUL")
    return found
