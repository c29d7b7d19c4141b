"""A process of its own that parses hostile pages: no token, no environment, little memory.

It reads the platform's JSON in frames (`children/`) and answers each with checked, capped records.
If it dies, the effector goes on.
"""

import json
import sys
from collections.abc import Callable, Mapping

from quorate.children.confining import confine
from quorate.children.frames import serve
from quorate.effects.parsing import private
from quorate.intake.wellformed import tidied
from quorate.ledger.fields import as_object, integer, items, text

EVENT_REPORTS, USER_REPORTS, EVENT = b"e", b"u", b"v"
ADDRESSES, AROUND, DEVICES = b"a", b"r", b"d"
DIRECT_CHATS, EMAILS, PHONES, LINES = b"c", b"m", b"p", b"l"
ACCOUNT_EMAIL = b"M"
LONGEST_TEXT = 10_000
LONGEST_EVIDENCE = 32_000
_MEGABYTES = 512


def _reason(row: Mapping[str, object]) -> str | None:
    """The reporter's words, cut; whatever else stands there costs the report nothing."""
    found = row.get("reason")
    return found[:LONGEST_TEXT] if isinstance(found, str) else None


def _event_report(row: Mapping[str, object]) -> dict[str, object]:
    score = row.get("score")
    return {
        "kind": "event_report",
        "id": integer(row, "id"),
        "received_ts": integer(row, "received_ts"),
        "reporter": text(row, "user_id"),
        "target": text(row, "sender"),
        "room_id": text(row, "room_id"),
        "event_id": text(row, "event_id"),
        "reason": _reason(row),
        "score": score if type(score) is int else None,
        "evidence": None,
    }


def _user_report(row: Mapping[str, object]) -> dict[str, object]:
    return {
        "kind": "user_report",
        "id": integer(row, "id"),
        "received_ts": integer(row, "received_ts"),
        "reporter": text(row, "user_id"),
        "target": text(row, "target_user_id"),
        "room_id": None,
        "event_id": None,
        "reason": _reason(row),
        "score": None,
        "evidence": None,
    }


def _rows(
    page: object, name: str, read: Callable[[Mapping[str, object]], dict[str, object]]
) -> list[dict[str, object]]:
    """Row by row, so that one which carries nothing to know it by costs no other its place."""
    found: list[dict[str, object]] = []
    for row in items(as_object(page, "page"), name):
        try:
            found.append(read(row))
        except ValueError:
            continue
    return found


def event_reports(page: object) -> list[dict[str, object]]:
    """Rows of Synapse's event_reports."""
    return _rows(page, "event_reports", _event_report)


def user_reports(page: object) -> list[dict[str, object]]:
    """Rows of Synapse's user_reports."""
    return _rows(page, "user_reports", _user_report)


def event(page: object) -> list[dict[str, object]]:
    """A copy of the reported event, content capped: what a reviewer will see after a redaction."""
    found = as_object(as_object(page, "page").get("event"), "event")
    content = found.get("content")
    said = json.dumps(content)
    if len(said) > LONGEST_EVIDENCE:
        content = {"truncated": said[:LONGEST_EVIDENCE]}
    return [{"type": text(found, "type"), "sender": text(found, "sender"), "content": content}]


_PARSERS = {
    ACCOUNT_EMAIL: private.account_email,
    ADDRESSES: private.addresses,
    AROUND: private.around,
    DEVICES: private.devices,
    DIRECT_CHATS: private.direct_chats,
    EMAILS: private.emails,
    EVENT: event,
    EVENT_REPORTS: event_reports,
    LINES: private.lines,
    PHONES: private.phones,
    USER_REPORTS: user_reports,
}


def answer(kind: bytes, data: bytes) -> bytes:
    """The records of one page as JSON, whose every text can be kept and shown; an unreadable page
    is an empty list."""
    try:
        # As JSON is, and nothing else: no other codec can be opened any more.
        records = _PARSERS[kind](tidied(json.loads(data.decode("utf-8", "surrogatepass"))))
    except (ValueError, RecursionError):
        records = []
    return json.dumps(records).encode()


if __name__ == "__main__":
    confine(_MEGABYTES)
    serve(sys.stdin.buffer, sys.stdout.buffer, answer)
