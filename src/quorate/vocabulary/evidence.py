"""What a piece of evidence says, read from the JSON that a report came with. Pure.

Evidence is a stranger's: whatever has another shape says nothing here, and is shown as it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_NAME = 512
_TEXTS = ("text", "body")
_LATEST = 253_402_300_799_000  # the last millisecond of the year 9999


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was copied. `room` and `event` name it on the platform, where both are
    known; `at` is when its platform took the report."""

    text: str | None
    sender: str | None
    room: str | None
    event: str | None
    at: datetime | None


def message(item: object) -> Message | None:
    """The message in one piece of evidence: `text` or `body`, at the top or where the platform's
    event has its content; None where it is none."""
    row = _row(item)
    event = _row(row.get("content"))
    found = Message(
        _said(_row(event.get("content"))) or _said(event) or _said(row),
        _name(event, "sender") or _name(row, "sender"),
        _name(row, "room_id"),
        _name(row, "event_id"),
        _instant(row.get("received_ts")),
    )
    return found if found.text is not None or found.event is not None else None


def texts(evidence: Sequence[object]) -> list[str]:
    """The texts of the messages among the evidence, each once, as they come."""
    found = (message(item) for item in evidence)
    return list(dict.fromkeys(one.text for one in found if one and one.text))


def _row(value: object) -> Mapping[object, object]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _said(row: Mapping[object, object]) -> str | None:
    found = (row.get(name) for name in _TEXTS)
    return next((value for value in found if isinstance(value, str) and value), None)


def _name(row: Mapping[object, object], key: str) -> str | None:
    value = row.get(key)
    return value[:LONGEST_NAME] if isinstance(value, str) and value else None


def _instant(value: object) -> datetime | None:
    """Milliseconds since 1970, as Matrix has them."""
    if type(value) is not int or not 0 <= value <= _LATEST:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)
