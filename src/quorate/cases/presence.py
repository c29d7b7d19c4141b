"""Who has a case's page open now. A browser that is gone is forgotten after half a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from quorate.authority.gate import Warrant
from quorate.cases.queries import require

STAYS: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Beside:
    """The others who have the page open, and the case's version now; None where there is none.
    `media` says that the warrant's person opened reported media on it."""

    others: tuple[str, ...]
    version: int | None
    area: str = ""
    media: bool = False


async def look_in(
    conn: AsyncConnection[Any], warrant: Warrant, case: UUID, now: datetime
) -> Beside:
    """Keeps the warrant's person for half a minute more. A newcomer wakes the others."""
    require(warrant, case)
    await conn.execute("DELETE FROM presence WHERE until < %s", (now,))
    stays = now + STAYS
    known = await conn.execute(
        "UPDATE presence SET until = %s WHERE case_id = %s AND person = %s",
        (stays, case, warrant.who),
    )
    if known.rowcount == 0:
        await conn.execute(
            "INSERT INTO presence (case_id, person, until)"
            " SELECT id, %s, %s FROM cases WHERE id = %s ON CONFLICT DO NOTHING",
            (warrant.who, stays, case),
        )
        await _tell(conn, case)
    found = await conn.execute(
        "SELECT array(SELECT person FROM presence WHERE case_id = c.id AND person <> %(who)s"
        " ORDER BY person), c.version, c.area, coalesce(p.media, false)"
        " FROM cases c LEFT JOIN presence p ON p.case_id = c.id AND p.person = %(who)s"
        " WHERE c.id = %(case)s",
        {"who": warrant.who, "case": case},
    )
    row = await found.fetchone()
    return Beside(tuple(row[0]), *row[1:]) if row else Beside((), None)


async def media_shown(
    conn: AsyncConnection[Any], warrant: Warrant, case: UUID, now: datetime
) -> None:
    """From now on the person's time at this page is time with reported media open; their page's
    stream is woken to count it."""
    require(warrant, case)
    shown = await conn.execute(
        "INSERT INTO presence (case_id, person, until, media)"
        " SELECT id, %s, %s, true FROM cases WHERE id = %s"
        " ON CONFLICT (case_id, person) DO UPDATE SET media = true WHERE NOT presence.media",
        (warrant.who, now + STAYS, case),
    )
    if shown.rowcount:
        await _tell(conn, case)


async def leave(conn: AsyncConnection[Any], warrant: Warrant, case: UUID) -> None:
    """Forgets the person and wakes the others; one with a second page is back within seconds."""
    require(warrant, case)
    await conn.execute(
        "DELETE FROM presence WHERE case_id = %s AND person = %s", (case, warrant.who)
    )
    await _tell(conn, case)


async def _tell(conn: AsyncConnection[Any], case: UUID) -> None:
    """Wakes the open pages of a case, in every process that serves, when this commits."""
    await conn.execute("SELECT pg_notify('cases', %s)", (str(case),))
