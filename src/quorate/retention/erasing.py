"""One batch of erasing: what is due and nobody needs, found by its index, locked, looked at again,
and erased. Killed anywhere, a batch is whole or was never there; run again, it finds nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, LiteralString, cast
from uuid import UUID

from quorate.retention.erasers import OF_CASES, Needed, OfCases, Part
from quorate.retention.model import DataKind
from quorate.retention.rows import BY_TIME, ByTime
from quorate.retention.still import HELD, IDLE, Connection, Held, see_holds

BATCH: Final = 500  # rows


@dataclass(frozen=True, slots=True)
class Whom:
    """Narrows a batch to what one person asks for: an account's subjects, or these reports and
    notices."""

    subjects: list[UUID] = field(default_factory=list[UUID])
    reports: list[UUID] = field(default_factory=list[UUID])
    notices: list[UUID] = field(default_factory=list[UUID])

    def only(self, kind: DataKind) -> list[UUID]:
        """The rows of a kind that are this person's by themselves."""
        rows = {DataKind.REPORT: self.reports, DataKind.NOTICE: self.notices}
        return rows.get(kind, [])


@dataclass(frozen=True, slots=True)
class Due:
    """Of which kind, up to which boundary, by which clock; `needed` as in Part."""

    kind: DataKind
    before: datetime
    now: datetime
    needed: Needed
    whom: Whom | None = None


@dataclass(frozen=True, slots=True)
class Floor:
    """From where the next batch goes on: `by_time` once nothing that hangs on cases is left."""

    at: object = None
    by_time: bool = False


START: Final = Floor()
END: Final = Floor(by_time=True, at="end")


@dataclass(frozen=True, slots=True)
class Batch:
    """How many rows were erased, and from where to go on; END where nothing more is due."""

    rows: int
    floor: Floor


async def erase_batch(conn: Connection, due: Due, floor: Floor) -> Batch:
    """The next rows of a kind, in the caller's transaction."""
    if not floor.by_time and due.kind is DataKind.ACCOUNT:
        return await _accounts(conn, due, floor)
    if not floor.by_time and due.kind in OF_CASES:
        return await _of_cases(conn, due, floor)
    rows = await _by_times(conn, due)
    return Batch(rows, Floor(by_time=True) if rows else END)


def _next(rows: int, seen: list[tuple[UUID, object]], floor: Floor) -> Floor:
    """Past what was seen; what others had locked waits for the next day."""
    if not seen or (rows == 0 and (seen[-1][1] == floor.at or len(seen) < BATCH)):
        return Floor(by_time=True)
    return Floor(seen[-1][1])


def of_whom(due: Due, *, by_case: bool) -> tuple[LiteralString, dict[str, object]]:
    """The condition that narrows `t` beside its `c` to what one person asks for."""
    if due.whom is None:
        return "", {}
    values: dict[str, object] = {"subjects": due.whom.subjects, "own": due.whom.only(due.kind)}
    if due.kind in (DataKind.REPORT, DataKind.NOTICE):
        about: LiteralString = "c.subject_id = ANY(%(subjects)s) OR " if by_case else ""
        return " AND (" + about + "t.id = ANY(%(own)s))", values
    return " AND c.subject_id = ANY(%(subjects)s)", values


async def _of_cases(conn: Connection, due: Due, floor: Floor) -> Batch:
    """The next rows that hang on cases, with all of the same kind in the same case."""
    spec, held = OF_CASES[due.kind], await see_holds(conn)
    found = await _candidates(conn, spec, due, held, floor)
    cases = await _locked(conn, sorted({case for case, _ in found}), due, held)
    own = due.whom.only(due.kind) if due.whom else []
    only = own if due.whom and not due.whom.subjects else None
    rows = await spec.erase(conn, Part(cases, due.before, due.now, due.needed, only))
    return Batch(rows, _next(rows, found, floor))


async def _candidates(
    conn: Connection, spec: OfCases, due: Due, held: Held, floor: Floor
) -> list[tuple[UUID, object]]:
    where, values = of_whom(due, by_case=True)
    rows = await conn.execute(
        "SELECT c.id, " + spec.time + " FROM " + spec.rows + " WHERE " + spec.live
        + " AND " + spec.time + " < %(before)s"
        + " AND " + spec.time + " >= coalesce(%(floor)s::timestamptz, '-infinity')"
        + " AND " + IDLE + " AND NOT " + HELD + where
        + " ORDER BY " + spec.time + " LIMIT %(most)s",
        {"before": due.before, "floor": floor.at, "most": BATCH, **held.values(), **values},
    )  # fmt: skip
    return cast("list[tuple[UUID, object]]", await rows.fetchall())


async def _locked(conn: Connection, cases: list[UUID], due: Due, held: Held) -> list[UUID]:
    """Those that nobody works on now, looked at again under their locks: an appeal, a proposal or
    a reopening that came meanwhile has been waited for, or is seen."""
    rows = await conn.execute(
        "SELECT id FROM cases WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED", (cases,)
    )
    mine = [case for (case,) in await rows.fetchall()]
    rows = await conn.execute(
        "SELECT c.id FROM cases c WHERE c.id = ANY(%(mine)s) AND " + IDLE + " AND NOT " + HELD,
        {"mine": mine, "before": due.before, **held.values()},
    )
    return [case for (case,) in await rows.fetchall()]


# An account of which nothing else is left: its cases idle, their reports and decisions erased.
BARE: Final[LiteralString] = (
    "NOT t.id = ANY(%(held_subjects)s) AND NOT EXISTS (SELECT FROM cases c WHERE"
    " c.subject_id = t.id AND (NOT " + IDLE + " OR c.id = ANY(%(held_cases)s) OR EXISTS"
    " (SELECT FROM reports r WHERE r.case_id = c.id AND r.erased_at IS NULL)))"
    " AND NOT EXISTS (SELECT FROM proposals q WHERE q.subject_id = t.id AND q.erased_at IS NULL)"
)


async def _accounts(conn: Connection, due: Due, floor: Floor) -> Batch:
    """The platform's own ids of accounts and messages, and the words under which their reports are
    found by them. Intake that knows one at this moment is waited for, or makes it anew."""
    held = await see_holds(conn)
    values = {"before": due.before, "floor": floor.at, "most": BATCH, **held.values()}
    own: LiteralString = " AND t.id = ANY(%(subjects)s)" if due.whom else ""
    found = await conn.execute(
        "SELECT t.id, t.first_seen FROM subjects t WHERE t.erased_at IS NULL"
        " AND t.first_seen < %(before)s"
        " AND t.first_seen >= coalesce(%(floor)s::timestamptz, '-infinity')"
        " AND " + BARE + own + " ORDER BY t.first_seen LIMIT %(most)s",
        {**values, "subjects": due.whom.subjects if due.whom else []},
    )
    rows = cast("list[tuple[UUID, object]]", await found.fetchall())
    taken = await conn.execute(
        "SELECT id FROM subjects WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED",
        ([row[0] for row in rows],),
    )
    mine = [subject for (subject,) in await taken.fetchall()]
    done = await conn.execute(
        "UPDATE subjects t SET native = 'erased:' || id, erased_at = %(now)s"
        " WHERE t.id = ANY(%(mine)s) AND t.erased_at IS NULL AND " + BARE + " RETURNING id",
        {**values, "mine": mine, "now": due.now},
    )
    gone = [subject for (subject,) in await done.fetchall()]
    await conn.execute(
        "UPDATE reports SET words = NULL WHERE case_id IN"
        " (SELECT id FROM cases WHERE subject_id = ANY(%s))",
        (gone,),
    )
    return Batch(len(gone), _next(len(gone), rows, floor))


async def _by_times(conn: Connection, due: Due) -> int:
    """The next rows that go by their own time."""
    if due.whom and due.kind not in (DataKind.NOTICE, DataKind.DRAFT):
        return 0
    held, total = await see_holds(conn), 0
    for spec in BY_TIME.get(due.kind, ()):
        total += await _by_time(conn, spec, due, held)
    return total


async def _by_time(conn: Connection, spec: ByTime, due: Due, held: Held) -> int:
    where, values = of_whom(due, by_case=False)
    batch: LiteralString = (
        "SELECT t.ctid FROM " + spec.due + " AND NOT " + spec.held + where
        + " ORDER BY " + spec.time + " LIMIT %(most)s" + spec.lock
    )  # fmt: skip
    done = await conn.execute(
        spec.erase.format(due=batch),
        {"before": due.before, "now": due.now, "most": BATCH, **held.values(), **values},
    )
    return done.rowcount
