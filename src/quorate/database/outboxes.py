"""What waits in the tables that the worker empties, for the metrics."""

from collections.abc import Mapping
from typing import Final, LiteralString

from psycopg_pool import AsyncConnectionPool

from quorate.telemetry.metrics.work import OLDEST, WAITING

# Each reads no more rows of its index than it tells of.
_WAITING: Final[Mapping[str, LiteralString]] = {
    "callbacks": "SELECT send_at AS due FROM callbacks WHERE body IS NOT NULL ORDER BY send_at",
    "filing": "SELECT due_at AS due FROM filings WHERE state = 'waiting' ORDER BY due_at",
    "inbox": "SELECT received_at AS due FROM inbox WHERE taken_at IS NULL ORDER BY id",
    "mail": "SELECT send_at AS due FROM mail_outbox ORDER BY send_at",
    "pictures": "SELECT due_at AS due FROM signal_media_queue ORDER BY due_at",
    "signals": "SELECT NULL::timestamptz AS due FROM signal_queue ORDER BY id",
}


async def show(pool: AsyncConnectionPool) -> None:
    """Sets the metrics of what waits, by the job that takes it."""
    async with pool.connection() as conn:
        for job, query in _WAITING.items():
            rows = await conn.execute(
                "SELECT count(*), extract(epoch FROM min(due))::float8 FROM ("  # noqa: S608
                + query
                + " LIMIT 10000) AS waiting"
            )
            number, oldest = (await rows.fetchone()) or (0, None)
            WAITING.labels(job).set(number)
            if oldest is None:
                OLDEST.remove(job)
            else:
                OLDEST.labels(job).set(oldest)
