"""The hot paths with 1k, 10k, 100k, 1M and 10M open cases, in turns in the same run, each size in a
database of its own; and 64 reviewers who take cases of one queue at once."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from psycopg_pool import AsyncConnectionPool

from benchmarks.filling import fill
from benchmarks.hot import FILLING, PATHS, QUEUE, Backlog, backlog, leave, release
from quorate.cases import actions
from quorate.cases.model import Claimed
from quorate.cases.queries import ALL_CASES
from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.database.pool import open_pool
from quorate.demo.setting import new_database
from quorate.vocabulary import times
from quorate.vocabulary.permissions import Permission

SIZES: Final = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
ROUNDS: Final = 1_000
A_TURN: Final = 50
WARMING: Final = 2
REVIEWERS: Final = 64
EACH: Final = 50
_SECONDS: Final = 20.0


@dataclass(slots=True)
class Filled:
    """A database with so many cases; what each path took there, in seconds."""

    pool: AsyncConnectionPool
    known: Backlog
    took: dict[str, list[float]] = field(default_factory=dict[str, list[float]])


async def _round(filled: Filled, path: str) -> float:
    """Seconds from asking for a connection to the commit; a claim is given back afterwards."""
    began = time.perf_counter()
    async with filled.pool.connection() as conn:
        taken = await PATHS[path](conn, filled.known)
    took = time.perf_counter() - began
    if taken is not None:
        async with filled.pool.connection() as conn:
            await release(conn, taken)
    return took


async def _turn(filled: Filled, path: str) -> list[float]:
    return [await _round(filled, path) for _ in range(A_TURN)]


async def _opened(url: str, cases: int, connections: int = 2) -> Filled:
    return Filled(await open_pool(url, connections), backlog(url, cases))


async def _measure(urls: Mapping[str, str], sizes: Mapping[str, int]) -> dict[str, Filled]:
    """All sizes go round, path by path; the first turns only warm up."""
    found = {name: await _opened(url, sizes[name]) for name, url in urls.items()}
    for path in PATHS:
        for number in range(WARMING + ROUNDS // A_TURN):
            for filled in found.values():
                took = await _turn(filled, path)
                if number >= WARMING:
                    filled.took.setdefault(path, []).extend(took)
    for filled in found.values():
        await filled.pool.close()
    return found


async def _reviewer(pool: AsyncConnectionPool, who: str) -> list[str]:
    """Cases that this person was given, each with the number of its claim."""
    given: list[str] = []
    for _ in range(EACH):
        async with pool.connection(_SECONDS) as conn:
            asked = leave(Permission.CASE_CLAIM, ALL_CASES, who)
            taken = await actions.claim_next(conn, asked, QUEUE, times.now())
        if isinstance(taken, Claimed):
            given.append(f"{taken.case.id} {taken.case.fence}")
    return given


async def _crowd(url: str) -> dict[str, float]:
    """Claims a second, and how many cases were in two people's hands at once."""
    pool = await open_pool(url, 16)
    began = time.perf_counter()
    names = [f"reviewer-{n}" for n in range(REVIEWERS)]
    found = await asyncio.gather(*(_reviewer(pool, name) for name in names))
    seconds = time.perf_counter() - began
    await pool.close()
    cases = [one.partition(" ")[0] for given in found for one in given]
    return {
        "double_claims": float(len(cases) - len(set(cases))),
        "crowd_claims": float(len(cases)),
        "crowd_claims_per_s": len(cases) / seconds,
    }


def _p99(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[98] * 1000


def _told(found: Mapping[str, Filled]) -> dict[str, float]:
    """p99 of each path and size, and the largest's to the smallest's."""
    told = {
        f"flat_{path}_{name}_p99_ms": _p99(seconds)
        for name, filled in found.items()
        for path, seconds in filled.took.items()
    }
    least, most = next(iter(found)), list(found)[-1]
    for path in PATHS:
        few, many = (told[f"flat_{path}_{name}_p99_ms"] for name in (least, most))
        told[f"flat_{path}_{most}_to_{least}_ratio"] = many / few
    return told


def measured(sizes: Mapping[str, int]) -> dict[str, float]:
    """`sizes` by their names, the smallest first; the crowd takes cases of the largest."""
    with tempfile.TemporaryDirectory() as name:
        cluster = embedded.start(Path(name) / "postgres")
        try:
            urls = {size: new_database(cluster.url, keep=True) for size in sizes}
            for size, url in urls.items():
                migrate(url)
                fill(url, FILLING, 0, sizes[size])
            told = _told(asyncio.run(_measure(urls, sizes)))
            return told | asyncio.run(_crowd(list(urls.values())[-1]))
        finally:
            embedded.destroy(cluster)


def run() -> dict[str, float]:
    """`claim_p99_10m_vs_10k` and `double_claims` are what is promised; some 15 GB for a while."""
    found = measured(SIZES)
    ratio = found["flat_claim_10m_p99_ms"] / found["flat_claim_10k_p99_ms"]
    return found | {"claim_p99_10m_vs_10k": ratio}
