"""How subjects stand: each by its open case, or by the newest of those that are closed.

Lists are read in windows of one size by an index, whatever is looked for in them, so a page costs
the same in a queue of any length; one that finds little is short, and its place leads on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from quorate.accounts.subject import Subject
from quorate.authority.gate import Warrant
from quorate.cases.cursor import Place
from quorate.cases.model import Case
from quorate.cases.queries import START, require_all
from quorate.cases.store import COLUMNS, Connection

WINDOW: Final = 200
"""Cases that one page reads at most."""
LAST: Final = Place(datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))
"""Before the first of the closed cases, of which the newest comes first."""


@dataclass(frozen=True, slots=True)
class Status:
    """A subject's case with whom it is about. `at` is its place in the list; `muted_until` None
    where it is not muted now; `decided_at` when the case was closed; `cid` which version of a
    record was reported last, where its report says so; `first_seen` when the subject was new."""

    id: UUID
    subject_id: UUID
    connector: str
    kind: str
    native: str
    first_seen: datetime
    state: str
    escalated: bool
    opened_at: datetime
    waiting_since: datetime
    decided_at: datetime | None
    at: datetime
    reported_at: datetime | None
    muted_until: datetime | None
    tags: list[str]
    cid: str | None

    @property
    def place(self) -> Place:
        """From where the list goes on after it."""
        return Place(self.at, self.id)


_AROUND: LiteralString = (
    " SELECT c.id, c.subject_id, s.connector, s.kind, s.native, s.first_seen, c.state, c.escalated,"
    " c.opened_at, c.waiting_since, c.closed_at AS decided_at, c.at, r.reported_at,"
    " m.until AS muted_until, ARRAY(SELECT tag FROM case_tags WHERE case_id = c.id ORDER BY tag)"
    " AS tags, r.cid FROM picked c JOIN subjects s ON s.id = c.subject_id"
    " LEFT JOIN mutes m ON m.case_id = c.id AND m.until > %(now)s AND c.state = 'open'"
    # Of a flood the newest are read: what is there of it beyond them is older.
    " CROSS JOIN LATERAL (SELECT max(received_at) AS reported_at,"
    " (array_agg(cid ORDER BY received_at DESC) FILTER (WHERE cid IS NOT NULL))[1] AS cid"
    " FROM (SELECT received_at, evidence->0->>'cid' AS cid FROM reports WHERE case_id = c.id"
    " ORDER BY received_at DESC, id DESC LIMIT 5) n) r"
)
_FIELDS: LiteralString = "id, subject_id, state, escalated, opened_at, waiting_since, closed_at"


async def open_after(
    conn: Connection, warrant: Warrant, after: Place | None, now: datetime
) -> list[Status]:
    """The next open cases of the queue, most urgent first."""
    require_all(warrant)
    place = after or START
    return await _read(
        conn,
        f"SELECT {_FIELDS}, due_at AS at FROM cases WHERE state = 'open'"  # noqa: S608
        " AND (due_at, id) > (%(at)s, %(id)s) ORDER BY due_at, id LIMIT %(most)s",
        " ORDER BY c.at, c.id",
        {"at": place.due_at, "id": place.id, "most": WINDOW, "now": now},
    )


async def closed_after(
    conn: Connection, warrant: Warrant, after: Place | None, now: datetime
) -> list[Status]:
    """The next closed cases, the newest first. `latest` says whether a subject has one since."""
    require_all(warrant)
    place = after or LAST
    return await _read(
        conn,
        f"SELECT {_FIELDS}, closed_at AS at FROM cases WHERE closed_at IS NOT NULL"  # noqa: S608
        " AND (closed_at, id) < (%(at)s, %(id)s) ORDER BY closed_at DESC, id DESC LIMIT %(most)s",
        " ORDER BY c.at DESC, c.id DESC",
        {"at": place.due_at, "id": place.id, "most": WINDOW, "now": now},
    )


async def latest(
    conn: Connection, warrant: Warrant, subjects: Sequence[UUID], now: datetime
) -> Mapping[UUID, Status]:
    """How subjects stand, by their ids: by the open case, else the newest."""
    require_all(warrant)
    found = await _read(
        conn,
        "SELECT l.* FROM unnest(%(subjects)s::uuid[]) AS w (id) CROSS JOIN LATERAL"  # noqa: S608
        f" (SELECT {_FIELDS}, opened_at AS at FROM cases WHERE subject_id = w.id"
        " ORDER BY (state = 'open') DESC, opened_at DESC, id DESC LIMIT 1) l",
        "",
        {"subjects": list(subjects), "now": now},
    )
    return {status.subject_id: status for status in found}


async def _read(
    conn: Connection, picked: LiteralString, order: LiteralString, values: Mapping[str, object]
) -> list[Status]:
    cursor = conn.cursor(row_factory=class_row(Status))
    await cursor.execute(f"WITH picked AS MATERIALIZED ({picked}){_AROUND}{order}", values)
    return await cursor.fetchall()


@dataclass(frozen=True, slots=True)
class Known:
    """A subject that was heard of."""

    id: UUID
    first_seen: datetime


async def subject_known(conn: Connection, warrant: Warrant, subject: Subject) -> Known | None:
    """The subject as cases know it; None where nothing was ever about it."""
    require_all(warrant)
    cursor = conn.cursor(row_factory=class_row(Known))
    await cursor.execute(
        "SELECT id, first_seen FROM subjects WHERE connector = %s AND kind = %s AND native = %s",
        (subject.connector, subject.kind, subject.native),
    )
    return await cursor.fetchone()


async def open_case(conn: Connection, warrant: Warrant, subject: Subject) -> Case | None:
    """The open case about a subject."""
    require_all(warrant)
    known = await subject_known(conn, warrant, subject)
    if known is None:
        return None
    cursor = conn.cursor(row_factory=class_row(Case))
    await cursor.execute(
        f"SELECT {COLUMNS} FROM cases WHERE subject_id = %s AND state = 'open'",  # noqa: S608
        (known.id,),
    )
    return await cursor.fetchone()
