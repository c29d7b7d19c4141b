"""A process of its own that parses hostile report pages: no token, no environment, little memory.

It reads frames on standard input (one byte of kind, four of length, the platform's JSON) and
answers each with a frame of checked, capped records. If it dies, the effector goes on.
"""

import json
import resource
import struct
import sys
from typing import BinaryIO

from quorate.ledger.fields import as_object, integer, items, optional_text, text

HEADER = struct.Struct(">cI")
EVENT_REPORTS, USER_REPORTS, EVENT = b"e", b"u", b"v"
LONGEST_TEXT = 10_000
LONGEST_EVIDENCE = 32_000
_MEMORY = 512 * 1024 * 1024


def _capped(row: object, name: str) -> str | None:
    found = optional_text(as_object(row, "report"), name)
    return None if found is None else found[:LONGEST_TEXT].replace("\x00", "")


def event_reports(page: object) -> list[dict[str, object]]:
    """Rows of Synapse's event_reports that carry what identifies them; others are left out."""
    found: list[dict[str, object]] = []
    for row in items(as_object(page, "page"), "event_reports"):
        try:
            found.append(
                {
                    "kind": "event_report",
                    "id": integer(row, "id"),
                    "received_ts": integer(row, "received_ts"),
                    "reporter": text(row, "user_id"),
                    "target": text(row, "sender"),
                    "room_id": text(row, "room_id"),
                    "event_id": text(row, "event_id"),
                    "reason": _capped(row, "reason"),
                    "score": None if row.get("score") is None else integer(row, "score"),
                    "evidence": None,
                }
            )
        except ValueError:
            continue
    return found


def user_reports(page: object) -> list[dict[str, object]]:
    """Rows of Synapse's user_reports."""
    return [
        {
            "kind": "user_report",
            "id": integer(row, "id"),
            "received_ts": integer(row, "received_ts"),
            "reporter": text(row, "user_id"),
            "target": text(row, "target_user_id"),
            "room_id": None,
            "event_id": None,
            "reason": _capped(row, "reason"),
            "score": None,
            "evidence": None,
        }
        for row in items(as_object(page, "page"), "user_reports")
    ]


def event(page: object) -> list[dict[str, object]]:
    """A copy of the reported event, content capped: what a reviewer will see after a redaction."""
    found = as_object(as_object(page, "page").get("event"), "event")
    content = json.dumps(found.get("content"), ensure_ascii=True)
    if len(content) > LONGEST_EVIDENCE:
        content = json.dumps({"truncated": content[:LONGEST_EVIDENCE]})
    return [
        {
            "type": text(found, "type"),
            "sender": text(found, "sender"),
            "content": json.loads(content.replace("\\u0000", "")),
        }
    ]


_PARSERS = {EVENT_REPORTS: event_reports, USER_REPORTS: user_reports, EVENT: event}


def answer(kind: bytes, data: bytes) -> bytes:
    """The records of one page as JSON; an unreadable page is an empty list."""
    try:
        records = _PARSERS[kind](json.loads(data))
    except (ValueError, RecursionError):
        records = []
    return json.dumps(records).encode()


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answers frames until the other side closes."""
    while len(header := source.read(HEADER.size)) == HEADER.size:
        kind, length = HEADER.unpack(header)
        body = answer(kind, source.read(length))
        sink.write(HEADER.pack(kind, len(body)) + body)
        sink.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    serve(sys.stdin.buffer, sys.stdout.buffer)
