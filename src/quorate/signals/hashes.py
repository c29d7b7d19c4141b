"""Perceptual hashes: what a report's evidence says of its media, and what is near. Pure.

PDQ (256 bits; near is 31 or less, as its authors say) and pHash (64 bits). Whoever has the media
sends the hash along; of a platform's own reports `media_jobs` computes the pHash. A hash is cut
into pieces of 16 bits. Of two that differ in fewer bits than twice the pieces, one piece differs in
one bit at most (multi-index hashing; Norouzi, Punjani and Fleet, 2012), so all that are near are
found by looking up 17 values of each piece.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PIECE: Final = 16
MOST_OF_A_REPORT: Final = 4
PDQ_NEAR: Final = 31
FIELD: Final = "media_hashes"
_HEX: Final = re.compile(r"[0-9a-fA-F]+")


class Algorithm(StrEnum):
    """How a picture was hashed."""

    PDQ = "pdq"
    PHASH = "phash"


BITS: Final = {Algorithm.PDQ: 256, Algorithm.PHASH: 64}


@dataclass(frozen=True, slots=True)
class Hash:
    """One hash, as a number."""

    algorithm: Algorithm
    value: int

    @property
    def bits(self) -> str:
        """As the database has it."""
        return f"{self.value:0{BITS[self.algorithm]}b}"

    @property
    def parts(self) -> list[int]:
        """Its pieces with their places."""
        return [_part(self, place, piece) for place, piece in enumerate(self._pieces())]

    def near(self) -> list[int]:
        """The pieces, one of which whatever is near has: each, and each with one bit changed."""
        found = list[int]()
        for place, piece in enumerate(self._pieces()):
            found.append(_part(self, place, piece))
            found += [_part(self, place, piece ^ (1 << bit)) for bit in range(PIECE)]
        return found

    def _pieces(self) -> list[int]:
        count = BITS[self.algorithm] // PIECE
        return [self.value >> PIECE * n & 0xFFFF for n in range(count)]


def _part(of: Hash, place: int, piece: int) -> int:
    """Below 2^31, and no two algorithms share one."""
    first = 0 if of.algorithm is Algorithm.PDQ else BITS[Algorithm.PDQ] // PIECE
    return (first + place) << PIECE | piece


def farthest(algorithm: Algorithm) -> int:
    """The greatest distance at which everything near is found: 31 for PDQ, 7 for pHash."""
    return 2 * BITS[algorithm] // PIECE - 1


def read_hash(algorithm: Algorithm, text: str) -> Hash | None:
    """A hash in hex, or None where it is none. One whose bits are all alike is of an even picture,
    near to every other such picture, and so is none."""
    bits = BITS[algorithm]
    if len(text) != bits // 4 or not _HEX.fullmatch(text):
        return None
    value = int(text, 16)
    return Hash(algorithm, value) if 0 < value < 2**bits - 1 else None


def hashes_of(evidence: Sequence[object]) -> list[Hash]:
    """At most 4 that the pieces of evidence name, each once: `{"media_hashes": {"pdq": "…"}}`."""
    found: list[Hash] = []
    for item in evidence:
        named = _row(_row(item).get(FIELD))
        for algorithm in Algorithm:
            text = named.get(algorithm.value)
            made = read_hash(algorithm, text) if isinstance(text, str) else None
            if made and made not in found:
                found.append(made)
    return found[:MOST_OF_A_REPORT]


def _row(value: object) -> Mapping[object, object]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]
