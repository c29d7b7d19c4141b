"""Taking the next case with 1M open ones beside 1k, in turns in the same run."""

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg_pool import AsyncConnectionPool

from benchmarks.staff import REVIEWER
from quorate.authority.engine import shipped_law
from quorate.authority.gate import Actor, Warrant, warrant
from quorate.cases import actions
from quorate.cases.model import Claimed, Hold, Queue
from quorate.cases.queries import ALL_CASES
from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.database.pool import open_pool
from quorate.demo.setting import new_database
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission

FEW, MANY = 1_000, 1_000_000
ROUNDS = 2_000
ROUNDS_A_TURN = 100
QUEUE = Queue(area="area-7")
FILL = """
INSERT INTO subjects (id, connector, kind, native, first_seen)
SELECT gen_random_uuid(), 'matrix:bench.localhost', 'account', '@u' || n, now()
FROM generate_series(1, %(cases)s) n;
INSERT INTO cases (id, subject_id, state, area, language, opened_at, opened_by, waiting_since,
    due_at, look_at, tier, reach, unranked)
SELECT gen_random_uuid(), id, 'open', 'area-' || floor(random() * 20), 'en', now(), 'bench', now(),
    now() - random() * interval '100 hours', now(), 0, 1, false
FROM subjects;
"""


def _leave(permission: Permission, resource: str) -> Warrant:
    found = warrant(shipped_law(), Actor(REVIEWER), permission, resource, datetime.now(UTC))
    if not isinstance(found, Warrant):
        raise TypeError(str(found))
    return found


async def _round(pool: AsyncConnectionPool) -> float:
    """Seconds from asking for the next case to holding it; it is given back afterwards."""
    now, leave = datetime.now(UTC), _leave(Permission.CASE_CLAIM, ALL_CASES)
    began = time.perf_counter()
    async with pool.connection() as conn:
        taken = await actions.claim_next(conn, leave, QUEUE, now)
    took = time.perf_counter() - began
    if not isinstance(taken, Claimed):
        raise LookupError("the queue is empty")
    case = taken.case
    give = _leave(Permission.CASE_RELEASE, edge(CASE, case.id))
    async with pool.connection() as conn:
        await actions.release(conn, give, case.id, Hold(case.fence, case.version), now)
    return took


def _filled(server: str, cases: int) -> str:
    url = new_database(server, keep=True)
    migrate(url)
    with psycopg.connect(url, autocommit=True) as conn:
        for statement in FILL.split(";")[:2]:
            conn.execute(statement, {"cases": cases})  # pyright: ignore[reportArgumentType]
        conn.execute("VACUUM ANALYZE")
    return url


async def _measure(few: str, many: str) -> tuple[list[float], list[float]]:
    found: tuple[list[float], list[float]] = ([], [])
    pools = [await open_pool(few, 2), await open_pool(many, 2)]
    for pool in pools:
        for _ in range(ROUNDS_A_TURN):
            await _round(pool)
    for _ in range(ROUNDS // ROUNDS_A_TURN):
        for seconds, pool in zip(found, pools, strict=True):
            seconds += [await _round(pool) for _ in range(ROUNDS_A_TURN)]
    for pool in pools:
        await pool.close()
    return found


def _p99_ms(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[98] * 1000


def run() -> dict[str, float]:
    """p99 of each, and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        cluster = embedded.start(Path(name) / "postgres")
        try:
            few, many = (_filled(cluster.url, cases) for cases in (FEW, MANY))
            small, large = map(_p99_ms, asyncio.run(_measure(few, many)))
        finally:
            embedded.stop(cluster)
    return {
        "claim_1k_p99_ms": small,
        "claim_1m_p99_ms": large,
        "claim_1m_to_1k_ratio": large / small,
    }
