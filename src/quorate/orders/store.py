"""SQL of authorities' orders."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, LiteralString, TypeAlias, cast
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from quorate.orders.content import Element
from quorate.orders.model import Found, How, LegalOrder, Word
from quorate.vocabulary.kinds import OrderGround, OrderKind, OrderOutcome
from quorate.vocabulary.private import PrivateField

Connection: TypeAlias = AsyncConnection[Any]
_NAMES = tuple(field.name for field in fields(LegalOrder))
COLUMNS: LiteralString = cast("LiteralString", ", ".join(_NAMES))
_VALUES: LiteralString = cast("LiteralString", ", ".join(f"%({name})s" for name in _NAMES))
_SET: LiteralString = cast("LiteralString", ", ".join(f"{name} = %({name})s" for name in _NAMES))


def order_of(row: dict[str, Any]) -> LegalOrder:
    """From a row of the table."""
    made = dict(row)
    made["kind"] = OrderKind(row["kind"])
    made["territory"] = tuple(row["territory"].split())
    made["missing"] = tuple(Element(one) for one in row["missing"].split())
    made["given"] = tuple(PrivateField(one) for one in row["given"].split())
    made["found"] = Found(row["found"]) if row["found"] else None
    made["outcome"] = OrderOutcome(row["outcome"]) if row["outcome"] else None
    made["ground"] = OrderGround(row["ground"]) if row["ground"] else None
    return LegalOrder(**made)


def _row(order: LegalOrder) -> dict[str, object]:
    lists = {name: " ".join(getattr(order, name)) for name in ("territory", "missing", "given")}
    return {**asdict(order), **lists}


async def add(conn: Connection, order: LegalOrder) -> bool:
    """Keeps a new one; False where one of its id is here."""
    done = await conn.execute(
        f"INSERT INTO legal_orders ({COLUMNS}) VALUES ({_VALUES})"  # noqa: S608
        " ON CONFLICT (id) DO NOTHING",
        _row(order),
    )
    return done.rowcount == 1


async def save(conn: Connection, order: LegalOrder) -> None:
    """Writes the order as it stands."""
    await conn.execute(f"UPDATE legal_orders SET {_SET} WHERE id = %(id)s", _row(order))  # noqa: S608


async def load(conn: Connection, order: UUID) -> LegalOrder | None:
    """One order."""
    return await _one(conn, "", order)


async def load_for_change(conn: Connection, order: UUID) -> LegalOrder | None:
    """The order, locked until the transaction ends."""
    return await _one(conn, " FOR UPDATE", order)


async def _one(conn: Connection, how: LiteralString, order: UUID) -> LegalOrder | None:
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {COLUMNS} FROM legal_orders WHERE id = %s{how}",  # noqa: S608
        (order,),
    )
    row = await cursor.fetchone()
    return order_of(row) if row else None


async def listed(
    conn: Connection, where: LiteralString, by: LiteralString, most: int, **values: object
) -> list[LegalOrder]:
    """Some of them, in an order."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {COLUMNS} FROM legal_orders WHERE {where}"  # noqa: S608
        f" ORDER BY {by} LIMIT %(most)s",
        {**values, "most": most},
    )
    return [order_of(row) for row in await cursor.fetchall()]


async def next_to_tell(
    conn: Connection, column: LiteralString, after: LiteralString, since: datetime
) -> LegalOrder | None:
    """The oldest that was not told of yet and can be, locked; another worker takes another one."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {COLUMNS} FROM legal_orders WHERE {column} IS NULL"  # noqa: S608
        f" AND {after} > %s AND found IS DISTINCT FROM 'rejected'"
        " AND position('contact' IN missing) = 0"
        " AND EXISTS (SELECT FROM kept_values v WHERE v.commitment = content)"
        " AND (answer IS NULL OR EXISTS (SELECT FROM kept_values v WHERE v.commitment = answer))"
        f" ORDER BY {after}, id LIMIT 1 FOR UPDATE SKIP LOCKED",
        (since,),
    )
    row = await cursor.fetchone()
    return order_of(row) if row else None


async def words(conn: Connection, order: UUID) -> list[Word]:
    """What people said of the authority, the first first."""
    rows = await conn.execute(
        "SELECT person, genuine, how, said_at FROM legal_order_words WHERE order_id = %s"
        " ORDER BY said_at, person",
        (order,),
    )
    return [Word(who, genuine, How(how), at) for who, genuine, how, at in await rows.fetchall()]


async def add_word(conn: Connection, order: UUID, word: Word) -> None:
    """Keeps one person's word."""
    await conn.execute(
        "INSERT INTO legal_order_words (order_id, person, genuine, how, said_at)"
        " VALUES (%s, %s, %s, %s, %s)",
        (order, word.person, word.genuine, word.how, word.said_at),
    )


async def add_cases(conn: Connection, order: UUID, cases: Sequence[UUID]) -> None:
    """Which case each item became or joined, and has them ranked anew."""
    await conn.execute(
        "INSERT INTO legal_order_items (order_id, place, case_id)"
        " SELECT %s, place, case_id FROM unnest(%s::int[], %s::uuid[]) AS i (place, case_id)",
        (order, list(range(len(cases))), list(cases)),
    )
    await rank_anew(conn, order)


async def rank_anew(conn: Connection, order: UUID) -> None:
    """The deadline of its cases may be another now."""
    await conn.execute(
        "UPDATE cases SET unranked = true WHERE state = 'open'"
        " AND id IN (SELECT case_id FROM legal_order_items WHERE order_id = %s)",
        (order,),
    )


async def cases(conn: Connection, order: UUID) -> list[tuple[UUID, str, str]]:
    """Its items' cases in their order: id, state and outcome or nothing."""
    rows = await conn.execute(
        "SELECT c.id, c.state, coalesce(c.outcome, '') FROM legal_order_items i"
        " JOIN cases c ON c.id = i.case_id WHERE i.order_id = %s ORDER BY i.place",
        (order,),
    )
    return await rows.fetchall()
