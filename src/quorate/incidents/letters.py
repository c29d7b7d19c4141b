"""Which characters are set on paper as they are: those that a reader sees and cannot be misled by.

All others, with what turns the direction of a line, stand there as `\\u{202e}`.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from quorate.languages.tongues import ENGLISH, TONGUE, Tongue, count

FONT: Final = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
BOLD: Final = FONT.with_name("DejaVuSans-Bold.ttf")
LONGEST: Final = 2000
"""Characters of one text; an entry may bring sixty thousand."""
_SEEN: Final = frozenset("LNPS")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


def shown(text: str) -> str:
    """The text for paper, in which a backslash begins nothing but a number of this kind."""
    drawn = _drawn()
    told = "".join(c if _plain(c, drawn) else f"\\u{{{ord(c):x}}}" for c in text[:LONGEST])
    rest = len(text) - LONGEST
    if rest <= 0:
        return told
    return count(
        "%(told)s … and %(num)s character more",
        "%(told)s … and %(num)s characters more",
        rest,
        told=told,
    )


def legible() -> Tongue:
    """The page's language, or English for a script in which paper would be all numbers."""
    tongue = TONGUE.get()
    return tongue if shown(tongue.name) == tongue.name else ENGLISH


def _plain(char: str, drawn: frozenset[int]) -> bool:
    if char == " ":
        return True
    return (
        ord(char) in drawn
        and char != "\\"
        and unicodedata.category(char)[0] in _SEEN
        and unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT
    )


@cache
def _drawn() -> frozenset[int]:
    """The characters for which both fonts have a drawing, not only a width."""
    return _outlined(FONT) & _outlined(BOLD)


def _outlined(path: Path) -> frozenset[int]:
    with TTFont(path) as font:
        glyphs, names = font["glyf"], font.getBestCmap() or {}
        return frozenset(
            code
            for code, name in names.items()
            if glyphs[name].numberOfContours  # pyright: ignore[reportUnknownMemberType]
        )
