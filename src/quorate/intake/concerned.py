"""What intake holds about one account that reports, for its own eyes (GDPR, Article 15). SQL.

Whoever gave a notice is known by their voice. A voice of an address counts only where somebody
confirmed that they read it: anybody can type one.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final, LiteralString
from uuid import UUID

from quorate.database.streaming import Row, streamed
from quorate.intake.notice_store import Connection

_OWN: Final[LiteralString] = (
    "notices n JOIN notifiers v ON v.id = n.notifier_id WHERE v.voice = ANY(%(voices)s)"
    " AND (n.confirmed_at IS NOT NULL OR n.source <> 'notice:form')"
)
_NOTICES: Final[LiteralString] = (
    "SELECT n.received_at, n.area AS category, n.location, n.language, n.name, n.email,"  # noqa: S608
    " coalesce(n.explanation, (SELECT body FROM reports WHERE id = n.report_id)) AS text,"
    " n.confirmed_at, n.trusted, n.receipt_at, n.review_at, n.decided_at, n.told_at,"
    " (SELECT outcome FROM cases WHERE id = n.case_id) AS outcome, n.held_until, n.unfounded_at"
    f" FROM {_OWN} ORDER BY n.received_at DESC, n.id DESC"
)
_STEPS: Final[LiteralString] = (
    "SELECT s.step, s.decided_at, s.until,"  # noqa: S608
    " (SELECT value FROM kept_values WHERE commitment = s.reason) AS text, s.told_at"
    f" FROM notifier_steps s WHERE s.notifier_id IN (SELECT n.notifier_id FROM {_OWN})"
    " ORDER BY s.decided_at DESC, s.number DESC"
)
_LETTERS: Final[LiteralString] = (
    "SELECT m.made_at, m.subject AS title, m.body AS text FROM mail_outbox m"  # noqa: S608
    f" WHERE m.recipient IN (SELECT n.email FROM {_OWN}) ORDER BY m.made_at DESC, m.id DESC"
)


def _values(voices: Sequence[bytes]) -> Mapping[str, object]:
    return {"voices": list(voices)}


def notices_by(conn: Connection, voices: Sequence[bytes]) -> AsyncGenerator[Row]:
    """Notices, with what the giver typed, what became of them, and which letters went out."""
    return streamed(conn, _NOTICES, _values(voices))


def misuse_steps(conn: Connection, voices: Sequence[bytes]) -> AsyncGenerator[Row]:
    """Warnings and suspensions, in the words that the notifier was told."""
    return streamed(conn, _STEPS, _values(voices))


def letters_to(conn: Connection, voices: Sequence[bytes]) -> AsyncGenerator[Row]:
    """Letters that still wait to be sent; of a sent one its date is kept alone."""
    return streamed(conn, _LETTERS, _values(voices))


def track_record(conn: Connection, names: Sequence[str]) -> AsyncGenerator[Row]:
    """How often what a reporter of these names reported was acted on."""
    return streamed(
        conn,
        "SELECT source, upheld, dismissed FROM reporters WHERE reporter = ANY(%(names)s)"
        " ORDER BY source, reporter",
        {"names": list(names)},
    )


async def notifiers_of(conn: Connection, voices: Sequence[bytes]) -> list[UUID]:
    """Whose voices these are, where a notice of theirs counts as the account's own."""
    query: LiteralString = f"SELECT DISTINCT n.notifier_id FROM {_OWN}"  # noqa: S608
    rows = await conn.execute(query, _values(voices))
    return [row[0] for row in await rows.fetchall()]
