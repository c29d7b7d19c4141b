"""A Mastodon server's webhook: its Admin::Report, into ours. Pure."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Final

from quorate.accounts.subject import Subject
from quorate.intake.foreign.reading import at, cut, fitted, optional, plain, tables, text
from quorate.intake.model import Report, ReportKind
from quorate.intake.sources import Source
from quorate.vocabulary.kinds import SubjectKind

CREATED: Final = "report.created"
CATEGORIES: Final = frozenset({"legal", "spam", "violation"})
FIELDS: Final[Mapping[str, str]] = {
    "key": "object.id",
    "subject.id": "object.target_account.id",
    "reporter": "object.account.id",
    "category": "object.category",
    "body": "object.comment",
    "evidence": "object.statuses",
}
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,2}")
_MARKUP: Final = 40_000
_PREFIX: Final = "sha256="


def is_signed(secret: str, body: bytes, shown: str) -> bool:
    """Whether `X-Hub-Signature` is the webhook's own over these bytes."""
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest((_PREFIX + made).encode(), shown.encode("utf-8", "replace"))


def read_report(source: Source, row: Mapping[str, object]) -> Report | None:
    """The report about the account, with the posts that it names as evidence; None for any other
    event. Addresses of mail and network, which the webhook carries, are not taken.

    Raises WrongError.
    """
    if text(row, "event") != CREATED:
        return None
    target, category = text(row, "object.target_account.id"), optional(row, "object.category")
    statuses = tables(row, "object.statuses")
    spoken = (optional(status, "language") for status in statuses)
    return Report(
        source=source.name,
        key=f"report-{text(row, 'object.id')}",
        kind=ReportKind.REPORT,
        subject=Subject(source.connector, SubjectKind.ACCOUNT, target),
        category=source.area(category, CATEGORIES),
        reporter=text(row, "object.account.id"),
        body=cut(optional(row, "object.comment")),
        language=next((tag for tag in spoken if tag and _LANGUAGE.fullmatch(tag)), None),
        evidence=fitted(
            [
                *(_status(target, status) for status in statuses),
                {
                    "category": cut(category, 64),
                    "account": optional(row, "object.target_account.account.url"),
                    "rules": cut("; ".join(_rules(row)), 5_000),
                },
            ]
        ),
    )


def _rules(row: Mapping[str, object]) -> list[str]:
    found = (optional(rule, "text") for rule in tables(row, "object.rules"))
    return [said for said in found if said]


def _status(target: str, status: Mapping[str, object]) -> Mapping[str, object]:
    warning = plain((optional(status, "spoiler_text") or "")[:_MARKUP])
    written = plain((optional(status, "content") or "")[:_MARKUP])
    return {
        "text": cut("\n".join(part for part in (warning, written) if part)),
        "sender": target,
        "message": f"status/{optional(status, 'id')}/{target}",
        "url": cut(optional(status, "url"), 2_000),
        "created_at": optional(status, "created_at"),
        "media": [
            {"type": optional(m, "type"), "description": cut(optional(m, "description"), 1_500)}
            for m in tables(status, "media_attachments")
        ],
        "sensitive": at(status, "sensitive") is True,
    }
