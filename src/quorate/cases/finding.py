"""Cases by what was said and by what became of them, newest first. SQL.

No answer costs more for a longer backlog. Words that few reports hold are looked up in their index.
Any other search goes through the newest cases, so many at a time, and says how far it got.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg.errors import QueryCanceled
from psycopg.rows import class_row

from quorate.authority.gate import Warrant
from quorate.cases.cursor import Place, cursor_of
from quorate.cases.model import Case
from quorate.cases.queries import require_all
from quorate.cases.searching import BRACKETS, FROM, TO, Piece, Search, exactly, pieces
from quorate.cases.store import COLUMNS, Connection
from quorate.database.bounded import MOST_SECONDS, bounded
from quorate.vocabulary.problems import Problem, Refusal

# Beyond so many reports the planner's guess sends a search through the newest cases instead.
FEW_REPORTS = 20_000
CASES_AT_ONCE = {True: 5_000, False: 50_000}
NEWEST: LiteralString = "ORDER BY received_at DESC, id DESC LIMIT 200"
END = Place(datetime(9999, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))
_DAY = timedelta(days=1)
_TYPED: LiteralString = "websearch_to_tsquery('simple', folded(%(text)s))"
_QUERY: LiteralString = f"({_TYPED} && %(exactly)s::tsquery)"
_HOW = f'StartSel="{FROM}", StopSel="{TO}", MaxWords=24, MinWords=12, MaxFragments=2'

# An array, so that the planner looks these cases up and does not go through all to meet them.
_BY_INDEX: LiteralString = (
    f" AND id = ANY(ARRAY(SELECT DISTINCT case_id FROM reports WHERE words @@ {_QUERY}))"  # noqa: S608
)
_THROUGH_CASES: LiteralString = (
    f" AND EXISTS (SELECT FROM (SELECT words FROM reports WHERE case_id = c.id {NEWEST}) n"  # noqa: S608
    f" WHERE words @@ {_QUERY})"
)
_GUESSED: LiteralString = f"EXPLAIN (FORMAT JSON) SELECT FROM reports WHERE words @@ {_QUERY}"
_SAID: LiteralString = (
    "SELECT c, ts_headline('simple', translate(regexp_replace(body, %(unseen)s, '', 'g'), '<>',"  # noqa: S608
    f" %(brackets)s), {_TYPED}, %(how)s) FROM unnest(%(cases)s::uuid[]) c CROSS JOIN LATERAL ("
    "  SELECT coalesce(body, '') AS body FROM (SELECT body, words FROM reports WHERE case_id = c"
    f"  {NEWEST}) n WHERE words @@ {_QUERY} LIMIT 1) r"
)
# Neither our own marks nor those that nobody sees stand in what is shown of a report.
_UNSEEN = r"[\u0001-\u0004\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"


@dataclass(frozen=True, slots=True)
class Answer:
    """Found cases, newest first. `about` has whom each is about by the subject's id, `said` what a
    report said by the case's id. `cursor` leads further back, None at the end; `reached` is when
    the last case was opened that was looked at, where more are left to look at.
    """

    cases: list[Case]
    about: Mapping[UUID, str]
    said: Mapping[UUID, tuple[Piece, ...]]
    cursor: str | None
    reached: datetime | None


async def found(
    conn: Connection,
    warrant: Warrant,
    search: Search,
    after: Place | None,
    limit: int,
    now: datetime,
    *,
    said: bool = True,
) -> Answer | Refusal:
    """Up to `limit` cases after a place; SEARCH_TOO_LONG where it takes more than 3 seconds.

    What reports said is left out where `said` is false.
    """
    require_all(warrant)
    try:
        async with bounded(conn, MOST_SECONDS):
            return await _answer(conn, search, after or END, limit, now, said=said)
    except QueryCanceled:
        detail = f"no answer within {MOST_SECONDS} s"
        return Refusal(Problem.SEARCH_TOO_LONG, detail, "text")


async def _answer(
    conn: Connection, search: Search, after: Place, limit: int, now: datetime, *, said: bool
) -> Answer:
    start = _start(search, after)
    values = _values(search, now) | {"at": start.due_at, "id": start.id, "limit": limit + 1}
    where: LiteralString = _where(search)
    floor: Place | None = None
    if search.reads_reports and await _holders(conn, values) <= FEW_REPORTS:
        where += _BY_INDEX
    else:
        floor = await _floor(conn, search, values)
        if floor:
            where += " AND (opened_at, id) >= (%(floor_at)s, %(floor_id)s)"
            values |= {"floor_at": floor.due_at, "floor_id": floor.id}
        if search.reads_reports:
            where += _THROUGH_CASES
    rows = await _rows(conn, where, values)
    page = rows[:limit]
    about = await _about(conn, page)
    told = await _said(conn, page, values) if said and search.text.strip() and page else {}
    if len(rows) > limit:
        last = Place(page[-1].opened_at, page[-1].id)
        return Answer(page, about, told, cursor_of(last), None)
    if floor is None:
        return Answer(page, about, told, None, None)
    return Answer(page, about, told, cursor_of(floor), floor.due_at)


def _values(search: Search, now: datetime) -> dict[str, object]:
    return {
        "text": search.text,
        "exactly": exactly(search),
        "state": search.state,
        "area": search.area,
        "language": search.language,
        "tier": search.tier,
        "outcome": search.outcome,
        "held_by": search.held_by,
        "since": datetime.combine(search.since, time(), UTC) if search.since else None,
        "policy": search.policy,
        "now": now,
    }


_PLAIN: Mapping[str, LiteralString] = {
    "since": " AND opened_at >= %(since)s",
    "state": " AND state = %(state)s",
    "area": " AND area = %(area)s",
    "language": " AND language = %(language)s",
    "tier": " AND tier = %(tier)s",
    "outcome": " AND outcome = %(outcome)s",
    "held_by": " AND claimed_by = %(held_by)s AND lease_until > %(now)s",
    "policy": " AND EXISTS (SELECT FROM proposals p WHERE p.case_id = c.id"
    " AND p.statement->>'policy' = %(policy)s)",
}


def _where(search: Search) -> LiteralString:
    """The conditions of the fields that are asked for."""
    where: LiteralString = ""
    for field, condition in _PLAIN.items():
        if getattr(search, field) is not None:
            where += condition
    return where


def _start(search: Search, after: Place) -> Place:
    """Where the way back begins: a later day is not even looked at."""
    if search.until is None or search.until == date.max:  # which has no day after it
        return after
    midnight = datetime.combine(search.until + _DAY, time(), UTC)
    return min(after, Place(midnight, UUID(int=0)), key=lambda place: (place.due_at, place.id))


async def _holders(conn: Connection, values: Mapping[str, object]) -> float:
    """How many reports hold the words, as the planner guesses from its statistics."""
    cursor = await conn.execute(_GUESSED, values)
    row = await cursor.fetchone()
    return float(row[0][0]["Plan"]["Plan Rows"]) if row else 0.0


async def _floor(conn: Connection, search: Search, values: Mapping[str, object]) -> Place | None:
    """The last case to be looked at this time; None where that is the last there is."""
    since: LiteralString = _PLAIN["since"] if search.since else ""
    cursor = await conn.execute(
        "SELECT opened_at, id FROM cases WHERE (opened_at, id) < (%(at)s, %(id)s)"  # noqa: S608
        f"{since} ORDER BY opened_at DESC, id DESC OFFSET %(most)s LIMIT 1",
        {**values, "most": CASES_AT_ONCE[search.reads_reports] - 1},
    )
    row = await cursor.fetchone()
    return Place(*row) if row else None


async def _rows(conn: Connection, where: LiteralString, values: Mapping[str, object]) -> list[Case]:
    cursor = conn.cursor(row_factory=class_row(Case))
    await cursor.execute(
        f"SELECT {COLUMNS} FROM cases c WHERE (opened_at, id) < (%(at)s, %(id)s){where}"  # noqa: S608
        " ORDER BY opened_at DESC, id DESC LIMIT %(limit)s",
        values,
    )
    return await cursor.fetchall()


async def _about(conn: Connection, page: Sequence[Case]) -> dict[UUID, str]:
    names = await conn.execute(
        "SELECT id, native FROM subjects WHERE id = ANY(%s)", ([case.subject_id for case in page],)
    )
    return {row[0]: str(row[1]) for row in await names.fetchall()}


async def _said(
    conn: Connection, page: Sequence[Case], values: Mapping[str, object]
) -> dict[UUID, tuple[Piece, ...]]:
    """What was said in each case's newest report that holds the words."""
    more = {"unseen": _UNSEEN, "brackets": "".join(BRACKETS), "how": _HOW}
    rows = await conn.execute(_SAID, {**values, **more, "cases": [case.id for case in page]})
    return {row[0]: pieces(row[1]) for row in await rows.fetchall()}
