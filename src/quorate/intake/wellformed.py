"""JSON that PostgreSQL can hold: no NUL, no lone surrogate, no infinity, no endless nesting."""

from collections.abc import Mapping, Sequence
from typing import cast

DEPTH = 32
LARGEST_NUMBER = 10**30


def is_clean(text: str) -> bool:
    """Whether the text has UTF-8 and no NUL, which PostgreSQL's texts can't hold."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def one_ended(text: str) -> str:
    """The text with one character for each line end, as a form's length counts it: a browser sends
    two."""
    return text.replace("\r\n", "\n")


def fault_of_json(value: object, depth: int = DEPTH) -> str | None:
    """What is wrong with a parsed JSON value, or None. It goes at most `depth` levels down."""
    if depth < 0:
        return f"nested deeper than {DEPTH}"
    if isinstance(value, str):
        return None if is_clean(value) else "a text with NUL or half a surrogate pair"
    if isinstance(value, int | float):
        return None if abs(value) <= LARGEST_NUMBER else "a number too large for everybody's JSON"
    if value is None:
        return None
    for part in _parts(value):
        fault = fault_of_json(part, depth - 1)
        if fault is not None:
            return fault
    return None if isinstance(value, Mapping | Sequence) else "not JSON"


def _parts(value: object) -> list[object]:
    if isinstance(value, Mapping):
        held = cast("Mapping[object, object]", value)
        return [*held.keys(), *held.values()]
    return list(cast("Sequence[object]", value)) if isinstance(value, Sequence) else []
