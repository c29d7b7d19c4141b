"""Whose attention a waiting proposal is: handed to the colleague who is at work next.

It moves no power. The colleague sees it on top, and may do with it what they might do anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.authority.gate import Warrant
from quorate.decisions.docket import Proposal
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

Connection: TypeAlias = AsyncConnection[Any]
# Longer than a proposal waits: what was handed on before is over.
LASTS: Final = timedelta(hours=48)
MOST: Final = 200
_HANDED_ON: Final = 8


@dataclass(frozen=True, slots=True)
class Delegation:
    """`from_person` has `to_person` look at it."""

    proposal_id: str
    from_person: str
    to_person: str
    given_at: datetime


def require(warrant: Warrant, proposal: str) -> None:
    """Raises ValueError unless it is leave to have a word about this proposal."""
    warrant.require(Permission.PROPOSAL_DENY, proposal)


async def delegate(
    conn: Connection, warrant: Warrant, proposal: Proposal, colleague: str, now: datetime
) -> Refusal | None:
    """Hands it to a colleague; another one later takes the place of the first.

    Refused: SELF_EXCLUDED to oneself, ALREADY_DECIDED once nothing can start any more, NOT_FOUND
    where the database lacks the proposal.
    """
    name = proposal.statement.proposal
    require(warrant, name)
    if colleague == warrant.who:
        return Refusal(Problem.SELF_EXCLUDED, "to oneself: it is yours already", "to")
    if proposal.settled:
        return Refusal(Problem.ALREADY_DECIDED, proposal.settled, "id")
    done = await conn.execute(
        "INSERT INTO delegations (proposal_id, from_person, to_person, given_at)"
        " SELECT id, %s, %s, %s FROM proposals WHERE id = %s"
        " ON CONFLICT (proposal_id, from_person)"
        " DO UPDATE SET to_person = EXCLUDED.to_person, given_at = EXCLUDED.given_at",
        (warrant.who, colleague, now, name),
    )
    return None if done.rowcount else Refusal(Problem.NOT_FOUND, "no such proposal", "id")


async def take_back(conn: Connection, warrant: Warrant, proposal: str) -> None:
    """It is one's own matter again."""
    require(warrant, proposal)
    await conn.execute(
        "DELETE FROM delegations WHERE proposal_id = %s AND from_person = %s",
        (proposal, warrant.who),
    )


async def delegations_of(conn: Connection, who: str, now: datetime) -> list[Delegation]:
    """What this person was handed or has handed on lately, newest first."""
    cursor = conn.cursor(row_factory=class_row(Delegation))
    columns, since = "proposal_id, from_person, to_person, given_at", now - LASTS
    await cursor.execute(
        f"(SELECT {columns} FROM delegations WHERE to_person = %(who)s"  # noqa: S608
        " AND given_at > %(since)s ORDER BY given_at DESC LIMIT %(most)s)"
        f" UNION ALL (SELECT {columns} FROM delegations WHERE from_person = %(who)s"
        " AND given_at > %(since)s ORDER BY given_at DESC LIMIT %(most)s)",
        {"who": who, "since": since, "most": MOST},
    )
    return await cursor.fetchall()


async def delegations_about(conn: Connection, proposals: Sequence[str]) -> list[Delegation]:
    """Who looks at these for whom, oldest first."""
    cursor = conn.cursor(row_factory=class_row(Delegation))
    await cursor.execute(
        "SELECT proposal_id, from_person, to_person, given_at FROM delegations"
        " WHERE proposal_id = ANY(%s) ORDER BY given_at",
        (list(proposals),),
    )
    return await cursor.fetchall()


async def caretaker(conn: Connection, proposal: Proposal) -> str:
    """Who answers for the proposal now: its proposer, or whom they handed it to, and so on."""
    name, who = proposal.statement.proposal, proposal.statement.signer
    handed = {d.from_person: d.to_person for d in await delegations_about(conn, [name])}
    for _ in range(_HANDED_ON):
        if who not in handed:
            break
        who = handed[who]
    return who
