"""Tags on a case: short words by which colleagues sort their work. No decision rests on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from quorate.authority.gate import Warrant
from quorate.cases.queries import require
from quorate.cases.store import Connection
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

LONGEST: Final = 64  # characters
MOST: Final = 20  # tags on one case


def is_tag(text: str) -> bool:
    """Whether it may be one: 1 to 64 printable characters, none of them white at an end."""
    return 1 <= len(text) <= LONGEST and text.isprintable() and text == text.strip()


def decide_tags(known: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> Refusal | None:
    """BODY_INVALID for what is no tag, or where more than 20 would stand on the case."""
    if not all(is_tag(tag) for tag in (*add, *remove)):
        return Refusal(
            Problem.BODY_INVALID, f"a tag has 1 to {LONGEST} printable characters", "add"
        )
    if len((set(known) - set(remove)) | set(add)) > MOST:
        return Refusal(Problem.BODY_INVALID, f"a case has at most {MOST} tags", "add")
    return None


async def tags_of(conn: Connection, warrant: Warrant, case: UUID) -> list[str]:
    """The tags of a case in their order; needs leave to read this case (ValueError)."""
    require(warrant, case)
    return await _known(conn, case)


async def _known(conn: Connection, case: UUID) -> list[str]:
    rows = await conn.execute("SELECT tag FROM case_tags WHERE case_id = %s ORDER BY tag", (case,))
    return [row[0] for row in await rows.fetchall()]


async def change(
    conn: Connection,
    warrant: Warrant,
    case: UUID,
    add: Sequence[str],
    remove: Sequence[str],
    now: datetime,
) -> Refusal | None:
    """Takes tags off and puts others on, by whoever may work in the case; what stands is left as it
    is. NOT_FOUND, and what `decide_tags` refuses."""
    warrant.require(Permission.CASE_RELEASE, edge(CASE, case))
    found = await conn.execute("SELECT id FROM cases WHERE id = %s FOR UPDATE", (case,))
    if await found.fetchone() is None:
        return Refusal(Problem.NOT_FOUND, f"there is no {edge(CASE, case)}", "id")
    refused = decide_tags(await _known(conn, case), add, remove)
    if refused:
        return refused
    await conn.execute(
        "DELETE FROM case_tags WHERE case_id = %s AND tag = ANY(%s)", (case, list(remove))
    )
    await conn.execute(
        "INSERT INTO case_tags (case_id, tag, added_by, added_at)"
        " SELECT %s, tag, %s, %s FROM unnest(%s::text[]) AS t (tag) ON CONFLICT DO NOTHING",
        (case, warrant.who, now, list(add)),
    )
    return None
