"""The one way into the log: a row in the transaction of the change that it records.

The sequencer turns committed rows into tiles. A role that may insert here may not change or
delete, so a wrong entry stays visible, and the effector believes signatures, not rows.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection
from pydantic_core import to_json

from quorate.ledger.entry import Entry


async def append(conn: AsyncConnection[Any], entry: Entry) -> None:
    """Queues the entry inside the caller's transaction and wakes the sequencer at commit."""
    await conn.execute(
        "WITH queued AS"
        " (INSERT INTO ledger_queue (body, written_by) VALUES (%s, %s) RETURNING true)"
        " SELECT pg_notify('ledger_queue', '') FROM queued",
        (entry.canonical(), entry.by),
    )


async def append_all(conn: AsyncConnection[Any], entries: Sequence[Entry]) -> None:
    """Queues entries inside the caller's transaction, in one statement and in their order."""
    if not entries:
        return
    told = [{"body": e.canonical().decode(), "by": e.by} for e in entries]
    await conn.execute(
        "WITH queued AS"
        " (INSERT INTO ledger_queue (body, written_by) SELECT convert_to(body, 'UTF8'), by"
        " FROM json_to_recordset(%s::json) AS e (body text, by text) RETURNING true)"
        " SELECT pg_notify('ledger_queue', '') FROM queued LIMIT 1",
        (to_json(told).decode(),),
    )


async def append_once(conn: AsyncConnection[Any], body: bytes, writer: str, number: int) -> None:
    """Queues a spooled entry; sent again under the same number it is not taken twice."""
    await conn.execute(
        "INSERT INTO ledger_queue (body, written_by, counter) VALUES (%s, %s, %s)"
        " ON CONFLICT (written_by, counter) WHERE counter IS NOT NULL DO NOTHING",
        (body, writer, number),
    )
    await conn.execute("NOTIFY ledger_queue")
