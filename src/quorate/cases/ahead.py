"""Looking ahead: which case a person is likely to get next, so that its page is loaded before.

It is no claim. The case stays free, is claimed when the one before is decided, and whoever
presses sooner gets it. It only keeps two people from loading the same case ahead.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from quorate.authority.gate import Warrant
from quorate.cases import actions, store
from quorate.cases.model import Case, Claimed, Queue
from quorate.cases.queries import ALL_CASES
from quorate.cases.sparing import queues_left
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission

STAYS: Final = timedelta(minutes=2)
"""Longer than the page's own interval of looking anew, so that who works keeps it."""
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What was loaded ahead: which case, at which version, with how much that had come in."""

    case: UUID
    version: int
    came_in: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The case after its claim; `as_seen` when the page that was loaded ahead still tells it."""

    case: Case
    as_seen: bool


async def look_ahead(
    conn: store.Connection,
    warrant: Warrant,
    queue: Queue,
    now: datetime,
    spared: Collection[str] = (),
) -> Case | None:
    """The first case of a queue that is free for this person and that nobody else looks ahead to;
    None when there is none. `spared` are areas that this person rests from."""
    _require(warrant)
    lead = Role.LEAD in warrant.roles
    for _ in range(_TRIES):
        await conn.execute("DELETE FROM ahead WHERE person = %s OR until <= %s", (warrant.who, now))
        found = None
        for left in await queues_left(conn, queue, spared):
            found = found or await store.first_free(conn, warrant.who, left, now, lead=lead)
        if found is None:
            return None
        picked = await actions.is_pick(conn, warrant, queue, found.id, now)
        kept = await conn.execute(
            "INSERT INTO ahead (person, case_id, until, picked) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (warrant.who, found.id, now + STAYS, picked),
        )
        if kept.rowcount:
            return found
    return None


async def look_away(conn: store.Connection, warrant: Warrant) -> None:
    """The person goes on to nothing: what they looked ahead to is anybody's."""
    _require(warrant)
    await conn.execute("DELETE FROM ahead WHERE person = %s", (warrant.who,))


async def take_ahead(
    conn: store.Connection,
    warrant: Warrant,
    queue: Queue,
    seen: Seen | None,
    after: str,
    now: datetime,
    spared: Collection[str] = (),
) -> Taken | None:
    """Claims the case that this person looked ahead to, or the queue's next where somebody else was
    sooner; None when nothing is free. `after` names what it follows: asked twice after the same,
    because the first answer was lost, it is the same case."""
    _require(warrant)
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (warrant.who,))
    before = await _taken(conn, warrant.who, after, now)
    if before:
        return Taken(before, as_seen=False)
    claimed = await _claim_seen(conn, warrant, queue, seen, now, spared) if seen else None
    done = claimed or await actions.claim_next(conn, warrant, queue, now, spared)
    if done is None:
        return None
    await conn.execute(
        "INSERT INTO taken (person, after, case_id) VALUES (%s, %s, %s)"
        " ON CONFLICT (person) DO UPDATE SET after = EXCLUDED.after, case_id = EXCLUDED.case_id",
        (warrant.who, after, done.case.id),
    )
    came_in = done.case.reports + done.case.alarms
    return Taken(done.case, claimed is not None and seen is not None and came_in == seen.came_in)


async def _taken(conn: store.Connection, who: str, after: str, now: datetime) -> Case | None:
    rows = await conn.execute(
        "SELECT case_id FROM taken WHERE person = %s AND after = %s", (who, after)
    )
    row = await rows.fetchone()
    case = await store.load_for_change(conn, row[0]) if row else None
    return case if case and case.holder(now) == who else None


async def _claim_seen(
    conn: store.Connection,
    warrant: Warrant,
    queue: Queue,
    seen: Seen,
    now: datetime,
    spared: Collection[str],
) -> Claimed | None:
    """The claim of what the queue itself had named to this person. The queue gave it, unless they
    had cut it out when they looked: the filter of now tells nothing of that (I8)."""
    rows = await conn.execute(
        "DELETE FROM ahead WHERE person = %s AND case_id = %s AND until > %s RETURNING picked",
        (warrant.who, seen.case, now),
    )
    named = await rows.fetchone()
    if named is None:
        return None
    lead = Role.LEAD in warrant.roles
    found = await store.load_if_free(conn, warrant.who, seen.case, now, lead=lead)
    if found is None or found.version != seen.version or found.area in spared:
        return None
    return await actions.claim_given(conn, warrant, queue, found, now, picked=named[0])


def _require(warrant: Warrant) -> None:
    if (warrant.permission, warrant.resource) != (Permission.CASE_CLAIM, ALL_CASES):
        raise ValueError("looking ahead needs leave to claim from the queue")
