"""What a batch of erasing costs beside a million kept reports."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg

from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.database.pool import open_pool
from quorate.retention.erasing import BATCH, START, Due, erase_batch
from quorate.retention.model import SHIPPED, DataKind, boundary
from quorate.retention.queries import figures

CASES = 1_000_000
DUE = 5_000
HELD = 500
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def fill(conn: psycopg.Connection[Any]) -> None:
    """DUE old cases, some of them held, the rest spread over the last 360 days."""
    conn.execute("SET synchronous_commit = off; SET session_replication_role = replica")
    values = {"cases": CASES, "due": DUE, "now": NOW}
    conn.execute(
        "CREATE TEMP TABLE made AS SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS subject,"
        " %(now)s - CASE WHEN n <= %(due)s THEN interval '400 days'"
        " ELSE interval '360 days' * random() END AS at FROM generate_series(1, %(cases)s) AS n",
        values,
    )
    conn.execute(
        "INSERT INTO subjects SELECT subject, 'm', 'account', '@' || n || ':x', at FROM made"
    )
    conn.execute(
        "INSERT INTO cases (id, subject_id, state, area, opened_at, opened_by, closed_at, outcome,"
        " waiting_since, due_at, look_at) SELECT id, subject, 'closed', 'spam', at, 'app', at,"
        " 'no_violation', at, at, at FROM made"
    )
    conn.execute(
        "INSERT INTO reports (id, case_id, subject_id, source, key, request_digest, kind, reporter,"
        " category, body, evidence, received_at, words) SELECT gen_random_uuid(), id, subject,"
        " 'app', n::text, '\\x01', 'report', '@r' || n % 1000, 'spam', 'buy now', '[]', at,"
        " to_tsvector('simple', 'buy now ' || n) FROM made"
    )
    conn.execute(
        "INSERT INTO holds (id, case_id, placed_by, placed_at, reason)"
        " SELECT gen_random_uuid(), id, 'lead', %s, 'r' FROM made WHERE n <= %s",
        (NOW, HELD),
    )
    conn.execute("SET session_replication_role = origin")
    conn.commit()
    conn.autocommit = True
    conn.execute("VACUUM ANALYZE")


async def measure(url: str) -> dict[str, float]:
    """Milliseconds of a batch of 500, of one that finds nothing, and of all kinds' figures."""
    pool = await open_pool(url, 2)
    due = Due(DataKind.REPORT, boundary(SHIPPED[DataKind.REPORT], NOW), NOW, lambda _: [])
    took: list[float] = []
    floor = START
    while not floor.by_time:
        async with pool.connection() as conn, conn.transaction():
            began = perf_counter()
            batch = await erase_batch(conn, due, floor)
            took.append(1000 * (perf_counter() - began))
        floor = batch.floor
    async with pool.connection() as conn, conn.transaction():
        began = perf_counter()
        rows = (await erase_batch(conn, due, START)).rows
        nothing = 1000 * (perf_counter() - began)
        began = perf_counter()
        await figures(conn, SHIPPED, NOW)
        counted = 1000 * (perf_counter() - began)
    await pool.close()
    if rows or len(took) < (DUE - HELD) // BATCH:
        raise RuntimeError("what is due was not erased in these batches")
    return {
        "retention_batch_median_ms": round(median(took), 1),
        "retention_batch_most_ms": round(max(took), 1),
        "retention_only_held_ms": round(nothing, 1),
        "retention_figures_ms": round(counted, 1),
    }


def run() -> dict[str, float]:
    """On a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = embedded.start(Path(folder))
        try:
            migrate(cluster.url)
            with psycopg.connect(cluster.url) as conn:
                fill(conn)
            return asyncio.run(measure(cluster.url))
        finally:
            embedded.stop(cluster)
