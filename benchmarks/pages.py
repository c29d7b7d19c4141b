"""The console's pages with 1M open cases and 10M reports, and before those with 1k and 10k."""

import random
import statistics
import time

import httpx2
import psycopg

from benchmarks.filling import Filling, fill
from benchmarks.house import house
from quorate.demo.people import REVIEWER
from quorate.demo.seating import sit_down
from quorate.vocabulary.identifiers import CASE, edge

FEW, MANY = 1_000, 1_000_000
REPORTS_EACH = 10
ROUNDS = 100
WARMING = 5
PAGES = {
    "queue": "/console/queue",
    "queue_of_area": "/console/queue?area=area-7",
    "case": "/console/cases/{case}",
    "approvals": "/console/approvals",
    "search_of_few": "/console/search?text=lot777",
    "search_of_all": "/console/search?text=bulk",
}
FILLING = Filling("matrix:bench.localhost", "@u", REPORTS_EACH)


def _fill(url: str, start: int, end: int) -> list[str]:
    """Adds cases with their reports; some cases from all over, as pages name them."""
    some = [f"@u{random.randint(1, end)}" for _ in range(ROUNDS + WARMING)]
    fill(url, FILLING, start, end)
    with psycopg.connect(url) as conn:
        found = conn.execute(
            "SELECT c.id FROM cases c JOIN subjects s ON s.id = c.subject_id"
            " WHERE s.connector = 'matrix:bench.localhost' AND s.kind = 'account'"
            " AND s.native = ANY(%s)",
            (some,),
        )
        return [edge(CASE, row[0]) for row in found]


def _asked(browser: httpx2.Client, path: str) -> float:
    began = time.perf_counter()
    answer = browser.get(path)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return took


def _p95_ms(browser: httpx2.Client, cases: list[str], path: str) -> float:
    for _ in range(WARMING):
        _asked(browser, path.format(case=random.choice(cases)))
    seconds = [_asked(browser, path.format(case=cases[n % len(cases)])) for n in range(ROUNDS)]
    return statistics.quantiles(seconds, n=100, method="inclusive")[94] * 1000


def _measured(browser: httpx2.Client, cases: list[str]) -> dict[str, float]:
    return {name: _p95_ms(browser, cases, path) for name, path in PAGES.items()}


def run() -> dict[str, float]:
    """p95 of each page as the server answers it, and its ratio to that with few cases."""
    with house() as measured:
        browser = sit_down(measured.setting, REVIEWER)
        few = _measured(browser, _fill(measured.database, 0, FEW))
        many = _measured(browser, _fill(measured.database, FEW, MANY))
    found = {f"page_{name}_1m_p95_ms": many[name] for name in PAGES}
    return found | {f"page_{name}_1m_to_1k_ratio": many[name] / few[name] for name in PAGES}
