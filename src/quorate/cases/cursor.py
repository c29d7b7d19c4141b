"""The opaque place in a list of cases: the moment the last one is due from, and its id."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from quorate.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """The list goes on after this case."""

    due_at: datetime
    id: UUID


def cursor_of(place: Place) -> str:
    """The place as URL-safe text."""
    plain = json.dumps([place.due_at.isoformat(), place.id.hex])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def place_of(cursor: str) -> Place | Refusal:
    """The place behind a cursor; BODY_INVALID for a text that is none."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts: object = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        due_at, identifier = cast("tuple[str, str]", parts)
        place = Place(datetime.fromisoformat(due_at), UUID(hex=identifier))
        if cursor_of(place) != cursor or place.due_at.tzinfo is None:
            raise ValueError("another spelling")
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Refusal(Problem.BODY_INVALID, "cursor: not one that this list gave", "cursor")
    return place
