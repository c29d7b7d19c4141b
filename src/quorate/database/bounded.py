"""What anybody may ask of the database ends after a while, however much there is to look at."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

from psycopg import AsyncConnection

MOST_SECONDS: Final = 3


@asynccontextmanager
async def bounded(conn: AsyncConnection[Any], seconds: float) -> AsyncGenerator[None]:
    """A transaction, each of whose statements ends after so many seconds, by
    psycopg.errors.QueryCanceled."""
    async with conn.transaction():
        await conn.execute(
            "SELECT set_config('statement_timeout', %s, true)", (f"{seconds * 1000:.0f}",)
        )
        yield
