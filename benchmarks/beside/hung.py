"""The PDS holds its connections and answers nothing; ten takedowns later, what still answers?"""

import contextlib
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx2
from tests.network.running import Network

from benchmarks.beside.decisions import held
from benchmarks.beside.measuring import timed, until
from benchmarks.beside.side import Read, Side

TAKEDOWNS: Final = 10
READS: Final = 20
SECONDS: Final = 2.0
"""How long a reader waits for a page."""
_AWAKE: Final = 120.0


def measure(side: Side, network: Network) -> dict[str, float]:
    """Of ten takedowns how many were answered; of twenty reads of each page how many, within two
    seconds, and how fast those were; once it is awake, how long until all ten are down."""
    matters = held(side, network, TAKEDOWNS)
    for _, matter in matters:
        matter.draw()
    network.hang()
    try:
        sent = _sent([matter.send for _, matter in matters])
        time.sleep(1)
        found = {"hung_takedowns_answered": float(sent)}
        for name, read in side.pages.items():
            found |= _read(f"hung_{name}", read)
    finally:
        network.wake()
    dids = [person.did for person, _ in matters]
    awake = timed(lambda: until(lambda: all(_down(network, d) for d in dids), _AWAKE))
    return {**found, "hung_awake_to_all_down_s": awake}


def _sent(steps: Sequence[Callable[[], None]]) -> int:
    """How many were answered."""

    def tried(step: Callable[[], None]) -> bool:
        with contextlib.suppress(httpx2.HTTPError):
            step()
            return True
        return False

    with ThreadPoolExecutor(len(steps)) as several:
        return sum(several.map(tried, steps))


def _read(name: str, read: Read) -> dict[str, float]:
    seconds: list[float] = []
    for _ in range(READS):
        with contextlib.suppress(httpx2.TimeoutException):
            seconds.append(timed(lambda: read(SECONDS)))
    answered = {f"{name}_answered": float(len(seconds))}
    return (
        {**answered, f"{name}_p50_ms": statistics.median(seconds) * 1000} if seconds else answered
    )


def _down(network: Network, did: str) -> bool:
    asked = {"did": did}
    url = f"{network.pds}/xrpc/com.atproto.sync.getRepoStatus"
    return httpx2.get(url, params=asked, timeout=20).json().get("status") == "takendown"
