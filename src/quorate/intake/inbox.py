"""From a raw report of a platform, as the effector's parser left it, to a report. Pure.

What is too long is cut and said to be cut, and what cannot be kept is replaced: a reporter must not
lose a report over its length, nor over what the author of an event put into it.
"""

import json
from collections.abc import Mapping

from quorate.accounts.subject import Subject
from quorate.intake.model import BODY_CHARACTERS, EVIDENCE_BYTES, Report, ReportKind
from quorate.intake.wellformed import tidied
from quorate.ledger.fields import as_object, integer, optional_text, text
from quorate.vocabulary.kinds import SubjectKind

CATEGORY = "unsorted"
_KEYS = {
    *("kind", "id", "received_ts", "reporter", "target", "room_id", "event_id"),
    *("reason", "score", "evidence"),
}
_KINDS = frozenset({"event_report", "user_report"})
_SLACK = 4_000  # bytes left for what stands around the platform's evidence


def read_payload(connector: str, identity: str, payload: object) -> Report:
    """The report about the account that wrote the event. ValueError names the field that fails."""
    row = as_object(payload, "payload")
    if set(row) != _KEYS:
        raise ValueError("payload: the fields are not those of a report")
    if text(row, "kind") not in _KINDS:
        raise ValueError("kind: neither event_report nor user_report")
    if not text(row, "target").startswith("@"):
        raise ValueError("target: not an account")
    return Report(
        source=connector,
        key=identity,
        kind=ReportKind.REPORT,
        subject=Subject(connector, SubjectKind.ACCOUNT, text(row, "target")),
        category=CATEGORY,
        reporter=text(row, "reporter"),
        body=_body(row),
        evidence=[_evidence(row)],
    )


def _body(row: Mapping[str, object]) -> str | None:
    reason = row["reason"]
    if reason is not None and not isinstance(reason, str):
        raise ValueError("reason: a text is needed")
    return reason[:BODY_CHARACTERS] if reason else None


def _evidence(row: Mapping[str, object]) -> dict[str, object]:
    given = None if row["evidence"] is None else as_object(row["evidence"], "evidence")
    content = tidied(given)
    size = len(json.dumps(content, ensure_ascii=False).encode())
    fits = size <= EVIDENCE_BYTES - _SLACK
    found: dict[str, object] = {
        "kind": text(row, "kind"),
        "platform_report": integer(row, "id"),
        "received_ts": integer(row, "received_ts"),
        "room_id": optional_text(row, "room_id"),
        "event_id": optional_text(row, "event_id"),
        "score": None if row["score"] is None else integer(row, "score"),
        "content": content if fits else None,
    }
    return found if fits else found | {"content_left_out_bytes": size}
