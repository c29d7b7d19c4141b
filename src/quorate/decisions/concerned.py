"""What decisions hold about one account, for its own eyes (GDPR, Article 15). SQL, and never who
decided."""

from collections.abc import AsyncGenerator, Mapping
from typing import Final, LiteralString

from quorate.accounts.subject import Subject
from quorate.cases.concerned import OF_ACCOUNT
from quorate.database.streaming import Row, streamed
from quorate.decisions.store import Connection

_PROPOSALS: Final[LiteralString] = (
    "SELECT p.id AS decision, p.case_id AS case, p.proposed_at, p.statement"  # noqa: S608
    f" FROM subjects s JOIN proposals p ON p.subject_id = s.id WHERE {OF_ACCOUNT}"
    " ORDER BY p.proposed_at DESC, p.id DESC"
)
_REASONS: Final[LiteralString] = (
    "SELECT r.proposal_id AS decision, r.made_at,"  # noqa: S608
    " coalesce(t.delivered_at, t.made_at) AS told_at,"
    " f.uuid AS transparency_database, CASE WHEN f.state = 'filed' THEN f.answered_at END"
    " AS filed_at, r.content"
    " FROM subjects s JOIN proposals p ON p.subject_id = s.id"
    " JOIN statements_of_reasons r ON r.proposal_id = p.id"
    " LEFT JOIN tellings t ON t.proposal_id = p.id LEFT JOIN filings f ON f.puid = p.id"
    f" WHERE {OF_ACCOUNT} ORDER BY r.made_at DESC, r.proposal_id DESC"
)
_SECOND: Final[LiteralString] = (
    "SELECT v.case_id AS case, v.second_action AS action, v.answered_at"  # noqa: S608
    " FROM subjects s JOIN cases c ON c.subject_id = s.id"
    " JOIN second_reviews v ON v.case_id = c.id"
    f" WHERE {OF_ACCOUNT} AND v.answered_at IS NOT NULL ORDER BY v.answered_at DESC, v.id DESC"
)
_WITHHELD: Final[LiteralString] = (
    "WITH of AS (SELECT p.id, p.statement FROM subjects s"  # noqa: S608
    f" JOIN proposals p ON p.subject_id = s.id WHERE {OF_ACCOUNT})"
    " SELECT (SELECT count(*) FROM questions q WHERE q.proposal_id IN (SELECT id FROM of)),"
    " (SELECT count(*) FROM of WHERE of.statement->'parameters' ? 'public_interest')"
)


def _values(account: Subject) -> Mapping[str, object]:
    return {"connector": account.connector, "account": account.native}


def proposals_about(conn: Connection, account: Subject) -> AsyncGenerator[Row]:
    """What was proposed about the account or its messages, newest first, with what was signed."""
    return streamed(conn, _PROPOSALS, _values(account))


def reasons_about(conn: Connection, account: Subject) -> AsyncGenerator[Row]:
    """The statements of reasons, when the account was told, and where they were filed."""
    return streamed(conn, _REASONS, _values(account))


def second_opinions(conn: Connection, account: Subject) -> AsyncGenerator[Row]:
    """What a second person found, without knowing how its cases were decided."""
    return streamed(conn, _SECOND, _values(account))


async def withheld(conn: Connection, account: Subject) -> dict[str, int]:
    """How many texts there are that are not handed out."""
    rows = await conn.execute(_WITHHELD, _values(account))
    row = await rows.fetchone()
    return {"questions": row[0], "answers_about_public_interest": row[1]} if row else {}
