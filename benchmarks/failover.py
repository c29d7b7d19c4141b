"""kill -9 of the database's leader under load: what was acknowledged and is gone, and for how long
nothing was acknowledged. PostgreSQL 15 under Patroni, three nodes, one a synchronous standby."""

import tempfile
import time
from pathlib import Path

from tests.chaos.agreeing import missing as gone
from tests.chaos.agreeing import settled
from tests.chaos.load import Book, Load
from tests.failover.cluster import missing
from tests.failover.house import House, house

KILLS = 3
WATCHED_SECONDS = 60.0


def run() -> dict[str, float]:
    """Nothing where this machine lacks what it needs (`make test-long` says what)."""
    if missing():
        print(f"failover: {missing()}")
        return {}
    with tempfile.TemporaryDirectory() as name, house(Path(name)) as found:
        return _measured(found)


def _measured(found: House) -> dict[str, float]:
    load = Load(found)
    load.start()
    gaps: list[float] = []
    for _ in range(KILLS):
        load.until_more(4, 120)
        began = time.monotonic()
        dead = found.kill_leader()
        gaps.append(_longest_silence(load.book, began + WATCHED_SECONDS))
        found.cluster.start(dead)
        found.cluster.until_safe()
    load.until_more(2, 120)
    book = load.end()
    log, _ = settled(found)
    return {
        "failover_acknowledged": len(book.reports) + book.words(),
        "failover_gap_s": max(gaps),
        "failover_kills": KILLS,
        "failover_lost": len(gone(found, book, log)),
    }


def _longest_silence(book: Book, until: float) -> float:
    """How long no report was acknowledged, in seconds, until that instant of the monotonic
    clock."""
    seen, since, longest = len(book.reports), time.monotonic(), 0.0
    while time.monotonic() < until:
        time.sleep(0.01)
        if len(book.reports) != seen:
            seen, since = len(book.reports), time.monotonic()
        longest = max(longest, time.monotonic() - since)
    return longest
