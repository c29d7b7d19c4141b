"""Reading another tool's JSON: fields by their path, texts made fit to be kept. Pure.

What a stranger wrote never costs somebody their report: what cannot be kept is replaced, what is
too long is cut and said to be cut. What the tool itself has to say is refused by its name.
"""

import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from quorate.intake.model import BODY_CHARACTERS, EVIDENCE_BYTES
from quorate.intake.sources import Source
from quorate.intake.wellformed import CUT, tidied

_ROOM: Final = EVIDENCE_BYTES - 4_000  # bytes left for what says that something was left out
_LARGE: Final = 12_000
_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_HIDDEN: Final = ("style", "script")
_SAID: Final = ("title", "subject", "text", "content", "body", "message", "caption", "bio")


class WrongError(ValueError):
    """What the tool said and does not fit: `field` is its own path, `detail` never its value."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field, self.detail = field, detail


def parsed(body: bytes) -> Mapping[str, object]:
    """The body as a JSON object, of which every text can be kept. Raises WrongError."""
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WrongError("body", "the body is not a JSON object in UTF-8")
    return cast("Mapping[str, object]", tidied(cast("object", found)))


def at(row: Mapping[str, object], path: str) -> object:
    """What stands at a dotted path; None where nothing does."""
    found: object = row
    for name in path.split("."):
        found = _inside(found, name)
    return found


def _inside(value: object, name: str) -> object:
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None


def text(row: Mapping[str, object], path: str) -> str:
    """A text that has to be there. Raises WrongError."""
    found = at(row, path)
    if not isinstance(found, str) or not found:
        raise WrongError(path, "a text is needed")
    return found


def optional(row: Mapping[str, object], path: str) -> str | None:
    """A text, or None where it is null, empty, absent or none."""
    found = at(row, path)
    return found if isinstance(found, str) and found else None


def table(row: Mapping[str, object], path: str) -> Mapping[str, object]:
    """An object that has to be there. Raises WrongError."""
    found = at(row, path)
    if not isinstance(found, dict):
        raise WrongError(path, "an object is needed")
    return cast("Mapping[str, object]", found)


def found_at(row: Mapping[str, object], path: str) -> Mapping[str, object]:
    """An object, empty where there is none."""
    found = at(row, path)
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else {}


def tables(row: Mapping[str, object], path: str) -> list[Mapping[str, object]]:
    """The objects of a list; none where it is no list."""
    found = at(row, path)
    if not isinstance(found, list):
        return []
    rows = cast("list[object]", found)
    return [cast("Mapping[str, object]", one) for one in rows if isinstance(one, dict)]


def segment(row: Mapping[str, object], path: str) -> str:
    """A text that can be one part of a message's id, which slashes hold apart. Raises
    WrongError."""
    found = text(row, path)
    if "/" in found:
        raise WrongError(path, "an id without a slash is needed")
    return found


def cut(said: str | None, most: int = BODY_CHARACTERS) -> str | None:
    """A text of at most so many characters."""
    if said is None or len(said) <= most:
        return said
    return said[: most - 1] + CUT


def said_in(data: Mapping[str, object]) -> str | None:
    """What somebody wrote, among an item's fields."""
    found = [value for name in _SAID if isinstance(value := data.get(name), str) and value]
    return cut("\n".join(found)) or None


def plain(markup: str) -> str:
    """The text of HTML, in time that grows with its length and no faster."""
    shown = markup
    for name in _HIDDEN:
        shown = _without(shown, name)
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", shown))).strip()


def _without(markup: str, name: str) -> str:
    lower, kept, here = markup.lower(), list[str](), 0
    while (start := lower.find(f"<{name}", here)) >= 0:
        kept.append(markup[here:start])
        end = lower.find(f"</{name}", start)
        if end < 0:
            return "".join(kept)
        here = end
    return "".join([*kept, markup[here:]])


def fitted(evidence: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """The evidence as far as there is room. An item's `data` goes first, and its size is told;
    then items from the end, and their number is."""
    kept, room = list[Mapping[str, object]](), _ROOM
    for number, item in enumerate(evidence):
        one = item
        if "data" in item and (size := _size(item["data"])) > _LARGE:
            one = {**item, "data": None, "data_left_out_bytes": size}
        room -= _size(one) + 2
        if room < 0:
            return [*kept, {"left_out": len(evidence) - number}]
        kept.append(one)
    return kept


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def key_of(source: Source, said: object) -> str:
    """The key of a report that its tool gives none: the same for the same words, and telling
    nothing of them to whoever lacks the source's secret."""
    material = json.dumps(said, sort_keys=True, ensure_ascii=True).encode()
    made = hashlib.blake2b(material, key=source.secret.encode()[:64], digest_size=32)
    return made.hexdigest()
