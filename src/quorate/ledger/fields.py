"""Reading fields of parsed JSON with their types checked; a ValueError names the field."""

import re
from collections.abc import Mapping
from typing import cast

_DIGEST = re.compile(r"[0-9a-f]{64}")


def text(row: Mapping[str, object], name: str) -> str:
    """A non-empty text."""
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name}: a text is needed")
    return value


def optional_text(row: Mapping[str, object], name: str) -> str | None:
    """A text, or None where it is null or absent."""
    return None if row.get(name) is None else text(row, name)


def is_digest(said: str) -> bool:
    """Whether it is 32 bytes as hex has them, in lower case."""
    return _DIGEST.fullmatch(said) is not None


def digest_text(row: Mapping[str, object], name: str) -> str:
    """64 hex digits."""
    found = text(row, name)
    if not is_digest(found):
        raise ValueError(f"{name}: not 64 hex digits")
    return found


def integer(row: Mapping[str, object], name: str) -> int:
    """A whole number; true and false are none."""
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name}: a whole number is needed")
    return value


def truth(row: Mapping[str, object], name: str) -> bool:
    """True or false as JSON has them; the text "false" is neither."""
    value = row.get(name, False)
    if not isinstance(value, bool):
        raise ValueError(f"{name}: true or false is needed")
    return value


def _list(row: Mapping[str, object], name: str) -> list[object]:
    value = row.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name}: a list is needed")
    return cast("list[object]", value)


def texts(row: Mapping[str, object], name: str) -> list[str]:
    """A list of texts, empty where absent."""
    found = _list(row, name)
    if not all(isinstance(v, str) for v in found):
        raise ValueError(f"{name}: a list of texts is needed")
    return cast("list[str]", found)


def integers(row: Mapping[str, object], name: str) -> list[int]:
    """A list of whole numbers, empty where absent."""
    found = _list(row, name)
    if not all(type(v) is int for v in found):
        raise ValueError(f"{name}: a list of whole numbers is needed")
    return cast("list[int]", found)


def items(row: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """A list of objects, empty where absent."""
    return [as_object(v, name) for v in _list(row, name)]


def as_object(value: object, name: str) -> Mapping[str, object]:
    """An object with text keys."""
    if not isinstance(value, dict) or not all(isinstance(k, str) for k in value):  # pyright: ignore[reportUnknownVariableType]
        raise ValueError(f"{name}: an object is needed")
    return cast("Mapping[str, object]", value)
