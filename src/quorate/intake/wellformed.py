"""JSON that PostgreSQL can hold: no NUL, no lone surrogate, no infinity, no endless nesting."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

DEPTH = 32
LARGEST_NUMBER = 10**30
CUT: Final = "…"
"""Stands for what was left out."""
_DEEPEST: Final = DEPTH - 8  # room for what is put around it
_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")


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


def tidied(value: object, depth: int = _DEEPEST) -> object:
    """The same with every text that PostgreSQL can hold, numbers that everybody's JSON has, and
    nothing deeper than a reader goes."""
    if isinstance(value, str):
        return _UNFIT.sub("\ufffd", value)
    if isinstance(value, int | float):
        return value if abs(value) <= LARGEST_NUMBER else CUT
    if value is None:
        return None
    if depth == 0:
        return CUT
    if isinstance(value, dict):
        held = cast("dict[str, object]", value)
        return {_UNFIT.sub("\ufffd", k): tidied(v, depth - 1) for k, v in held.items()}
    return [tidied(v, depth - 1) for v in cast("list[object]", value)]


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
