"""What is due, what is held and why; whose data there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from quorate.authority.gate import Warrant
from quorate.intake.store import ACCOUNT
from quorate.ledger.kept import kept
from quorate.retention import store
from quorate.retention.actions import HOLDS, refused_by
from quorate.retention.erasers import OF_CASES
from quorate.retention.erasing import BARE, Whom
from quorate.retention.model import DataKind, Hold, boundary
from quorate.retention.rows import BY_TIME
from quorate.retention.still import HELD, IDLE, Connection, share, standing
from quorate.vocabulary.permissions import Permission

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A standing hold with its reason, None once that was erased."""

    hold: Hold
    why: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one kind: rows that are due now, since when the oldest counts, and rows whose time is over
    but that a hold keeps."""

    due: int
    oldest: datetime | None
    held: int


async def holds(conn: Connection, warrant: Warrant) -> list[Shown]:
    """Up to 200 standing holds, those first whose review comes first."""
    require(warrant)
    return await _shown(conn, await store.listed(conn, SHOWN))


async def holds_on(conn: Connection, case: UUID) -> list[Shown]:
    """The holds that keep a case: its own, and those on its account."""
    return await _shown(conn, await store.keeping(conn, case))


async def _shown(conn: Connection, found: list[Hold]) -> list[Shown]:
    said = await kept(conn, [hold.reason for hold in found])
    return [Shown(one, said[one.reason].value if one.reason in said else None) for one in found]


def require(warrant: Warrant) -> None:
    """Raises ValueError unless it is leave to see and place holds."""
    warrant.require(Permission.HOLD_PLACE, HOLDS)


async def held_value(conn: Connection, commitment: str) -> str:
    """Why a hold keeps the value behind a commitment: it belongs to a held case or an authority's
    order about one, or says why a hold stands. Empty where none does; no hold is placed until the
    transaction ends."""
    await share(conn)
    rows = await conn.execute(
        "SELECT case_id FROM appeals WHERE %(name)s IN (words, answer, body) UNION"
        " SELECT case_id FROM proposals WHERE %(name)s IN (statement->'parameters'->>'facts',"
        " statement->'parameters'->>'public_interest') UNION"
        " SELECT i.case_id FROM legal_order_items i JOIN legal_orders o ON o.id = i.order_id"
        " WHERE %(name)s IN (o.content, o.answer)",
        {"name": commitment},
    )
    found: list[Hold] = []
    for (case,) in await rows.fetchall():
        found += await store.keeping(conn, case)
    refused = refused_by(found + await store.because_of(conn, commitment))
    return refused.detail if refused else ""


async def figures(
    conn: Connection, days: Mapping[DataKind, int], now: datetime
) -> dict[DataKind, Figures]:
    """For each kind what the job would find now. Of decisions, those still in force are counted
    until the job has looked at them once."""
    held, found = (await standing(conn)).values(), dict[DataKind, Figures]()
    for kind in DataKind:
        values = {**held, "before": boundary(days[kind], now), "now": now}
        total, first, kept_back = 0, None, 0
        for query in _counts(kind):
            rows = await conn.execute(query, values)
            row = await rows.fetchone()
            if row is not None:
                total, kept_back = total + row[0], kept_back + row[2]
                first = min(filter(None, (first, row[1])), default=None)
        found[kind] = Figures(total, first, kept_back)
    return found


def _counts(kind: DataKind) -> list[LiteralString]:
    made: list[LiteralString] = []
    if kind is DataKind.ACCOUNT:
        made.append(
            "SELECT count(*), min(t.first_seen)::timestamptz, 0 FROM subjects t"
            " WHERE t.erased_at IS NULL AND t.first_seen < %(before)s AND " + BARE
        )
    if kind in OF_CASES:
        spec = OF_CASES[kind]
        what: LiteralString = spec.rows + " WHERE " + spec.live + " AND " + spec.time
        made.append(_count(spec.time, HELD, what + " < %(before)s AND " + IDLE))
    for one in BY_TIME.get(kind, ()):
        made.append(_count(one.time, one.held, one.due))
    return made


def _count(time: LiteralString, held: LiteralString, due: LiteralString) -> LiteralString:
    free: LiteralString = " FILTER (WHERE NOT " + held + ")"
    return (
        "SELECT count(*)" + free + ", (min(" + time + ")" + free + ")::timestamptz,"
        " count(*) FILTER (WHERE " + held + ") FROM " + due
    )  # fmt: skip


async def of_account(conn: Connection, connector: str, native: str) -> Whom:
    """An account by the platform's own id, with all of its messages."""
    rows = await conn.execute(
        f"SELECT id FROM subjects s WHERE connector = %s AND {ACCOUNT} = %s",
        (connector, native),
    )
    return Whom(subjects=[row[0] for row in await rows.fetchall()])


async def of_reporter(conn: Connection, source: str, reporter: str) -> Whom:
    """Whoever reported, by the id that the source gave."""
    rows = await conn.execute(
        "SELECT id FROM reports WHERE source = %s AND reporter = %s", (source, reporter)
    )
    return Whom(reports=[row[0] for row in await rows.fetchall()])


async def of_address(conn: Connection, email: str) -> Whom:
    """Whoever gave notices with this address, and the reports that those became."""
    rows = await conn.execute(
        "SELECT id, report_id FROM notices WHERE lower(email) = lower(%s)", (email,)
    )
    found = await rows.fetchall()
    return Whom(notices=[row[0] for row in found], reports=[row[1] for row in found if row[1]])


async def there_is(conn: Connection, whom: Whom) -> dict[DataKind, int]:
    """How many rows of each kind there are about one person, whatever their age."""
    values = {"subjects": whom.subjects}
    found: dict[DataKind, int] = {}
    for kind, spec in OF_CASES.items():
        rows = await conn.execute(
            "SELECT count(*) FROM " + spec.rows + " WHERE " + spec.live
            + " AND (c.subject_id = ANY(%(subjects)s) OR t.id::text = ANY(%(own)s))",
            {**values, "own": [str(one) for one in whom.only(kind)]},
        )  # fmt: skip
        row = await rows.fetchone()
        found[kind] = row[0] if row else 0
    rows = await conn.execute(
        "SELECT count(*) FROM notices WHERE id = ANY(%s) AND case_id IS NULL AND erased_at IS NULL",
        (whom.notices,),
    )
    row = await rows.fetchone()
    found[DataKind.NOTICE] += row[0] if row else 0
    found[DataKind.ACCOUNT] = len(whom.subjects)
    return {kind: number for kind, number in found.items() if number}
