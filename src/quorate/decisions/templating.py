"""The templates that this installation has set, read and written. One row is one key."""

from typing import Any, TypeAlias

from psycopg import AsyncConnection

from quorate.authority.gate import Warrant
from quorate.decisions.catalogue import Catalogue
from quorate.decisions.templates import Template, by_key, decide_template
from quorate.vocabulary.actions import Action
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

Connection: TypeAlias = AsyncConnection[Any]
TEMPLATES = "templates"


async def templates(conn: Connection, catalogue: Catalogue) -> dict[int, Template]:
    """The template of each key as of now."""
    rows = await conn.execute(
        "SELECT key, policy, action, note, set_by, set_at, days FROM templates"
    )
    kept = [
        Template(key, policy, Action(action) if action else None, note, set_by, set_at, days)
        for key, policy, action, note, set_by, set_at, days in await rows.fetchall()
    ]
    return by_key(catalogue, kept)


async def set_template(
    conn: Connection, warrant: Warrant, template: Template, catalogue: Catalogue
) -> Template | Refusal:
    """Gives a key its template."""
    warrant.require(Permission.CASE_ASSIGN, TEMPLATES)
    decided = decide_template(template, catalogue)
    if isinstance(decided, Template):
        await conn.execute(
            "INSERT INTO templates (key, policy, action, note, set_by, set_at, days)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO UPDATE"
            " SET policy = EXCLUDED.policy, action = EXCLUDED.action, note = EXCLUDED.note,"
            " set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at, days = EXCLUDED.days",
            (
                *(decided.key, decided.policy, decided.action or "", decided.note),
                *(warrant.who, decided.set_at, decided.days),
            ),
        )
    return decided


async def forget_template(conn: Connection, warrant: Warrant, key: int) -> None:
    """Gives a key back what the policies in force give it."""
    warrant.require(Permission.CASE_ASSIGN, TEMPLATES)
    await conn.execute("DELETE FROM templates WHERE key = %s", (key,))
