"""Second reviews: another person judges a decided case without knowing how. Nothing acts on it.

Whoever decided the case never gets it. What the second person finds changes neither the case nor
the account: it is counted, and where the two differ a lead looks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg.rows import class_row

from quorate.authority.gate import Warrant
from quorate.decisions.agreement import Judgement, Pairs
from quorate.decisions.catalogue import Catalogue
from quorate.decisions.store import Connection
from quorate.vocabulary.actions import Action
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

SECOND_REVIEWS: Final = "second reviews"
LEASE: Final = timedelta(minutes=15)
ASKED_FOR: Final = timedelta(days=14)
"""What nobody has judged by then is no longer asked for."""
_MANY: Final = 100


@dataclass(frozen=True, slots=True)
class Second:
    """One that this person holds until `lease_until`; nothing in it says how it was decided."""

    id: UUID
    case_id: UUID
    area: str
    closed_at: datetime
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """Two people who found different things in one case."""

    case_id: UUID
    area: str
    first_by: str
    first: Judgement
    second_by: str
    second: Judgement
    answered_at: datetime


async def take(conn: Connection, warrant: Warrant, now: datetime) -> Second | None:
    """The one that this person holds, else the oldest that is free; None when none is."""
    warrant.require(Permission.CASE_CLAIM, SECOND_REVIEWS)
    known = await held(conn, warrant, now)
    if known:
        return known
    cursor = conn.cursor(row_factory=class_row(Second))
    await cursor.execute(
        "UPDATE second_reviews SET claimed_by = %(who)s, lease_until = %(until)s WHERE id ="
        " (SELECT id FROM second_reviews WHERE answered_at IS NULL AND closed_at > %(since)s"
        " AND first_by <> %(who)s AND (lease_until IS NULL OR lease_until <= %(now)s)"
        " ORDER BY closed_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING id, case_id, area, closed_at, lease_until",
        {"who": warrant.who, "now": now, "until": now + LEASE, "since": now - ASKED_FOR},
    )
    return await cursor.fetchone()


async def held(conn: Connection, warrant: Warrant, now: datetime) -> Second | None:
    """The one that this person has taken and not answered yet."""
    warrant.require(Permission.CASE_CLAIM, SECOND_REVIEWS)
    cursor = conn.cursor(row_factory=class_row(Second))
    await cursor.execute(
        "SELECT id, case_id, area, closed_at, lease_until FROM second_reviews"
        " WHERE answered_at IS NULL AND closed_at > %s AND claimed_by = %s AND lease_until > %s"
        " ORDER BY closed_at, id LIMIT 1",
        (now - ASKED_FOR, warrant.who, now),
    )
    return await cursor.fetchone()


async def waiting(conn: Connection, warrant: Warrant, now: datetime) -> int:
    """How many are free for this person; 100 stands for as many or more."""
    warrant.require(Permission.CASE_CLAIM, SECOND_REVIEWS)
    found = await conn.execute(
        "SELECT count(*) FROM (SELECT FROM second_reviews WHERE answered_at IS NULL"
        " AND closed_at > %s AND first_by <> %s AND (lease_until IS NULL OR lease_until <= %s)"
        " LIMIT %s) AS free",
        (now - ASKED_FOR, warrant.who, now, _MANY),
    )
    row = await found.fetchone()
    return int(row[0]) if row else 0


async def answer(
    conn: Connection,
    warrant: Warrant,
    id: UUID,
    found: Judgement,
    catalogue: Catalogue,
    now: datetime,
) -> Refusal | None:
    """What this person found, once. Refused: POLICY_UNKNOWN, ACTION_NOT_ALLOWED, and LEASE_LOST
    where it is not theirs, or not any more."""
    warrant.require(Permission.CASE_CLAIM, SECOND_REVIEWS)
    refused = _unfit(found, catalogue)
    if refused:
        return refused
    done = await conn.execute(
        "UPDATE second_reviews SET second_by = %(who)s, second_policy = %(policy)s,"
        " second_action = %(action)s, answered_at = %(now)s, lease_until = NULL"
        " WHERE id = %(id)s AND claimed_by = %(who)s AND lease_until > %(now)s"
        " AND answered_at IS NULL AND first_by <> %(who)s",
        {
            "who": warrant.who,
            "policy": found.policy,
            "action": found.action,
            "now": now,
            "id": id,
        },
    )
    if done.rowcount:
        return None
    return Refusal(Problem.LEASE_LOST, "you do not hold this second review (any more)", "id")


def _unfit(found: Judgement, catalogue: Catalogue) -> Refusal | None:
    policy = next((p for p in catalogue.policies.values() if p.id == found.policy), None)
    if policy is None:
        return Refusal(Problem.POLICY_UNKNOWN, f"{found.policy[:64]} is not in force", "policy")
    if found.action not in {*policy.actions, Action.NO_VIOLATION}:
        detail = f"{policy.name} does not allow {found.action[:32]}"
        return Refusal(Problem.ACTION_NOT_ALLOWED, detail, "action")
    return None


async def pairs(conn: Connection, warrant: Warrant, since: datetime) -> list[Pairs]:
    """What was judged twice since then, counted."""
    warrant.require(Permission.CASE_ASSIGN, SECOND_REVIEWS)
    found = await conn.execute(
        "SELECT area, first_policy, first_action, second_policy, second_action, count(*)"
        " FROM second_reviews WHERE answered_at > %s GROUP BY 1, 2, 3, 4, 5",
        (since,),
    )
    rows = await found.fetchall()
    return [Pairs(r[0], Judgement(r[1], r[2]), Judgement(r[3], r[4]), int(r[5])) for r in rows]


async def differences(
    conn: Connection, warrant: Warrant, since: datetime, most: int
) -> list[Difference]:
    """Where the two found different things, newest first."""
    warrant.require(Permission.CASE_ASSIGN, SECOND_REVIEWS)
    found = await conn.execute(
        "SELECT case_id, area, first_by, first_policy, first_action, second_by, second_policy,"
        " second_action, answered_at FROM second_reviews WHERE answered_at > %s"
        " AND (first_action <> second_action"
        " OR (first_policy <> second_policy AND first_action <> 'no_violation'))"
        " ORDER BY answered_at DESC, id DESC LIMIT %s",
        (since, most),
    )
    return [
        Difference(r[0], r[1], r[2], Judgement(r[3], r[4]), r[5], Judgement(r[6], r[7]), r[8])
        for r in await found.fetchall()
    ]
