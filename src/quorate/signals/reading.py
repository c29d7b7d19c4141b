"""SQL of the reports that rules read: those that wait, and those of the past. Both give one row."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString, TypeAlias
from uuid import UUID

from psycopg.rows import class_row

from quorate.intake.model import AUTHORITY, OWN
from quorate.intake.store import ACCOUNT
from quorate.signals.rates import Hour, Hours
from quorate.signals.record import TEXT_CHARACTERS, UNKNOWN, Record, minutes
from quorate.signals.store import Connection
from quorate.vocabulary.evidence import texts

AT_ONCE: Final = 1_000
Named: TypeAlias = tuple[bytes, datetime, bytes]
"""An account, an hour, and somebody who reported it then."""
# An account with all its messages; only its hash is kept anywhere.
_ACCOUNT: Final[LiteralString] = f"sha256(convert_to(s.connector || chr(10) || {ACCOUNT}, 'UTF8'))"
_REPORTER: Final[LiteralString] = (
    "CASE WHEN r.kind = 'report' AND r.reporter IS NOT NULL"
    " THEN sha256(convert_to(r.source || chr(10) || r.reporter, 'UTF8')) END"
)
_HOUR: Final[LiteralString] = "date_trunc('hour', r.received_at, 'UTC')"
_FACTS: Final[LiteralString] = (
    "r.id AS report, r.kind, r.category, r.language, r.jurisdiction, r.source, r.score,"
    " r.received_at, left(r.body, 1000) AS words, r.evidence,"
    f" s.connector, s.kind AS about, s.native, s.erased_at IS NOT NULL AS nameless,"
    f" {ACCOUNT} AS author, {_ACCOUNT} AS account, {_REPORTER} AS reporter, {_HOUR} AS hour,"
    " c.id AS case_id, c.opened_at, c.tier, c.reach, c.outcome"
)
_JOINED: Final[LiteralString] = (
    " JOIN subjects s ON s.id = r.subject_id JOIN cases c ON c.id = r.case_id"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A report with what is known of it. `reporter` is a hash, None for an alarm or nobody."""

    report: UUID
    kind: str
    category: str
    language: str | None
    jurisdiction: str | None
    source: str
    score: float | None
    received_at: datetime
    words: str | None
    evidence: list[object]
    connector: str
    about: str
    native: str
    nameless: bool
    author: str
    account: bytes
    reporter: bytes | None
    hour: datetime
    case_id: UUID
    opened_at: datetime
    tier: int | None
    reach: int | None
    outcome: str | None

    @property
    def named(self) -> Named | None:
        """Who reported whom in which hour; None for an alarm or nobody."""
        return (self.account, self.hour, self.reporter) if self.reporter else None

    def record(self, reports_hour: int, reports_day: int, reporters_hour: int) -> Record:
        """As a rule sees it."""
        return Record(
            kind=self.kind,
            about=self.about,
            category=self.category,
            language=self.language or "",
            jurisdiction=self.jurisdiction or "",
            source=self.source,
            score=UNKNOWN if self.score is None else self.score,
            tier=UNKNOWN if self.tier is None else self.tier,
            reach=UNKNOWN if self.reach is None else self.reach,
            reports_hour=reports_hour,
            reports_day=reports_day,
            reporters_hour=reporters_hour,
            case_minutes=minutes(self.opened_at, self.received_at),
            words=self.words or "",
            text="\n".join(texts(self.evidence))[:TEXT_CHARACTERS],
        )


@dataclass(frozen=True, slots=True)
class Counted(Read):
    """A report of the past, with its counts as they were when it came."""

    reports_hour: int = 0
    reports_day: int = 0
    reporters_hour: int = 0


async def alone(conn: Connection) -> bool:
    """Whether nobody else reads what waits, until this transaction ends: so order is kept."""
    rows = await conn.execute(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('signal queue', 0))"
    )
    row = await rows.fetchone()
    return bool(row and row[0])


async def waiting(conn: Connection, now: datetime, patience: timedelta, most: int) -> list[Read]:
    """Up to `most` reports that no rule has read, in the order of filing. One waits until the
    platform told tier and reach of its subject, and no longer than `patience`."""
    cursor = conn.cursor(row_factory=class_row(Read))
    await cursor.execute(
        f"SELECT {_FACTS} FROM (SELECT id, report_id FROM signal_queue ORDER BY id LIMIT %s) q"  # noqa: S608
        f" JOIN reports r ON r.id = q.report_id{_JOINED}"
        " WHERE c.tier IS NOT NULL OR c.state = 'closed' OR r.received_at <= %s"
        " ORDER BY q.id LIMIT %s",
        (AT_ONCE, now - patience, most),
    )
    return await cursor.fetchall()


async def one(conn: Connection, report: UUID) -> Read | None:
    """A report, unless it is erased."""
    cursor = conn.cursor(row_factory=class_row(Read))
    await cursor.execute(
        f"SELECT {_FACTS} FROM reports r{_JOINED} WHERE r.id = %s AND r.erased_at IS NULL",  # noqa: S608
        (report,),
    )
    return await cursor.fetchone()


async def done(conn: Connection, reports: Sequence[UUID]) -> None:
    """These were read."""
    await conn.execute("DELETE FROM signal_queue WHERE report_id = ANY(%s)", (list(reports),))


async def past(
    conn: Connection, since: datetime, until: datetime, most: int
) -> AsyncGenerator[list[Counted]]:
    """Reports from before `until` in their order, in lists, with what the job would have counted:
    the newest `most` that came at `since` or later. Counts need the day before, which is read too.
    """
    cursor: Any = conn.cursor("past_reports", row_factory=class_row(Counted))
    await cursor.execute(
        "WITH picked AS (SELECT * FROM reports WHERE erased_at IS NULL"  # noqa: S608
        "  AND received_at >= %(since)s - interval '1 day' AND received_at < %(until)s"
        "  AND source <> ALL(%(unread)s) ORDER BY received_at DESC, id DESC LIMIT %(most)s),"
        f" read AS (SELECT {_FACTS}, (r.kind = 'report')::int AS counts FROM picked r{_JOINED}),"
        " first AS (SELECT *, CASE WHEN reporter IS NOT NULL AND row_number() OVER (PARTITION BY"
        "  account, hour, reporter ORDER BY received_at, report) = 1 THEN 1 ELSE 0 END AS fresh"
        "  FROM read),"
        " told AS (SELECT *, sum(counts) OVER so_far AS in_hour, sum(fresh) OVER so_far AS heard,"
        "  coalesce(sum(counts) OVER (PARTITION BY account ORDER BY hour RANGE BETWEEN"
        "   interval '23 hours' PRECEDING AND interval '1 hour' PRECEDING), 0) AS before"
        "  FROM first WINDOW so_far AS (PARTITION BY account, hour ORDER BY received_at, report"
        "   ROWS UNBOUNDED PRECEDING))"
        f" SELECT {', '.join(Read.__dataclass_fields__)}, in_hour::int AS reports_hour,"
        " (before + in_hour)::int AS reports_day, heard::int AS reporters_hour FROM told"
        " WHERE received_at >= %(since)s ORDER BY received_at, report",
        {"since": since, "until": until, "most": most, "unread": [OWN, AUTHORITY]},
    )
    while rows := await cursor.fetchmany(AT_ONCE):
        yield rows
    await cursor.close()


async def hours(conn: Connection, accounts: Sequence[bytes], since: datetime) -> Hours:
    """What is known of these accounts since an hour; the rows are few, whatever the account had."""
    rows = await conn.execute(
        "SELECT account, hour, reports, reporters, alarmed FROM signal_hours"
        " WHERE account = ANY(%s) AND hour >= %s",
        (list(accounts), since),
    )
    return Hours({(bytes(r[0]), r[1]): Hour(*r[2:]) for r in await rows.fetchall()})


async def reporters_before(
    conn: Connection, account: bytes, since: datetime, until: datetime
) -> int:
    """Distinct reporters of each hour, together."""
    rows = await conn.execute(
        "SELECT coalesce(sum(reporters), 0) FROM signal_hours"
        " WHERE account = %s AND hour >= %s AND hour < %s",
        (account, since, until),
    )
    row = await rows.fetchone()
    return int(row[0]) if row else 0


async def heard(conn: Connection, named: Sequence[Named]) -> set[Named]:
    """Which of these reporters had reported the account in that hour already."""
    rows = await conn.execute(
        "SELECT account, hour, reporter FROM signal_reporters JOIN unnest(%s::bytea[],"
        " %s::timestamptz[], %s::bytea[]) AS n (account, hour, reporter)"
        " USING (account, hour, reporter)",
        _columns(named),
    )
    return {(bytes(r[0]), r[1], bytes(r[2])) for r in await rows.fetchall()}


async def hear(conn: Connection, named: Sequence[Named]) -> None:
    """From now on they have."""
    await conn.execute(
        "INSERT INTO signal_reporters (account, hour, reporter)"
        " SELECT * FROM unnest(%s::bytea[], %s::timestamptz[], %s::bytea[])",
        _columns(named),
    )


def _columns(named: Sequence[Named]) -> tuple[list[bytes], list[datetime], list[bytes]]:
    return [n[0] for n in named], [n[1] for n in named], [n[2] for n in named]


async def save_hours(conn: Connection, found: Hours) -> None:
    """Writes what was added."""
    added = [(key, found.known[key]) for key in sorted(found.added)]
    await conn.execute(
        "INSERT INTO signal_hours (account, hour, reports, reporters, alarmed)"
        " SELECT * FROM unnest(%s::bytea[], %s::timestamptz[], %s::int[], %s::int[], %s::bool[])"
        " ON CONFLICT (account, hour) DO UPDATE SET reports = EXCLUDED.reports,"
        " reporters = EXCLUDED.reporters, alarmed = EXCLUDED.alarmed",
        (
            *([key[0] for key, _ in added], [key[1] for key, _ in added]),
            *([h.reports for _, h in added], [h.reporters for _, h in added]),
            [h.alarmed for _, h in added],
        ),
    )


async def forget_hours(conn: Connection, before: datetime, most: int) -> None:
    """Hours from before an instant go, so many at a time."""
    for table in ("signal_hours", "signal_reporters"):
        query: LiteralString = (
            f"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table}"  # noqa: S608
            " WHERE hour < %s LIMIT %s))"
        )
        await conn.execute(query, (before, most))
