"""What appeals hold about one account, and what it appealed itself, for its own eyes (GDPR,
Article 15). SQL, and never who decided."""

from collections.abc import AsyncGenerator, Sequence
from typing import Final, LiteralString

from quorate.accounts.subject import Subject
from quorate.appeals.store import Connection
from quorate.cases.concerned import OF_ACCOUNT
from quorate.cases.searching import EXACTLY, lexeme
from quorate.database.streaming import Row, streamed
from quorate.intake.notices import FORM

_OWN: Final[LiteralString] = (
    "a.filed_at, (SELECT value FROM kept_values WHERE commitment = a.words) AS words,"
    " a.outcome, a.decided_at,"
    " (SELECT value FROM kept_values WHERE commitment = a.answer) AS answer,"
    " a.settlement, a.settled_on,"
    " (SELECT value FROM kept_values WHERE commitment = a.body) AS body"
)
_ABOUT: Final[LiteralString] = (
    f"SELECT a.proposal_id AS decision, {_OWN}"  # noqa: S608
    " FROM subjects s JOIN cases c ON c.subject_id = s.id JOIN appeals a ON a.case_id = c.id"
    f" WHERE {OF_ACCOUNT} AND a.side = 'person' ORDER BY a.filed_at DESC, a.id DESC"
)
# Whoever reported may have appealed: that it was done, and how it ended, is about the account.
_OTHERS: Final[LiteralString] = (
    "SELECT a.case_id AS case, a.outcome, a.decided_at"  # noqa: S608
    " FROM subjects s JOIN cases c ON c.subject_id = s.id JOIN appeals a ON a.case_id = c.id"
    f" WHERE {OF_ACCOUNT} AND a.side = 'reporter' ORDER BY a.filed_at DESC, a.id DESC"
)
# A notice counts only where the owner of its address confirmed it: a stranger can have typed it. An
# appeal that names no report is theirs where nobody else reported.
_AS_REPORTER: Final[LiteralString] = (
    f"SELECT {_OWN} FROM appeals a WHERE a.side = 'reporter'"  # noqa: S608
    " AND a.case_id IN (SELECT case_id FROM reports WHERE words @@ %(by)s::tsquery"
    "  AND reporter = ANY(%(names)s))"
    " AND NOT EXISTS (SELECT FROM reports r WHERE r.case_id = a.case_id AND r.kind = 'report'"
    "  AND r.id = coalesce(a.report_id, r.id)"
    "  AND (r.reporter IS NULL OR r.reporter <> ALL(%(names)s)))"
    " AND NOT EXISTS (SELECT FROM notices n WHERE n.case_id = a.case_id"
    "  AND n.report_id = coalesce(a.report_id, n.report_id)"
    "  AND n.source = %(form)s AND n.confirmed_at IS NULL)"
    " ORDER BY a.filed_at DESC, a.id DESC"
)


def appeals_of(conn: Connection, account: Subject) -> AsyncGenerator[Row]:
    """What the account appealed as whom a decision concerned, with its answer."""
    return streamed(conn, _ABOUT, {"connector": account.connector, "account": account.native})


def appeals_against(conn: Connection, account: Subject) -> AsyncGenerator[Row]:
    """That reporters appealed in cases about the account."""
    return streamed(conn, _OTHERS, {"connector": account.connector, "account": account.native})


def appeals_as_reporter(conn: Connection, names: Sequence[str]) -> AsyncGenerator[Row]:
    """What a reporter of these names appealed."""
    by = " | ".join(lexeme(EXACTLY["reporter"] + name) for name in names)
    return streamed(conn, _AS_REPORTER, {"names": list(names), "by": by, "form": FORM})
