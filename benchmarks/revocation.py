"""A lock committed -> its person's first refusal, beside a plain SELECT that polls a row."""

import statistics
import time

import httpx2
import psycopg

from benchmarks.house import house
from quorate.demo.people import SECOND_CONTRACTOR
from quorate.demo.seating import change_person, sit_down, until
from quorate.demo.setting import Setting

ROUNDS = 120
LIMIT_MS = 1000.0
_LOCKED, _FREE = 403, 200


def _percentiles(name: str, seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {f"{name}_p50_ms": cuts[49] * 1000, f"{name}_p99_ms": cuts[98] * 1000}


def _status(browser: httpx2.Client) -> int:
    return browser.get("/console/me").status_code


def _ours(setting: Setting, browser: httpx2.Client) -> float:
    """From the answer that the change is committed to the first refused page."""
    committed = change_person(setting, SECOND_CONTRACTOR, locked=True)
    seen = until(lambda: _status(browser) == _LOCKED)
    change_person(setting, SECOND_CONTRACTOR, locked=False)
    until(lambda: _status(browser) == _FREE)
    return seen - committed


def _plain(writer: psycopg.Connection, reader: psycopg.Connection, number: int) -> float:
    """The least that a database can do: a committed number, seen by a loop that asks for it."""
    writer.execute("UPDATE bench SET number = %s", (number,))
    committed = time.perf_counter()

    def seen() -> bool:
        row = reader.execute("SELECT number FROM bench").fetchone()
        return row == (number,)

    return until(seen) - committed


def _rounds(setting: Setting, url: str) -> tuple[list[float], list[float]]:
    """Ours and the plain loop, in turns."""
    browser = sit_down(setting, SECOND_CONTRACTOR)
    ours: list[float] = []
    plain: list[float] = []
    with (
        psycopg.connect(url, autocommit=True) as writer,
        psycopg.connect(url, autocommit=True) as reader,
    ):
        writer.execute("CREATE TABLE bench (number integer)")
        writer.execute("INSERT INTO bench VALUES (-1)")
        for number in range(ROUNDS):
            ours.append(_ours(setting, browser))
            plain.append(_plain(writer, reader, number))
    return ours, plain


def run() -> dict[str, float]:
    """120 rounds of each; `revocation_to_limit_ratio` is our p99 in parts of the promised 1 s."""
    with house() as measured:
        ours, plain = _rounds(measured.setting, measured.database)
    found = {**_percentiles("revocation", ours), **_percentiles("plain_select", plain)}
    found["revocation_to_limit_ratio"] = found["revocation_p99_ms"] / LIMIT_MS
    found["revocation_rounds"] = float(ROUNDS)
    return found
