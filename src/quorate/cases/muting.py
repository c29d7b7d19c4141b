"""A case that nobody is offered for a while: reports go on joining it, and it comes back by itself.

It is hidden from nobody: it stands in every list, and whoever has its id may claim it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg.rows import class_row

from quorate.authority.gate import Warrant
from quorate.cases.model import Case
from quorate.cases.queries import require
from quorate.cases.store import Connection, load_for_change
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

MOST_HOURS: Final = 720


@dataclass(frozen=True, slots=True)
class Mute:
    """By whom, and until when."""

    until: datetime
    muted_by: str


def decide_mute(case: Case, hours: int) -> Refusal | None:
    """BODY_INVALID for a time of none or of more than 30 days; ALREADY_DECIDED for a closed case,
    one of the leads', or one that an authority waits for: these are offered whatever is muted."""
    if not 1 <= hours <= MOST_HOURS:
        return Refusal(Problem.BODY_INVALID, f"1 to {MOST_HOURS} hours", "durationInHours")
    name = edge(CASE, case.id)
    if case.state == "closed":
        return Refusal(Problem.ALREADY_DECIDED, f"{name} is closed")
    if case.escalated:
        return Refusal(Problem.ALREADY_DECIDED, f"{name} waits for a lead, and is not muted")
    if case.ordered_by is not None:
        return Refusal(Problem.ALREADY_DECIDED, f"an authority waits for {name}: it is not muted")
    return None


async def mute(
    conn: Connection, warrant: Warrant, case: UUID, hours: int, now: datetime
) -> Mute | Refusal:
    """Has the case offered to nobody for so many hours, whatever stood before."""
    found = await _load(conn, warrant, case)
    refused = found if isinstance(found, Refusal) else decide_mute(found, hours)
    if refused:
        return refused
    made = Mute(now + timedelta(hours=hours), warrant.who)
    await conn.execute(
        "INSERT INTO mutes (case_id, until, muted_by, muted_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (case_id) DO UPDATE SET until = EXCLUDED.until,"
        " muted_by = EXCLUDED.muted_by, muted_at = EXCLUDED.muted_at",
        (case, made.until, made.muted_by, now),
    )
    return made


async def unmute(conn: Connection, warrant: Warrant, case: UUID) -> Refusal | None:
    """Has the case offered again at once; BODY_INVALID where it is not muted."""
    found = await _load(conn, warrant, case)
    if isinstance(found, Refusal):
        return found
    done = await conn.execute("DELETE FROM mutes WHERE case_id = %s", (case,))
    if done.rowcount:
        return None
    return Refusal(Problem.BODY_INVALID, f"{edge(CASE, case)} is not muted")


async def mute_of(conn: Connection, warrant: Warrant, case: UUID, now: datetime) -> Mute | None:
    """The case's mute while it lasts; needs leave to read this case (ValueError)."""
    require(warrant, case)
    cursor = conn.cursor(row_factory=class_row(Mute))
    await cursor.execute(
        "SELECT until, muted_by FROM mutes WHERE case_id = %s AND until > %s", (case, now)
    )
    return await cursor.fetchone()


async def _load(conn: Connection, warrant: Warrant, case: UUID) -> Case | Refusal:
    warrant.require(Permission.CASE_RELEASE, edge(CASE, case))
    found = await load_for_change(conn, case)
    return found or Refusal(Problem.NOT_FOUND, f"there is no {edge(CASE, case)}", "id")
