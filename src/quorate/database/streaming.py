"""Rows that come one after the other, however many there are: nothing holds them all."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from uuid_utils.compat import uuid7

Row = dict[str, Any]
_AT_ONCE = 500


async def streamed(
    conn: AsyncConnection[Any], query: LiteralString, values: Mapping[str, object]
) -> AsyncGenerator[Row]:
    """The rows of a query by column name, inside a transaction of the caller's."""
    async with conn.cursor(name=f"rows_{uuid7().hex}", row_factory=dict_row) as cursor:
        cursor.itersize = _AT_ONCE
        await cursor.execute(query, values)
        async for row in cursor:
            yield row
