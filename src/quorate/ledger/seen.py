"""The sequencer as those who watch see it."""

from pathlib import Path
from typing import Final

from psycopg import AsyncConnection

from quorate.ledger.files import checkpoint_seconds
from quorate.telemetry.door import Watched
from quorate.telemetry.metrics.ledger import UNSEQUENCED
from quorate.telemetry.readiness import Readiness

WRITTEN_SECONDS: Final = 30.0
"""Longer than another sequencer takes to lead; whoever leads signs anew each second."""
CONNECT_SECONDS: Final = 2


def watched_sequencer(url: str, folder: Path) -> Watched:
    """Ready where the database answers and somebody writes the log, be it this one or another."""

    async def database() -> bool:
        async with await AsyncConnection.connect(url, connect_timeout=CONNECT_SECONDS) as conn:
            await conn.execute("SELECT 1")
        return True

    async def ledger() -> bool:
        return checkpoint_seconds(folder) < WRITTEN_SECONDS

    async def backlog() -> None:
        async with await AsyncConnection.connect(url, connect_timeout=CONNECT_SECONDS) as conn:
            rows = await conn.execute(
                "SELECT count(*) FROM"
                " (SELECT 1 FROM ledger_queue WHERE leaf IS NULL LIMIT 100000) AS waiting"
            )
            row = await rows.fetchone()
            UNSEQUENCED.set(row[0] if row else 0)

    return Watched("sequencer", Readiness({"database": database, "ledger": ledger}), [backlog])
