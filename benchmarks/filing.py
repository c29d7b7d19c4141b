"""Statements of reasons from the outbox to a server that takes every batch at once: what Quorate's
own side gives, beside the 20,000 a second that the Transparency Database allows an account."""

import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import psycopg
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.database.pool import open_pool
from quorate.demo.setting import new_database
from quorate.transparency.filing import A_SECOND, Filing, Place
from quorate.transparency.rules import MOST

STATEMENTS = 40_000
CONTENT = {
    "proposal": "",
    "action": "suspend",
    "scope": {"kind": "account", "platform": "matrix:bench.localhost", "restricts": "account"},
    "duration": {"from": "2026-11-28T12:00:00.000Z", "until": None, "reversible": True},
    "ground": {
        "policy": "harassment/2",
        "text": "Nobody is to be threatened. " * 20,
        "law": None,
        "reference_url": None,
    },
    "automated": {"detection": False, "decision": False},
    "source": "notice",
    "category": "harassment",
    "content": {"types": ["text"], "date": "2026-11-27", "language": "en"},
    "application_date": "2026-11-28",
}
FILL = """
INSERT INTO statements_of_reasons (proposal_id, case_id, made_at, content)
SELECT 'prop_' || n, gen_random_uuid(), now(),
    jsonb_set(%(content)s, '{proposal}', to_jsonb('prop_' || n))
FROM generate_series(1, %(statements)s) n
"""


async def _taken(request: httpx2.Request) -> httpx2.Response:
    sent = json.loads(await request.aread())["statements"]
    return httpx2.Response(201, json={"statements": [{"uuid": one["puid"]} for one in sent]})


async def _file(pool: AsyncConnectionPool) -> float:
    """Seconds until the outbox is empty."""
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(_taken)) as http:
        place = Place("https://database.example/api/v1", "token")
        filing = Filing(pool, place, http, lambda: datetime.now(UTC))
        began = time.perf_counter()
        while await filing.queue() + await filing.send():
            pass
        return time.perf_counter() - began


async def _measured(url: str) -> float:
    pool = await open_pool(url)
    try:
        return STATEMENTS / await _file(pool)
    finally:
        await pool.close()


def run() -> dict[str, float]:
    """40,000 statements, made, checked, sent in batches of 100 and marked as filed."""
    with tempfile.TemporaryDirectory() as name:
        cluster = embedded.start(Path(name) / "postgres")
        try:
            url = new_database(cluster.url)
            migrate(url)
            with psycopg.connect(url) as conn:
                conn.execute("SET session_replication_role = replica")
                conn.execute(FILL, {"content": Jsonb(CONTENT), "statements": STATEMENTS})
            rate = asyncio.run(_measured(url))
        finally:
            embedded.stop(cluster)
    return {"filing_per_s": rate, "filing_of_allowed": rate / (A_SECOND * MOST)}
