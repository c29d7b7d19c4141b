"""SQL of directories: accounts of sources, how far each source has spoken, drafts that wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from quorate.people.chain import NOTHING_BEFORE
from quorate.people.drafts import Draft

Connection: TypeAlias = "AsyncConnection[Any]"
_SELECT: LiteralString = (
    "SELECT id, source, person, user_name, external_id, resource, stated, facts, version,"
    " created_at, changed_at FROM scim_users"
)


@dataclass(frozen=True, slots=True)
class Account:
    """A person as one source knows them; without `resource` the account is gone.

    `facts` are what follows for the person, without personal data.
    """

    id: UUID
    source: str
    person: str
    user_name: str | None
    external_id: str | None
    resource: Mapping[str, object] | None
    stated: Sequence[str]
    facts: Mapping[str, object]
    version: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Spoken:
    """How far a source has spoken, by this database."""

    sequence: int
    last: str
    confirmed_at: datetime | None
    refused: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft as it waits. `shown` is the account's user name, for whoever decides."""

    source: str
    person: str
    differences: Mapping[str, Sequence[str]]
    row: Mapping[str, object]
    missing: Sequence[str]
    since: datetime
    shown: str | None


def _values(account: Account) -> dict[str, object]:
    resource = account.resource
    return {
        "id": account.id,
        "source": account.source,
        "person": account.person,
        "user_name": account.user_name,
        "external_id": account.external_id,
        "resource": None if resource is None else Jsonb(dict(resource)),
        "stated": list(account.stated),
        "facts": Jsonb(dict(account.facts)),
        "version": account.version,
        "created_at": account.created_at,
        "changed_at": account.changed_at,
    }


async def add(conn: Connection, account: Account) -> bool:
    """A new account; False when its user name or person is taken. One gone makes room."""
    await conn.execute(
        "DELETE FROM scim_users WHERE source = %s AND person = %s AND resource IS NULL",
        (account.source, account.person),
    )
    cursor = await conn.execute(
        "INSERT INTO scim_users (id, source, person, user_name, external_id, resource, stated,"
        " facts, version, created_at, changed_at) VALUES (%(id)s, %(source)s, %(person)s,"
        " %(user_name)s, %(external_id)s, %(resource)s, %(stated)s, %(facts)s, %(version)s,"
        " %(created_at)s, %(changed_at)s) ON CONFLICT DO NOTHING",
        _values(account),
    )
    return cursor.rowcount == 1


async def save(conn: Connection, account: Account) -> None:
    """An account as it is now. Raises UniqueViolation when a name or person is taken."""
    await conn.execute(
        "UPDATE scim_users SET person = %(person)s, user_name = %(user_name)s,"
        " external_id = %(external_id)s, resource = %(resource)s, stated = %(stated)s,"
        " facts = %(facts)s, version = %(version)s, changed_at = %(changed_at)s"
        " WHERE id = %(id)s",
        _values(account),
    )


async def find(
    conn: Connection, source: str, identifier: UUID, *, gone: bool = False
) -> Account | None:
    """A source's account, locked until the transaction ends; one that is gone if asked for."""
    cursor = conn.cursor(row_factory=class_row(Account))
    await cursor.execute(
        _SELECT + " WHERE id = %s AND source = %s AND (%s OR resource IS NOT NULL) FOR UPDATE",
        (identifier, source, gone),
    )
    return await cursor.fetchone()


async def read(conn: Connection, source: str, identifier: UUID) -> Account | None:
    """A source's account, to look at."""
    cursor = conn.cursor(row_factory=class_row(Account))
    await cursor.execute(
        _SELECT + " WHERE id = %s AND source = %s AND resource IS NOT NULL",
        (identifier, source),
    )
    return await cursor.fetchone()


async def persons_of(conn: Connection, source: str, identifiers: Sequence[UUID]) -> dict[UUID, str]:
    """The person of each account of the source that is there."""
    rows = await conn.execute(
        "SELECT id, person FROM scim_users WHERE source = %s AND id = ANY(%s)",
        (source, list(identifiers)),
    )
    return {row[0]: row[1] for row in await rows.fetchall()}


async def page(conn: Connection, source: str, skip: int, most: int) -> tuple[int, list[Account]]:
    """How many accounts the source has, and a page of them, oldest first."""
    counted = await conn.execute(
        "SELECT count(*) FROM scim_users WHERE source = %s AND resource IS NOT NULL", (source,)
    )
    row = await counted.fetchone()
    cursor = conn.cursor(row_factory=class_row(Account))
    await cursor.execute(
        _SELECT + " WHERE source = %s AND resource IS NOT NULL"
        " ORDER BY created_at, id OFFSET %s LIMIT %s",
        (source, skip, most),
    )
    return int(row[0]) if row else 0, await cursor.fetchall()


async def matching(
    conn: Connection, source: str, user_name: str | None, external_id: str | None
) -> list[Account]:
    """The source's accounts, oldest first: all, or those with this name or external id."""
    cursor = conn.cursor(row_factory=class_row(Account))
    await cursor.execute(
        _SELECT + " WHERE source = %(source)s"
        " AND resource IS NOT NULL"
        " AND (%(name)s::text IS NULL OR user_name = %(name)s)"
        " AND (%(external)s::text IS NULL OR external_id = %(external)s)"
        " ORDER BY created_at, id",
        {"source": source, "name": user_name, "external": external_id},
    )
    return await cursor.fetchall()


async def everybody(conn: Connection, source: str) -> list[Account]:
    """All of a source's accounts, those that are gone too."""
    cursor = conn.cursor(row_factory=class_row(Account))
    await cursor.execute(
        _SELECT + " WHERE source = %s ORDER BY created_at, id",
        (source,),
    )
    return await cursor.fetchall()


async def lock_spoken(conn: Connection, name: str, key: str) -> Spoken:
    """How far the source has spoken; nobody else speaks for it until the transaction ends."""
    await conn.execute(
        "INSERT INTO people_sources (name, key, last) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (name, key, NOTHING_BEFORE),
    )
    cursor = conn.cursor(row_factory=class_row(Spoken))
    await cursor.execute(
        "SELECT sequence, last, confirmed_at, refused FROM people_sources"
        " WHERE name = %s AND key = %s FOR UPDATE",
        (name, key),
    )
    return await cursor.fetchone() or Spoken(0, NOTHING_BEFORE, None, refused=False)


async def save_spoken(conn: Connection, name: str, key: str, spoken: Spoken) -> None:
    """How far the source has spoken now."""
    await conn.execute(
        "UPDATE people_sources SET sequence = %s, last = %s, confirmed_at = %s, refused = %s"
        " WHERE name = %s AND key = %s",
        (spoken.sequence, spoken.last, spoken.confirmed_at, spoken.refused, name, key),
    )


async def keep_draft(conn: Connection, source: str, draft: Draft, now: datetime) -> None:
    """A draft, in the place of the one before; how long it waits is counted from the first."""
    await conn.execute(
        "INSERT INTO people_drafts (source, person, differences, row, missing, since)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (source, person) DO UPDATE"
        " SET differences = excluded.differences, row = excluded.row, missing = excluded.missing",
        (
            source,
            draft.person,
            Jsonb(dict(draft.differences)),
            Jsonb(dict(draft.row)),
            list(draft.missing),
            now,
        ),
    )


async def drop_draft(conn: Connection, source: str, person: str) -> None:
    """Nothing waits for this person any more."""
    await conn.execute(
        "DELETE FROM people_drafts WHERE source = %s AND person = %s", (source, person)
    )


async def drafts(conn: Connection) -> list[Waiting]:
    """Every draft that waits, the oldest first."""
    cursor = conn.cursor(row_factory=class_row(Waiting))
    await cursor.execute(
        "SELECT d.source, d.person, d.differences, d.row, d.missing, d.since,"
        " u.resource ->> 'userName' AS shown FROM people_drafts d"
        " LEFT JOIN scim_users u USING (source, person) ORDER BY d.since, d.person"
    )
    return await cursor.fetchall()
