"""A signed request that changes something is taken once, whichever process it comes to.

Each process remembers by itself what it was asked (`requests`); that is enough for what only reads.
"""

import hashlib
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection

from quorate.people.requests import FRESH

_FORGOTTEN_AT_ONCE: Final = 10


async def take(conn: AsyncConnection[Any], nonce: str, now: datetime) -> bool:
    """Whether nobody has taken this nonce; from now on somebody has. Those whose signature is over
    go by and by."""
    taken = await conn.execute(
        "WITH over AS (DELETE FROM request_nonces WHERE digest IN (SELECT digest"
        " FROM request_nonces WHERE until < %(now)s LIMIT %(most)s FOR UPDATE SKIP LOCKED))"
        " INSERT INTO request_nonces (digest, until) VALUES (%(digest)s, %(until)s)"
        " ON CONFLICT DO NOTHING RETURNING true",
        {
            "now": now,
            "most": _FORGOTTEN_AT_ONCE,
            "digest": hashlib.sha256(nonce.encode()).digest(),
            "until": now + 2 * FRESH,
        },
    )
    return await taken.fetchone() is not None
