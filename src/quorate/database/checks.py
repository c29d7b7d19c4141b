"""What a process has to find in its database before it is ready."""

from psycopg_pool import AsyncConnectionPool

from quorate.database.migrate import unapplied
from quorate.telemetry.readiness import Check


def database_checks(pool: AsyncConnectionPool) -> dict[str, Check]:
    """It answers, and has all that this code needs."""

    async def database() -> bool:
        async with pool.connection() as conn:
            await conn.execute("SELECT 1")
        return True

    async def migrations() -> bool:
        async with pool.connection() as conn:
            return not await unapplied(conn)

    return {"database": database, "migrations": migrations}
