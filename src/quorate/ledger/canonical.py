"""Canonical JSON (RFC 8785) as fast as the log needs it: every process writes or reads each entry.

The standard library's encoder, which is compiled, writes the same bytes for what an entry is made
of; what it would write otherwise goes through the library that knows the whole standard.
Source: https://www.rfc-editor.org/rfc/rfc8785, sections 3.2.2 and 3.2.3.
"""

import json
from collections.abc import Sequence
from typing import Final, cast

import rfc8785

_LARGEST: Final = 2**53 - 1
_WRITE: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True
).encode


def canonical(value: object) -> bytes:
    """The one spelling of a JSON value, in UTF-8. Raises ValueError for what has none."""
    if _is_plain(value):
        return _WRITE(value).encode()
    return rfc8785.dumps(value)  # pyright: ignore[reportArgumentType]


def _is_plain(value: object) -> bool:
    """Whether the two write the same: not for fractions, which have their own spelling in the
    standard, nor numbers beyond its range, nor keys beyond ASCII, which it sorts by UTF-16."""
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -_LARGEST <= value <= _LARGEST
    if isinstance(value, dict):
        row = cast("dict[object, object]", value)
        return all(isinstance(k, str) and k.isascii() and _is_plain(v) for k, v in row.items())
    return isinstance(value, (list, tuple)) and all(
        _is_plain(inner) for inner in cast("Sequence[object]", value)
    )
