"""SQL that says which cases nobody needs any more, and which a hold keeps: parts of the erasers'
statements. `c` is a case, `%(before)s` the boundary."""

from dataclasses import dataclass
from typing import Any, Final, LiteralString, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from quorate.intake.store import ACCOUNT

Connection: TypeAlias = "AsyncConnection[Any]"
LOCK: Final = 0x52455441
"""Erasing takes it shared, whoever places a hold takes it alone: what erases afterwards has seen
the hold."""

# Closed, and all that somebody may still answer lies before the boundary as well: a proposal, an
# appeal and its settlement, and what the people concerned were told, from when an appeal's period
# runs; an authority's order, which a court may ask about. Open appeals, reversed ones that are not
# undone, orders that nobody answered, and a statement of reasons yet to be made from the reports
# need the case whatever its age.
IDLE: Final[LiteralString] = """(c.state = 'closed' AND c.closed_at < %(before)s
    AND NOT EXISTS (SELECT FROM appeals a WHERE a.case_id = c.id AND (a.decided_at IS NULL
        OR a.unrestored OR greatest(a.decided_at, a.settled_at) >= %(before)s))
    AND NOT EXISTS (SELECT FROM notices n WHERE n.case_id = c.id AND n.told_at >= %(before)s)
    AND NOT EXISTS (SELECT FROM legal_order_items i JOIN legal_orders o ON o.id = i.order_id
        WHERE i.case_id = c.id AND (o.answered_at IS NULL OR o.answered_at >= %(before)s))
    AND NOT EXISTS (SELECT FROM proposals p
        LEFT JOIN tellings g ON g.proposal_id = p.id
        LEFT JOIN statements_of_reasons s ON s.proposal_id = p.id
        WHERE p.case_id = c.id AND (p.proposed_at >= %(before)s
            OR coalesce(g.delivered_at, g.made_at) >= %(before)s
            OR (g.proposal_id IS NOT NULL AND s.proposal_id IS NULL))))"""

HELD: Final[LiteralString] = "(c.id = ANY(%(held_cases)s) OR c.subject_id = ANY(%(held_subjects)s))"


@dataclass(frozen=True, slots=True)
class Held:
    """What the standing holds keep: cases by themselves, and accounts with all their messages."""

    cases: list[UUID]
    subjects: list[UUID]

    def values(self) -> dict[str, object]:
        """For `HELD`."""
        return {"held_cases": self.cases, "held_subjects": self.subjects}


async def share(conn: Connection) -> None:
    """No hold is placed until this transaction ends; others erase beside it."""
    await conn.execute("SELECT pg_advisory_xact_lock_shared(%s)", (LOCK,))


async def see_holds(conn: Connection) -> Held:
    """The standing holds. None is placed until this transaction ends."""
    await share(conn)
    return await standing(conn)


async def standing(conn: Connection) -> Held:
    """The standing holds, for whoever erases nothing."""
    rows = await conn.execute("SELECT case_id, subject_id FROM holds WHERE lifted_at IS NULL")
    found = await rows.fetchall()
    cases = [case for case, _ in found if case]
    subjects = [subject for _, subject in found if subject]
    return Held(cases, await kin(conn, subjects) if subjects else [])


async def kin(conn: Connection, subjects: list[UUID]) -> list[UUID]:
    """These subjects, with their accounts and all of those accounts' messages."""
    rows = await conn.execute(
        f"WITH named AS (SELECT DISTINCT connector, {ACCOUNT} AS account FROM subjects s"
        " WHERE id = ANY(%(ids)s)) SELECT o.id FROM named JOIN LATERAL (SELECT id FROM subjects s"
        f" WHERE connector = named.connector AND {ACCOUNT} = named.account) o ON true"
        " UNION SELECT unnest(%(ids)s::uuid[])",
        {"ids": subjects},
    )
    return [subject for (subject,) in await rows.fetchall()]
