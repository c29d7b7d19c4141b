"""Other cases that were reported for nearly the same text: a wave of spam is decided together.

A look costs the same however large the wave and the backlog are: it reads a fixed number of bands,
and of each a fixed number of cases off the index's end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg.rows import class_row

from quorate.authority.gate import Warrant
from quorate.cases.likeness import BANDS
from quorate.cases.queries import require
from quorate.cases.store import Connection, Incoming, Joined

SHARED: Final = 2  # bands; one alone may be chance
LATELY: Final = timedelta(days=30)
_BANDS_READ: Final = 64
_CASES_A_BAND: Final = 200


@dataclass(frozen=True, slots=True)
class Near:
    """Another case about nearly the same text. `same` says that it is the same but for case,
    digits, marks and spacing, or as good as."""

    id: UUID
    state: str
    area: str
    native: str
    kind: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    claimed_by: str | None
    shared: int

    @property
    def same(self) -> bool:
        """Every band of a text is shared."""
        return self.shared >= BANDS


async def near(conn: Connection, warrant: Warrant, case: UUID, limit: int) -> list[Near]:
    """At most `limit` other cases, open ones first, then those closed in the last 30 days, the
    likest and newest first; needs leave to read this case (ValueError)."""
    require(warrant, case)
    cursor = conn.cursor(row_factory=class_row(Near))
    await cursor.execute(
        "WITH mine AS MATERIALIZED"
        " (SELECT DISTINCT band FROM likeness WHERE case_id = %(case)s LIMIT %(bands)s),"
        " alike AS (SELECT found.case_id, count(*) AS shared FROM mine"
        " CROSS JOIN (VALUES (true), (false)) AS side (is_open)"
        " CROSS JOIN LATERAL (SELECT case_id FROM likeness l"
        "  WHERE l.band = mine.band AND l.is_open = side.is_open"
        "  ORDER BY case_id DESC LIMIT %(each)s) AS found"
        " WHERE found.case_id <> %(case)s GROUP BY found.case_id"
        " HAVING count(*) >= %(shared)s)"
        " SELECT c.id, c.state, c.area, s.native, s.kind, c.opened_at, c.closed_at, c.outcome,"
        " c.claimed_by, a.shared FROM alike a JOIN cases c ON c.id = a.case_id"
        " JOIN subjects s ON s.id = c.subject_id"
        " WHERE c.state = 'open' OR c.closed_at > now() - %(lately)s"
        " ORDER BY c.state = 'open' DESC, a.shared DESC, c.id DESC LIMIT %(limit)s",
        {
            "case": case,
            "bands": _BANDS_READ,
            "each": _CASES_A_BAND,
            "shared": SHARED,
            "lately": LATELY,
            "limit": limit,
        },
    )
    return await cursor.fetchall()


async def add(conn: Connection, joined: Sequence[Joined], incoming: Sequence[Incoming]) -> None:
    """Keeps the bands of what came in, in the transaction that holds the cases' rows."""
    cases = {found.subject: found.case for found in joined}
    rows = [(band, cases[i.subject]) for i in incoming for band in sorted(i.bands)]
    if rows:
        await conn.execute(
            "INSERT INTO likeness (band, case_id) SELECT * FROM unnest(%s::bigint[], %s::uuid[])"
            " ON CONFLICT DO NOTHING",
            ([band for band, _ in rows], [case for _, case in rows]),
        )


async def mark(conn: Connection, case: UUID, *, open_now: bool) -> None:
    """Puts a case among the open or the closed ones, with its row locked."""
    await conn.execute(
        "UPDATE likeness SET is_open = %s WHERE case_id = %s AND is_open <> %s",
        (open_now, case, open_now),
    )
