"""What cases and reports hold about one account, for its own eyes (GDPR, Article 15). SQL.

Nothing here tells who reported: neither a reporter nor their words, nor the minute, nor a message
that nobody was told about, since in a room of two that alone would name them (Article 15(4)).
"""

from collections.abc import AsyncGenerator, Mapping
from typing import Final, LiteralString

from quorate.accounts.subject import Subject
from quorate.cases.searching import EXACTLY, lexeme
from quorate.cases.store import Connection
from quorate.database.streaming import Row, streamed
from quorate.intake.store import ACCOUNT

OF_ACCOUNT: Final[LiteralString] = f"s.connector = %(connector)s AND {ACCOUNT} = %(account)s"
"""Subjects `s` that are the account or one of its messages; by index."""
# Whose decision the person was told of, they know what it was about.
_TOLD: Final[LiteralString] = (
    "EXISTS (SELECT FROM tellings t JOIN proposals p ON p.id = t.proposal_id"
    " WHERE p.case_id = c.id)"
)
_CASES: Final[LiteralString] = (
    "SELECT c.id AS case, s.kind AS about,"  # noqa: S608
    f" CASE WHEN s.kind = 'message' AND {_TOLD} THEN regexp_replace(s.native, '/[^/]*$', '') END"
    " AS message, c.area, c.state, (c.opened_at AT TIME ZONE 'UTC')::date AS opened_on,"
    " c.closed_at, c.outcome, c.reports, c.alarms, c.tier, c.reach"
    f" FROM subjects s JOIN cases c ON c.subject_id = s.id WHERE {OF_ACCOUNT}"
    " ORDER BY c.opened_at DESC, c.id DESC"
)
_ABOUT: Final[LiteralString] = (
    "SELECT r.case_id AS case, r.kind, r.category,"  # noqa: S608
    " (r.received_at AT TIME ZONE 'UTC')::date AS received_on, r.score"
    " FROM subjects s JOIN cases c ON c.subject_id = s.id JOIN reports r ON r.case_id = c.id"
    f" WHERE {OF_ACCOUNT} ORDER BY received_on DESC, r.case_id, r.category, r.kind"
)
_BY: Final[LiteralString] = (
    "SELECT r.received_at, r.category, r.language, r.jurisdiction, r.body AS text,"
    " c.state, c.outcome FROM reports r JOIN cases c ON c.id = r.case_id"
    " WHERE r.words @@ %(by)s::tsquery AND r.reporter = %(account)s"
    " AND NOT EXISTS (SELECT FROM notices n WHERE n.report_id = r.id)"
    " ORDER BY r.received_at DESC, r.id DESC"
)
_WITHHELD: Final[LiteralString] = (
    "SELECT (SELECT count(*) FROM reports r WHERE r.case_id IN (SELECT id FROM of)"
    " AND r.body IS NOT NULL) AS texts_of_reports,"
    " (SELECT count(*) FROM notes n WHERE n.case_id IN (SELECT id FROM of)"
    " AND n.text IS NOT NULL) AS notes"
)


def _values(account: Subject) -> Mapping[str, object]:
    by = lexeme(EXACTLY["reporter"] + account.native)
    return {"connector": account.connector, "account": account.native, "by": by}


def cases_about(conn: Connection, account: Subject) -> AsyncGenerator[Row]:
    """Cases about the account and its messages, newest first."""
    return streamed(conn, _CASES, _values(account))


def reports_about(conn: Connection, account: Subject) -> AsyncGenerator[Row]:
    """That it was reported or an alarm went off, when and as what."""
    return streamed(conn, _ABOUT, _values(account))


def reports_by(conn: Connection, account: Subject) -> AsyncGenerator[Row]:
    """What the account itself reported, in its own words, and how the case stands. Whom it was
    about, and what the platform sent along, is other people's."""
    return streamed(conn, _BY, _values(account))


async def withheld(conn: Connection, account: Subject) -> dict[str, int]:
    """How many texts there are that are not handed out: what others said of the account."""
    query: LiteralString = (
        "WITH of AS (SELECT c.id FROM subjects s JOIN cases c ON c.subject_id = s.id"  # noqa: S608
        f" WHERE {OF_ACCOUNT}) {_WITHHELD}"
    )
    rows = await conn.execute(query, _values(account))
    row = await rows.fetchone()
    return {"texts_of_reports": row[0], "notes": row[1]} if row else {}
