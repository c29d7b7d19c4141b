"""Which texts are nearly the same: MinHash of overlapping pieces, cut into bands. Pure.

Two texts that share a part `s` of their pieces share a band with the chance `1 - (1 - s^4)^8`:
nearly always at 0.9, rarely below 0.4. Whoever looks for a shared band so finds them by an index.
One permutation with filled bins (Shrivastava and Li, 2014): each piece is hashed once. The hash
needs no secret: who wants to differ writes another text.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from zlib import crc32

LONGEST: Final = 1_000  # characters that are compared; reports are cut there, not refused
SHORTEST: Final = 12  # a text below this is like too many others
PIECE: Final = 4
BINS: Final = 32
ROWS: Final = 4
BANDS: Final = BINS // ROWS
_MASK: Final = 2**64 - 1
_MIX: Final = 0x9E3779B97F4A7C15  # CRC-32 is linear, its product with this is not
_STEP: Final = 0x2545F4914F6CDD1D  # what a value borrowed from the next bin differs by
_DIGITS: Final = re.compile(r"\d")
_NO_WORD: Final = re.compile(r"[\W_]+")
_UNSEEN: Final = frozenset({"Cf", "Mn", "Me"})


def bands(text: str) -> list[int]:
    """Eight signed 64-bit numbers, or none where the text is too short to tell."""
    plain = normal(text)
    if len(plain) < SHORTEST:
        return []
    bins = _filled(_smallest(plain))
    return [_band(bins[n : n + ROWS]) for n in range(0, BINS, ROWS)]


def all_bands(texts: Iterable[str]) -> set[int]:
    """Those of every text."""
    return {band for text in texts for band in bands(text)}


def normal(text: str) -> str:
    """Without what a sender changes from one message to the next: case, digits, marks, spacing."""
    seen = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    shown = "".join(c for c in seen if unicodedata.category(c) not in _UNSEEN)
    return _NO_WORD.sub(" ", _DIGITS.sub("0", shown)).strip()[:LONGEST]


def _smallest(plain: str) -> list[int | None]:
    """The smallest hash of all pieces that fall into each bin."""
    found: list[int | None] = [None] * BINS
    for piece in {plain[n : n + PIECE] for n in range(len(plain) - PIECE + 1)}:
        mixed = crc32(piece.encode(errors="replace")) * _MIX & _MASK
        place, rest = mixed >> 59, mixed & (_MASK >> 5)
        held = found[place]
        found[place] = rest if held is None or rest < held else held
    return found


def _filled(found: list[int | None]) -> list[int]:
    """An empty bin takes the next one's value, marked by how far it came."""
    filled, value, away = [0] * BINS, 0, 0
    for place in range(2 * BINS - 1, -1, -1):  # once around, so that the last bins have a next one
        held = found[place % BINS]
        value, away = (value, away + 1) if held is None else (held, 0)
        filled[place % BINS] = value + away * _STEP & _MASK
    return filled


def _band(values: list[int]) -> int:
    packed = b"".join(value.to_bytes(8, "big") for value in values)
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big", signed=True)
