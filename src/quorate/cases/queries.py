"""Read models of cases. Lists go by keyset, so a page costs the same wherever it lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from psycopg.rows import class_row, dict_row

from quorate.authority.gate import Warrant
from quorate.cases.cursor import Place, cursor_of
from quorate.cases.model import Case, Queue
from quorate.cases.store import COLUMNS, Connection, in_queue
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

REPORTS_SHOWN = 50
HISTORY_SHOWN = 20
ALL_CASES = "cases"
START = Place(datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0))


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """Whom the case is about; `kind` is a value of SubjectKind."""

    connector: str
    kind: str
    native: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as it came, with its evidence; without its text once that was erased."""

    id: UUID
    kind: str
    source: str
    reporter: str | None
    category: str
    body: str | None
    language: str | None
    jurisdiction: str | None
    score: float | None
    evidence: list[Mapping[str, object]]
    received_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """Another case of the same subject."""

    id: UUID
    state: str
    area: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that a reviewer reads first: the newest 50 reports, the subject's last 20 other cases."""

    case: Case
    subject: SubjectRow
    reports: list[ReportRow]
    history: list[EarlierCase]


@dataclass(frozen=True, slots=True)
class CaseList:
    """Open cases, most urgent first; `cursor` leads to the next ones, None at the end.

    `about` has whom each case is about, by the subject's id.
    """

    cases: list[Case]
    about: Mapping[UUID, str]
    cursor: str | None


async def case_page(conn: Connection, warrant: Warrant, case: UUID) -> CasePage | Refusal:
    """A case with its reports and history, or NOT_FOUND."""
    require(warrant, case)
    cases = conn.cursor(row_factory=class_row(Case))
    await cases.execute(f"SELECT {COLUMNS} FROM cases WHERE id = %s", (case,))  # noqa: S608
    found = await cases.fetchone()
    if found is None:
        return Refusal(Problem.NOT_FOUND, f"there is no {edge(CASE, case)}", "id")
    subjects = conn.cursor(row_factory=class_row(SubjectRow))
    reports = conn.cursor(row_factory=class_row(ReportRow))
    history = conn.cursor(row_factory=class_row(EarlierCase))
    async with conn.pipeline():
        await subjects.execute(
            "SELECT connector, kind, native FROM subjects WHERE id = %s", (found.subject_id,)
        )
        await reports.execute(
            "SELECT id, kind, source, reporter, category, body, language, jurisdiction, score,"
            " evidence, received_at, erased_at FROM reports WHERE case_id = %s"
            " ORDER BY received_at DESC, id DESC LIMIT %s",
            (case, REPORTS_SHOWN),
        )
        await history.execute(
            "SELECT id, state, area, opened_at, closed_at, outcome FROM cases"
            " WHERE subject_id = %s AND id <> %s ORDER BY opened_at DESC, id DESC LIMIT %s",
            (found.subject_id, case, HISTORY_SHOWN),
        )
    subject = await subjects.fetchone()
    if subject is None:
        raise LookupError(f"{edge(CASE, case)} has no subject")
    return CasePage(found, subject, await reports.fetchall(), await history.fetchall())


async def newest_reports(
    conn: Connection, warrant: Warrant, cases: Sequence[UUID], each: int
) -> dict[UUID, list[ReportRow]]:
    """The newest reports of several cases, newest first."""
    warrant.require(Permission.CASE_READ, ALL_CASES)
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        "SELECT r.* FROM unnest(%s::uuid[]) AS c (id), LATERAL (SELECT case_id, id, kind, source,"
        " reporter, category, body, language, jurisdiction, score, evidence, received_at, erased_at"
        " FROM reports WHERE case_id = c.id ORDER BY received_at DESC, id DESC LIMIT %s) r"
        " ORDER BY r.received_at DESC, r.id DESC",
        (list(cases), each),
    )
    found: dict[UUID, list[ReportRow]] = {case: [] for case in cases}
    for row in await cursor.fetchall():
        found[row.pop("case_id")].append(ReportRow(**row))
    return found


async def open_cases(
    conn: Connection, warrant: Warrant, queue: Queue, after: Place | None, limit: int
) -> CaseList:
    """Up to `limit` open cases of a queue after a place, most urgent first."""
    warrant.require(Permission.CASE_READ, ALL_CASES)
    cursor = conn.cursor(row_factory=class_row(Case))
    place, (where, values) = after or START, in_queue(queue)
    await cursor.execute(
        f"SELECT {COLUMNS} FROM cases WHERE state = 'open'{where}"  # noqa: S608
        " AND (due_at, id) > (%(due_at)s, %(id)s)"
        " ORDER BY due_at, id LIMIT %(limit)s",
        {**values, "due_at": place.due_at, "id": place.id, "limit": limit + 1},
    )
    rows = await cursor.fetchall()
    page, last = rows[:limit], rows[limit - 1] if len(rows) > limit else None
    names = await conn.execute(
        "SELECT id, native FROM subjects WHERE id = ANY(%s)", ([case.subject_id for case in page],)
    )
    about = {row[0]: str(row[1]) for row in await names.fetchall()}
    return CaseList(page, about, cursor_of(Place(last.due_at, last.id)) if last else None)


def require(warrant: Warrant, case: UUID) -> None:
    """Raises ValueError unless it is leave to read this case."""
    warrant.require(Permission.CASE_READ, edge(CASE, case))


def require_all(warrant: Warrant) -> None:
    """Raises ValueError unless it is leave to read the list of cases."""
    warrant.require(Permission.CASE_READ, ALL_CASES)
