"""The first page of the queue, most urgent first, with ever more open subjects in the database."""

from functools import partial
from typing import Final

from benchmarks.beside.measuring import Samples, timed
from benchmarks.beside.side import Side

SIZES: Final = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
ROUNDS: Final = 25
WARMING: Final = 5
_SECONDS: Final = 30.0


def turn(side: Side, name: str) -> Samples:
    """Reads of each page, under the name of the size."""
    return {f"{page}_{name}": _read(partial(read, _SECONDS)) for page, read in side.pages.items()}


def _read(read: partial[None]) -> list[float]:
    return [timed(read) for _ in range(WARMING + ROUNDS)][WARMING:]
