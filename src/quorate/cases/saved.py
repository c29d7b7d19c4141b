"""Searches that people keep, for themselves or for their team."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.authority.gate import Warrant
from quorate.cases.queries import require_all
from quorate.cases.store import Connection
from quorate.vocabulary.problems import Problem, Refusal

LONGEST_NAME = 60
MOST = 100


@dataclass(frozen=True, slots=True)
class Saved:
    """`query` is the search as the query of its address; `team` sees it too, None for nobody."""

    id: UUID
    person: str
    team: str | None
    name: str
    query: str


async def of(conn: Connection, warrant: Warrant, team: str) -> list[Saved]:
    """One's own and those that others of the team share, by name."""
    require_all(warrant)
    cursor = conn.cursor(row_factory=class_row(Saved))
    await cursor.execute(
        "SELECT id, person, team, name, query FROM saved_searches"
        " WHERE person = %s OR team = %s ORDER BY name, id LIMIT %s",
        (warrant.who, team, 2 * MOST),
    )
    return await cursor.fetchall()


async def save(
    conn: Connection, warrant: Warrant, team: str | None, name: str, query: str, now: datetime
) -> Refusal | None:
    """Keeps a search under a name; what the same person kept under it goes."""
    require_all(warrant)
    name = name.strip()
    if not (1 <= len(name) <= LONGEST_NAME and name.isprintable()):
        detail = f"1 to {LONGEST_NAME} characters that can be printed are needed"
        return Refusal(Problem.BODY_INVALID, detail, "name")
    done = await conn.execute(
        "INSERT INTO saved_searches AS s (id, person, team, name, query, saved_at)"
        " SELECT %(id)s, %(who)s, %(team)s, %(name)s, %(query)s, %(now)s"
        " WHERE (SELECT count(*) FROM saved_searches WHERE person = %(who)s"
        "  AND name <> %(name)s) < %(most)s"
        " ON CONFLICT (person, name) DO UPDATE SET team = EXCLUDED.team, query = EXCLUDED.query,"
        " saved_at = EXCLUDED.saved_at",
        {
            "id": uuid7(),
            "who": warrant.who,
            "team": team,
            "name": name,
            "query": query,
            "now": now,
            "most": MOST,
        },
    )
    if done.rowcount:
        return None
    return Refusal(Problem.BODY_INVALID, f"{MOST} searches are kept: forget one first", "name")


async def forget(conn: Connection, warrant: Warrant, search: UUID) -> Refusal | None:
    """Takes away a search of one's own; a colleague's is not one's to take away."""
    require_all(warrant)
    done = await conn.execute(
        "DELETE FROM saved_searches WHERE id = %s AND person = %s", (search, warrant.who)
    )
    if done.rowcount:
        return None
    return Refusal(Problem.NOT_FOUND, "you keep no such search", "id")
