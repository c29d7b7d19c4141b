"""kill -9 of the database's leader under load: what was acknowledged and is gone, and for how long
nothing was acknowledged, beside a client that only inserts. PostgreSQL 15 under Patroni, three
nodes, one a synchronous standby; all three are whole before the next leader dies."""

import tempfile
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from tests.chaos.agreeing import missing as gone
from tests.chaos.agreeing import settled
from tests.chaos.load import Load
from tests.failover.cluster import missing
from tests.failover.house import House, house

KILLS = 3
WATCHED_SECONDS = 60.0
PAUSE_SECONDS = 0.05


def run() -> dict[str, float]:
    """Nothing where this machine lacks what it needs (`make test-long` says what)."""
    if missing():
        print(f"failover: {missing()}")
        return {}
    with tempfile.TemporaryDirectory() as name, house(Path(name)) as found:
        return _measured(found)


@dataclass
class _Silence:
    """For how long a count has stood still at the longest, in seconds."""

    count: Callable[[], int]
    seen: int = -1
    since: float = 0.0
    longest: float = 0.0

    def look(self) -> None:
        now = time.monotonic()
        if self.count() != self.seen:
            self.seen, self.since = self.count(), now
        self.longest = max(self.longest, now - self.since)


def _measured(found: House) -> dict[str, float]:
    load = Load(found)
    load.start()
    with _inserting(found.cluster.url("postgres")) as inserted:
        ours, bare = _Silence(lambda: len(load.book.reports)), _Silence(lambda: len(inserted))
        for _ in range(KILLS):
            load.until_more(4, 120)
            until = time.monotonic() + WATCHED_SECONDS
            dead = found.kill_leader()
            while time.monotonic() < until:
                ours.look()
                bare.look()
                time.sleep(0.01)
            found.cluster.start(dead)
            found.cluster.until_whole()
    load.until_more(2, 120)
    book = load.end()
    log, _ = settled(found)
    return {
        "failover_acknowledged": len(book.reports) + book.words(),
        "failover_gap_s": ours.longest,
        "failover_bare_gap_s": bare.longest,
        "failover_gap_vs_bare": ours.longest / bare.longest,
        "failover_kills": KILLS,
        "failover_lost": len(gone(found, book, log)),
    }


@contextmanager
def _inserting(url: str) -> Generator[list[float]]:
    """When each bare insert was acknowledged, on a connection that is opened anew where it broke:
    the least that anybody waits who writes to these servers."""
    inserted, over = list[float](), threading.Event()

    def insert() -> None:
        with psycopg.connect(url, autocommit=True, connect_timeout=2) as conn:
            conn.execute("CREATE TABLE IF NOT EXISTS bare (at float8)")
            while not over.wait(PAUSE_SECONDS):
                conn.execute("INSERT INTO bare VALUES (%s)", (time.monotonic(),))
                inserted.append(time.monotonic())

    def insert_on() -> None:
        while not over.wait(PAUSE_SECONDS):
            try:
                insert()
            except psycopg.OperationalError:
                continue

    thread = threading.Thread(target=insert_on)
    thread.start()
    try:
        yield inserted
    finally:
        over.set()
        thread.join()
