"""Questions that stand with a proposal, and their answers. They hold nothing up by themselves:
whoever waits for an answer gives no hand, and the clock of approve-by runs on.

Who may deny a proposal may ask; whoever it was asked of, or the proposer, answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.authority.gate import Warrant
from quorate.decisions.delegating import caretaker, require
from quorate.decisions.docket import Proposal
from quorate.intake.wellformed import one_ended
from quorate.vocabulary.problems import Problem, Refusal

Connection: TypeAlias = AsyncConnection[Any]
LONGEST: Final = 1000
SHOWN: Final = 50
_COLUMNS: Final = (
    "id, proposal_id, asked_by, asked_of, question, asked_at, answer, answered_by, answered_at"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the texts are people's, to be escaped. Times are UTC, None until answered."""

    id: UUID
    proposal_id: str
    asked_by: str
    asked_of: str
    question: str
    asked_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


def _text(value: str, field: str) -> str | Refusal:
    found = one_ended(value).replace("\x00", "").strip()
    if not found or len(found) > LONGEST:
        return Refusal(Problem.BODY_INVALID, f"1 to {LONGEST} characters", field)
    return found


async def ask(
    conn: Connection, warrant: Warrant, proposal: Proposal, question: str, now: datetime
) -> Refusal | None:
    """Asks the proposer, or whom they handed the proposal to; the same question is one until it is
    answered, however often its form is sent. Refused: BODY_INVALID, ALREADY_DECIDED once nothing
    can start any more, and NOT_FOUND where the database lacks the proposal."""
    name = proposal.statement.proposal
    require(warrant, name)
    found = _text(question, "question")
    if isinstance(found, Refusal):
        return found
    if proposal.settled:
        return Refusal(Problem.ALREADY_DECIDED, proposal.settled, "id")
    lock = "SELECT id FROM proposals WHERE id = %s FOR NO KEY UPDATE"
    if not await (await conn.execute(lock, (name,))).fetchone():
        return Refusal(Problem.NOT_FOUND, "no such proposal", "id")
    of = await caretaker(conn, proposal)
    await conn.execute(
        "INSERT INTO questions (id, proposal_id, asked_by, asked_of, question, asked_at)"
        " SELECT %(id)s, %(name)s, %(who)s, %(of)s, %(question)s, %(now)s WHERE NOT EXISTS"
        " (SELECT FROM questions WHERE proposal_id = %(name)s AND asked_by = %(who)s"
        " AND question = %(question)s AND answer IS NULL)",
        {
            "id": uuid7(),
            "name": name,
            "who": warrant.who,
            "of": of,
            "question": found,
            "now": now,
        },
    )
    return None


async def answer(
    conn: Connection, warrant: Warrant, proposal: Proposal, id: UUID, text: str, now: datetime
) -> Refusal | None:
    """Answers, once. Refused: NOT_FOUND, NOT_ELIGIBLE to anybody else, ALREADY_DECIDED."""
    name = proposal.statement.proposal
    require(warrant, name)
    found = _text(text, "answer")
    if isinstance(found, Refusal):
        return found
    rows = await conn.execute(
        "SELECT asked_of, answer IS NOT NULL FROM questions WHERE id = %s AND proposal_id = %s"
        " FOR UPDATE",
        (id, name),
    )
    row = await rows.fetchone()
    if row is None:
        return Refusal(Problem.NOT_FOUND, "there is no such question", "question")
    if warrant.who not in (row[0], proposal.statement.signer):
        return Refusal(Problem.NOT_ELIGIBLE, f"it was asked of {row[0]}", "question")
    if row[1]:
        return Refusal(Problem.ALREADY_DECIDED, "it is answered", "question")
    await conn.execute(
        "UPDATE questions SET answer = %s, answered_by = %s, answered_at = %s WHERE id = %s",
        (found, warrant.who, now, id),
    )
    return None


async def pass_on(
    conn: Connection, warrant: Warrant, question: Question, colleague: str
) -> Refusal | None:
    """Whom it was asked of has a colleague answer. Refused: ALREADY_DECIDED once answered."""
    require(warrant, question.proposal_id)
    done = await conn.execute(
        "UPDATE questions SET asked_of = %s WHERE id = %s AND asked_of = %s AND answer IS NULL",
        (colleague, question.id, warrant.who),
    )
    if done.rowcount:
        return None
    return Refusal(Problem.ALREADY_DECIDED, "it is answered, or not yours any more", "question")


async def questions_of(conn: Connection, proposals: Sequence[str]) -> dict[str, list[Question]]:
    """The newest questions of each proposal, oldest first."""
    cursor = conn.cursor(row_factory=class_row(Question))
    await cursor.execute(
        f"SELECT q.* FROM unnest(%s::text[]) AS p (name), LATERAL (SELECT {_COLUMNS}"  # noqa: S608
        " FROM questions WHERE proposal_id = p.name ORDER BY asked_at DESC, id DESC LIMIT %s) q"
        " ORDER BY q.asked_at, q.id",
        (list(proposals), SHOWN),
    )
    found: dict[str, list[Question]] = {name: [] for name in proposals}
    for question in await cursor.fetchall():
        found[question.proposal_id].append(question)
    return found


async def unanswered(conn: Connection, who: str) -> list[Question]:
    """What waits for this person's answer, oldest first."""
    cursor = conn.cursor(row_factory=class_row(Question))
    await cursor.execute(
        f"SELECT {_COLUMNS} FROM questions WHERE asked_of = %s AND answer IS NULL"  # noqa: S608
        " ORDER BY asked_at LIMIT %s",
        (who, SHOWN),
    )
    return await cursor.fetchall()
