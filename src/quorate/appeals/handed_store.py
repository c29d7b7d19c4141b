"""SQL of appeals that platforms hand over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from quorate.accounts.subject import Subject
from quorate.appeals import store
from quorate.appeals.model import Appeal
from quorate.appeals.store import Connection
from quorate.vocabulary.kinds import SubjectKind


@dataclass(frozen=True, slots=True)
class Row:
    """The source's own id of an appeal; `asked` is what its callback repeats, until it is put
    out."""

    source: str
    ref: str
    digest: bytes
    appeal: Appeal
    asked: Mapping[str, object] | None = None


async def known(conn: Connection, source: str, ref: str) -> Row | None:
    """What the source handed over under this id; nobody else does until the transaction ends."""
    await conn.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('appeal' || chr(10) || %s || chr(10) || %s,"
        " 0))",
        (source, ref),
    )
    rows = await conn.execute(
        "SELECT digest, appeal_id FROM handed_appeals WHERE source = %s AND ref = %s", (source, ref)
    )
    row = await rows.fetchone()
    if row is None:
        return None
    appeal = await store.load(conn, row[1])
    if appeal is None:
        raise LookupError("an appeal that was handed over is gone")
    return Row(source, ref, bytes(row[0]), appeal)


async def add(conn: Connection, row: Row) -> None:
    """Remembers it."""
    await conn.execute(
        "INSERT INTO handed_appeals (source, ref, digest, appeal_id, asked)"
        " VALUES (%s, %s, %s, %s, %s)",
        (row.source, row.ref, row.digest, row.appeal.id, Jsonb(row.asked) if row.asked else None),
    )


async def told_of(
    conn: Connection, item: Subject, author: str, actions: Sequence[str]
) -> str | None:
    """The newest decision that somebody was told of, about the item or about who wrote it; one of
    `actions`, by its name or the proposal's, where any is named."""
    rows = await conn.execute(
        "SELECT t.proposal_id FROM subjects s JOIN proposals p ON p.subject_id = s.id"
        " JOIN tellings t ON t.proposal_id = p.id WHERE s.connector = %(connector)s"
        " AND ((s.kind = %(kind)s AND s.native = %(native)s)"
        " OR (s.kind = %(account)s AND s.native = %(author)s))"
        " AND (cardinality(%(actions)s::text[]) = 0 OR p.id = ANY(%(actions)s)"
        " OR p.statement->>'action' = ANY(%(actions)s))"
        " ORDER BY coalesce(t.delivered_at, t.made_at) DESC, p.id DESC LIMIT 1",
        {
            "connector": item.connector,
            "kind": item.kind,
            "native": item.native,
            "account": SubjectKind.ACCOUNT,
            "author": author,
            "actions": list(actions),
        },
    )
    row = await rows.fetchone()
    return row[0] if row else None
