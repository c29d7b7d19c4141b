"""The lines before and after a reported message, as the effector gives them, for a page. Pure."""

import re
from collections.abc import Sequence
from typing import Final, TypedDict

from quorate.effects.parsing.private import REPORTED

_LINE: Final = re.compile(
    rf"(?P<mark>{REPORTED})?(?P<at>\S+ \S+ UTC|never) (?P<sender>\S+): (?P<text>.*)", re.DOTALL
)


class Line(TypedDict):
    """One message. `reported` marks the one that the case is about."""

    at: str
    sender: str
    text: str
    reported: bool


def thread(values: Sequence[str]) -> list[Line]:
    """Each value as a message; one of another shape is a text without sender and time."""
    return [_line(value) for value in values]


def _line(value: str) -> Line:
    found = _LINE.fullmatch(value)
    if found is None:
        return Line(at="", sender="", text=value, reported=value.startswith(REPORTED))
    return Line(
        at=found["at"], sender=found["sender"], text=found["text"], reported=bool(found["mark"])
    )
