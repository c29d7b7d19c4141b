"""SQL of events that moderators' clients of the network sent, and of the reports among them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from quorate.accounts.subject import Subject
from quorate.atproto.ozone_events import REPORT
from quorate.atproto.ozone_views import Happened
from quorate.atproto.store import Connection
from quorate.vocabulary.kinds import SubjectKind

WINDOW: Final = 500
"""Events that one page reads at most, whatever is looked for among them."""


@dataclass(frozen=True, slots=True)
class Made:
    """A moderator's event on its way into its row; `note` is that of its comment."""

    case: UUID
    kind: str
    event: Mapping[str, object]
    cid: str | None
    person: str
    did: str
    note: UUID | None
    proposals: Sequence[str] = ()


async def add(conn: Connection, made: Made, now: datetime) -> int:
    """Keeps the event; its number, which is higher than those before it."""
    cursor = await conn.execute(
        "INSERT INTO network_events (case_id, subject_id, kind, event, cid, person, did, proposals,"
        " note_id, made_at) SELECT id, subject_id, %s, %s, %s, %s, %s, %s, %s, %s FROM cases"
        " WHERE id = %s RETURNING id",
        (
            *(made.kind, json.dumps(dict(made.event)), made.cid, made.person, made.did),
            *(list(made.proposals), made.note, now, made.case),
        ),
    )
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("an event of no case")
    return int(row[0])


async def add_reports(
    conn: Connection, reports: Sequence[tuple[UUID, str | None]]
) -> dict[UUID, tuple[datetime, int]]:
    """Keeps that these reports came by the network, each once, with the version of its record; when
    each was filed, and its event's number."""
    ids = [report for report, _ in reports]
    await conn.execute(
        # Each report is looked up by its key: a join would read a young table whole.
        "INSERT INTO network_events (case_id, subject_id, kind, event, cid, report_id, made_at)"
        " SELECT r.case_id, r.subject_id, %s, '{}', w.cid, w.report, r.received_at"
        " FROM unnest(%s::uuid[], %s::text[]) WITH ORDINALITY AS w (report, cid, n)"
        " CROSS JOIN LATERAL (SELECT case_id, subject_id, received_at FROM reports"
        " WHERE id = w.report LIMIT 1) AS r ORDER BY w.n"
        " ON CONFLICT DO NOTHING",
        (REPORT, ids, [cid for _, cid in reports]),
    )
    cursor = await conn.execute(
        "SELECT report_id, made_at, id FROM network_events WHERE report_id = ANY(%s)", (ids,)
    )
    return {report: (at, number) for report, at, number in await cursor.fetchall()}


_SHOWN: LiteralString = (
    "SELECT e.id, e.case_id, e.kind, e.event, e.cid, e.did, e.proposals, e.made_at, s.connector,"
    " s.kind AS subject_kind, s.native, n.text AS comment, r.reporter, r.body,"
    " r.evidence->0->>'reason_type' AS reason_type, s.erased_at IS NULL"
    " AND r.erased_at IS NULL AS stands"
    " FROM picked e JOIN subjects s ON s.id = e.subject_id"
    " LEFT JOIN notes n ON n.id = e.note_id LEFT JOIN reports r ON r.id = e.report_id"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """An event with what it is about, and where its words stand."""

    id: int
    case_id: UUID
    kind: str
    event: dict[str, object]
    cid: str | None
    did: str | None
    proposals: list[str]
    made_at: datetime
    connector: str
    subject_kind: str
    native: str
    comment: str | None
    reporter: str | None
    body: str | None
    reason_type: str | None
    stands: bool

    @property
    def happened(self) -> Happened:
        """Of a report, the reporter made it and its words are the comment."""
        return Happened(
            id=self.id,
            case=self.case_id,
            subject=Subject(self.connector, SubjectKind(self.subject_kind), self.native),
            kind=self.kind,
            event=self.event,
            comment=(self.comment if self.did else self.body) or "",
            cid=self.cid,
            created_by=self.did or self.reporter or "",
            created_at=self.made_at,
            reason_type=self.reason_type or "",
            proposals=self.proposals,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """What one window holds that was not erased; `last` is the number of its last, None where the
    window was not full, and so the end is reached."""

    events: list[Happened]
    last: int | None


async def page(
    conn: Connection, subject: UUID | None, cursor: int | None, *, ascending: bool
) -> Page:
    """The next window of events, of one subject or of all."""
    where: LiteralString = "true" if subject is None else "subject_id = %(subject)s"
    beyond: LiteralString = "id > %(cursor)s" if ascending else "id < %(cursor)s"
    order: LiteralString = "id" if ascending else "id DESC"
    rows = conn.cursor(row_factory=class_row(_Row))
    await rows.execute(
        f"WITH picked AS MATERIALIZED (SELECT * FROM network_events WHERE {where} AND {beyond}"  # noqa: S608
        f" ORDER BY {order} LIMIT %(most)s) {_SHOWN} ORDER BY e.{order}",
        {
            "subject": subject,
            "cursor": cursor if cursor is not None else 0 if ascending else 2**62,
            "most": WINDOW,
        },
    )
    found = await rows.fetchall()
    last = found[-1].id if len(found) == WINDOW else None
    return Page([row.happened for row in found if row.stands], last)


async def one(conn: Connection, number: int) -> Happened | None:
    """The event of this number, unless what it was about is erased."""
    rows = conn.cursor(row_factory=class_row(_Row))
    await rows.execute(
        f"WITH picked AS (SELECT * FROM network_events WHERE id = %s) {_SHOWN}",  # noqa: S608
        (number,),
    )
    row = await rows.fetchone()
    return row.happened if row is not None and row.stands else None
