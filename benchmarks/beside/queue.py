"""The first page of the queue, most urgent first, with ever more open subjects in the database."""

from functools import partial
from typing import Final

from tests.network.running import Network

from benchmarks.beside.measuring import percentiles, timed
from benchmarks.beside.ozone import Ozone
from benchmarks.beside.side import Side

SIZES: Final = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
ROUNDS: Final = 100
WARMING: Final = 10
_SECONDS: Final = 30.0


def measure(side: Side, network: Network) -> dict[str, float]:
    """At each size; Ozone's once more with the index that it lacks."""
    found: dict[str, float] = {}
    filled = 0
    for name, size in SIZES.items():
        side.fill(filled, size)
        filled, found = size, {**found, **_read(side, name)}
    if isinstance(side, Ozone):
        side.index()
        found |= _read(side, "100k_indexed")
    return found


def _read(side: Side, name: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for page, read in side.pages.items():
        seconds = [timed(partial(read, _SECONDS)) for _ in range(WARMING + ROUNDS)]
        found |= percentiles(f"{page}_{name}", seconds[WARMING:])
    return found
