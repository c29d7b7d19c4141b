"""SQL of appeals."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, LiteralString, TypeAlias, cast
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from quorate.appeals.model import Appeal
from quorate.intake.notices import NOTIFIER
from quorate.vocabulary.kinds import AppealOutcome, AppealSide, Settlement

Connection: TypeAlias = AsyncConnection[Any]
COLUMNS: LiteralString = cast("LiteralString", ", ".join(f.name for f in fields(Appeal)))
# Whether the reports `r` and `o` are one giver's: the same report, or of one account of one source.
# An address that somebody typed is no account: whoever types another's would use up their appeal.
_ONE_GIVER: LiteralString = (
    "(o.id = r.id OR (o.source = r.source AND o.reporter = r.reporter"
    " AND NOT starts_with(o.reporter, %(typed)s)))"
)
# An appeal that names no report is theirs where nobody else reported.
_THEIRS: LiteralString = (
    "CASE WHEN report_id IS NULL THEN NOT EXISTS (SELECT FROM reports r"  # noqa: S608
    " JOIN reports o ON o.case_id = r.case_id AND o.kind = 'report'"
    f" WHERE r.id = %(report)s AND {_ONE_GIVER} IS NOT TRUE)"
    " ELSE EXISTS (SELECT FROM reports r, reports o"
    f" WHERE r.id = %(report)s AND o.id = report_id AND {_ONE_GIVER}) END"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody was told of: the proposal, its case, and when they were told."""

    proposal: str
    case: UUID
    told_at: datetime


def appeal_of(row: dict[str, Any]) -> Appeal:
    """From a row of the table."""
    made = dict(row)
    made["side"] = AppealSide(row["side"])
    made["outcome"] = AppealOutcome(row["outcome"]) if row["outcome"] else None
    made["settlement"] = Settlement(row["settlement"]) if row["settlement"] else None
    return Appeal(**made)


async def told(conn: Connection, proposal: str) -> Decided | None:
    """When the person concerned was told of this decision."""
    rows = await conn.execute(
        "SELECT t.proposal_id, p.case_id, coalesce(t.delivered_at, t.made_at) FROM tellings t"
        " JOIN proposals p ON p.id = t.proposal_id WHERE t.proposal_id = %s",
        (proposal,),
    )
    row = await rows.fetchone()
    return Decided(*row) if row else None


async def told_under(conn: Connection, token_hash: bytes) -> Decided | None:
    """What an address tells of, by its token's hash."""
    rows = await conn.execute(
        "SELECT t.proposal_id, p.case_id, coalesce(t.delivered_at, t.made_at) FROM tellings t"
        " JOIN proposals p ON p.id = t.proposal_id WHERE t.token_hash = %s",
        (token_hash,),
    )
    row = await rows.fetchone()
    return Decided(*row) if row else None


async def closed_at_version(conn: Connection, case: UUID) -> tuple[int, str | None] | None:
    """The version at which a case is closed now, and its newest proposal; None for an open case."""
    rows = await conn.execute(
        "SELECT version, (SELECT id FROM proposals WHERE case_id = c.id"
        " ORDER BY proposed_at DESC, id DESC LIMIT 1)"
        " FROM cases c WHERE id = %s AND state = 'closed' FOR UPDATE OF c",
        (case,),
    )
    return await rows.fetchone()


async def add(conn: Connection, appeal: Appeal) -> bool:
    """Keeps a new one; False when whoever appeals has done so already."""
    done = await conn.execute(
        "INSERT INTO appeals (id, side, decision, case_id, proposal_id, filed_by, filed_at, words,"
        " report_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (
            *(appeal.id, appeal.side, appeal.decision, appeal.case_id, appeal.proposal_id),
            *(appeal.filed_by, appeal.filed_at, appeal.words, appeal.report_id),
        ),
    )
    return bool(done.rowcount)


async def by_person(conn: Connection, proposal: str) -> Appeal | None:
    """The appeal of the person concerned against a proposal."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {COLUMNS} FROM appeals WHERE decision = %s AND side = 'person'",  # noqa: S608
        (proposal,),
    )
    row = await cursor.fetchone()
    return appeal_of(row) if row else None


async def by_reporter(conn: Connection, case: UUID, report: UUID) -> list[Appeal]:
    """The appeals of whoever gave this report of the case, the newest first: one for each time that
    it was closed, and never another reporter's."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {COLUMNS} FROM appeals WHERE case_id = %(case)s AND side = 'reporter'"  # noqa: S608
        f" AND {_THEIRS} ORDER BY filed_at DESC, id DESC",
        {"case": case, "report": report, "typed": f"{NOTIFIER}_"},
    )
    return [appeal_of(row) for row in await cursor.fetchall()]


async def load(conn: Connection, appeal: UUID) -> Appeal | None:
    """One appeal."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(f"SELECT {COLUMNS} FROM appeals WHERE id = %s", (appeal,))  # noqa: S608
    row = await cursor.fetchone()
    return appeal_of(row) if row else None


async def load_for_change(conn: Connection, appeal: UUID) -> Appeal | None:
    """The appeal, locked until the transaction ends."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {COLUMNS} FROM appeals WHERE id = %s FOR UPDATE",  # noqa: S608
        (appeal,),
    )
    row = await cursor.fetchone()
    return appeal_of(row) if row else None


async def save(conn: Connection, appeal: Appeal) -> None:
    """Writes what a step may change."""
    await conn.execute(
        "UPDATE appeals SET claimed_by = %s, lease_until = %s, fence = %s, outcome = %s,"
        " decided_by = %s, decided_at = %s, answer = %s, unrestored = %s, settled_by = %s,"
        " settled_at = %s, settlement = %s, settled_on = %s, body = %s WHERE id = %s",
        (
            *(appeal.claimed_by, appeal.lease_until, appeal.fence, appeal.outcome),
            *(appeal.decided_by, appeal.decided_at, appeal.answer, appeal.unrestored),
            *(appeal.settled_by, appeal.settled_at, appeal.settlement, appeal.settled_on),
            *(appeal.body, appeal.id),
        ),
    )


async def unrestored(conn: Connection) -> list[tuple[UUID, str]]:
    """Appeals that were reversed and whose effect is not known to be undone, with its proposal."""
    rows = await conn.execute(
        "SELECT id, proposal_id FROM appeals WHERE unrestored ORDER BY decided_at, id"
    )
    return await rows.fetchall()


async def are_restored(conn: Connection, appeals: list[UUID]) -> None:
    """The ledger says that the effects of these are undone."""
    await conn.execute("UPDATE appeals SET unrestored = false WHERE id = ANY(%s)", (appeals,))
