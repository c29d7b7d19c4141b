"""Reported pictures, films and sounds: where a report's evidence names one, and what its bytes are.

Pure. What a stranger calls a thing is never believed: its first bytes say what it is, and what is
not on the list is not shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

MOST_BYTES: Final = 16 * 1024 * 1024
LONGEST_NAME: Final = 120
ADDRESS: Final = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_-]{1,255})")


class MediaKind(StrEnum):
    """How a browser shows it."""

    AUDIO = "audio"
    IMAGE = "image"
    VIDEO = "video"


_MESSAGES: Final = {
    "m.audio": MediaKind.AUDIO,
    "m.image": MediaKind.IMAGE,
    "m.video": MediaKind.VIDEO,
}


@dataclass(frozen=True, slots=True)
class Media:
    """Media that a message names. `address` is the platform's own (`mxc://…`), None where it is
    encrypted for those in the room, so that nobody else can show it; `name` is the sender's."""

    kind: MediaKind
    address: str | None
    name: str

    @property
    def mark(self) -> str:
        """What names it in an address of ours."""
        return sha256((self.address or "").encode()).hexdigest()[:32]


def media(item: object) -> Media | None:
    """The media in one piece of evidence, as Matrix has it; None where it is none."""
    event = _row(_row(item).get("content"))
    content = _row(event.get("content"))
    sticker = event.get("type") == "m.sticker"
    kind = MediaKind.IMAGE if sticker else _MESSAGES.get(str(content.get("msgtype")))
    if kind is None:
        return None
    address, name = content.get("url"), content.get("body")
    known = isinstance(address, str) and ADDRESS.fullmatch(address)
    return Media(
        kind,
        address if known and isinstance(address, str) else None,
        name[:LONGEST_NAME] if isinstance(name, str) else "",
    )


def sniffed(data: bytes) -> str | None:
    """The media type of the bytes, if it is one that is shown."""
    for mark, at, found in _MARKS:
        if data[at : at + len(mark)] == mark:
            return found
    return None


_MARKS: Final = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF87a", 0, "image/gif"),
    (b"GIF89a", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftyp", 4, "video/mp4"),
    (b"\x1a\x45\xdf\xa3", 0, "video/webm"),
    (b"OggS", 0, "audio/ogg"),
    (b"WAVE", 8, "audio/wav"),
    (b"fLaC", 0, "audio/flac"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xff\xfb", 0, "audio/mpeg"),
)


def _row(value: object) -> Mapping[object, object]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]
