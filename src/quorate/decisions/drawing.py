"""Which decided cases a second person judges: drawn by a keyed hash once they are closed.

Whoever decides cannot know whether the case will be looked at again, and whoever has the key finds
the same ones at any time: no chance that nobody can check afterwards.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg.rows import class_row
from psycopg_pool import AsyncConnectionPool
from uuid_utils.compat import uuid7

from quorate.database.rounds import patient_round
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

DOMAIN: Final = b"quorate/second-review/v1\n"
SHARE: Final = 0.05
AT_ONCE: Final = 500
PAUSE_SECONDS: Final = 5.0
SETTLED: Final = timedelta(seconds=10)
"""A transaction that closed a case may show so much later than its own clock said."""
_NEVER: Final = UUID(int=0)
# The ids of policies by their hashes, those in force.
Policies = Callable[[], Mapping[str, str]]


def read_share(found: object) -> float:
    """A setting's share, 0 to 1. Raises ValueError."""
    if not isinstance(found, int | float) or isinstance(found, bool) or not 0 <= found <= 1:
        raise ValueError("a share from 0 to 1, such as 0.05")
    return float(found)


@dataclass(frozen=True, slots=True)
class Decided:
    """A closed case; its newest proposal's signer, action and policy (a hash), where it has one."""

    id: UUID
    version: int
    area: str
    closed_at: datetime
    tier: int | None
    signer: str | None
    action: str | None
    policy: str | None


@dataclass(frozen=True, slots=True)
class Lot:
    """Who draws: the key, and the share of the cases, 0 to 1."""

    key: PrivateKey
    share: float

    def takes(self, case: UUID, version: int) -> bool:
        """An Ed25519 signature is the same each time and known to nobody without the key."""
        said = DOMAIN + case.bytes + version.to_bytes(8)
        drawn = hashlib.sha256(self.key.sign(said)).digest()
        return int.from_bytes(drawn[:8]) < self.share * 2**64


async def draw(
    pool: AsyncConnectionPool, lot: Lot, policies: Mapping[str, str], now: datetime
) -> int:
    """Looks at up to 500 cases that were closed since the last look; returns how many it saw.

    Only an unprotected account's case whose decision is signed is drawn. The first look begins
    with what is closed from then on.
    """
    async with pool.connection() as conn, conn.transaction():
        await conn.execute(
            "INSERT INTO second_reviews_drawn (closed_at, id) VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            (now, _NEVER),
        )
        cursor = conn.cursor(row_factory=class_row(Decided))
        await cursor.execute(
            "SELECT c.id, c.version, c.area, c.closed_at, c.tier, p.proposed_by AS signer,"
            " p.statement->>'action' AS action, p.statement->>'policy' AS policy"
            " FROM (SELECT closed_at, id FROM second_reviews_drawn FOR UPDATE) AS mark,"
            " cases c LEFT JOIN LATERAL (SELECT proposed_by, statement FROM proposals"
            " WHERE case_id = c.id ORDER BY proposed_at DESC, id DESC LIMIT 1) p ON true"
            " WHERE c.closed_at IS NOT NULL AND (c.closed_at, c.id) > (mark.closed_at, mark.id)"
            " AND c.closed_at <= %s ORDER BY c.closed_at, c.id LIMIT %s",
            (now - SETTLED, AT_ONCE),
        )
        found = await cursor.fetchall()
        for case in found:
            policy = policies.get(case.policy or "")
            if case.tier == 0 and policy and lot.takes(case.id, case.version):
                await conn.execute(
                    "INSERT INTO second_reviews (id, case_id, version, area, first_by,"
                    " first_policy, first_action, closed_at) VALUES (%s, %s, %s, %s, %s, %s, %s,"
                    " %s) ON CONFLICT DO NOTHING",
                    (
                        *(uuid7(), case.id, case.version, case.area, case.signer, policy),
                        *(case.action, case.closed_at),
                    ),
                )
        if found:
            last = found[-1]
            await conn.execute(
                "UPDATE second_reviews_drawn SET closed_at = %s, id = %s", (last.closed_at, last.id)
            )
    return len(found)


async def run_drawing(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    lot: Lot,
    policies: Policies,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Draws until `stop` is set; when the database goes away it tries again."""
    while not stop.is_set():
        seen = 0
        with patient_round("drawing", "drawing_tries_again"):
            seen = await draw(pool, lot, policies(), clock())
        if seen < AT_ONCE:
            await pause(stop, PAUSE_SECONDS)
