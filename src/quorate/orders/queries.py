"""Read models of authorities' orders: the list by deadline, and the page of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from quorate.accounts.subject import Subject
from quorate.authority.gate import Warrant
from quorate.ledger.kept import text_of
from quorate.orders import store
from quorate.orders.actions import ORDERS, content_of
from quorate.orders.content import Content
from quorate.orders.model import SOON, LegalOrder, Word
from quorate.orders.store import Connection
from quorate.vocabulary.identifiers import ORDER, edge
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """Those that wait, the nearest deadline first, and the newest of those that are over."""

    waiting: list[LegalOrder]
    over: list[LegalOrder]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order; its texts are None where they were erased, or none was given. `cases` are its
    items' in their order: id, state, outcome or nothing."""

    order: LegalOrder
    content: Content | None
    words: list[Word]
    cases: list[tuple[UUID, str, str]]
    answer: str | None


async def listing(conn: Connection, warrant: Warrant) -> Listing:
    """Up to 100 each."""
    warrant.require(Permission.ORDER_READ, ORDERS)
    waits = "outcome IS NULL AND found IS DISTINCT FROM 'rejected'"
    over = "outcome IS NOT NULL OR found = 'rejected'"
    return Listing(
        await store.listed(conn, waits, "deadline, id", SHOWN),
        await store.listed(conn, over, "taken_at DESC, id", SHOWN),
    )


async def pressing(conn: Connection, warrant: Warrant, now: datetime) -> list[LegalOrder]:
    """Those overdue or due within 24 hours, the nearest deadline first."""
    warrant.require(Permission.ORDER_READ, ORDERS)
    return await store.listed(
        conn,
        "outcome IS NULL AND found IS DISTINCT FROM 'rejected' AND deadline <= %(until)s",
        "deadline, id",
        SHOWN,
        until=now + SOON,
    )


async def order_page(conn: Connection, warrant: Warrant, order: UUID) -> OrderPage | Refusal:
    """One order, or NOT_FOUND."""
    warrant.require(Permission.ORDER_READ, edge(ORDER, order))
    found = await store.load(conn, order)
    if found is None:
        return Refusal(Problem.NOT_FOUND, f"there is no {edge(ORDER, order)}", "id")
    return OrderPage(
        found,
        await content_of(conn, found),
        await store.words(conn, order),
        await store.cases(conn, order),
        await text_of(conn, found.answer),
    )


async def subjects_of(conn: Connection, warrant: Warrant, order: UUID) -> list[Subject]:
    """What an order names; nothing where its texts were erased, or there is no such order."""
    warrant.require(Permission.ORDER_HANDLE, edge(ORDER, order))
    found = await store.load(conn, order)
    content = await content_of(conn, found) if found else None
    items = content.items if content else ()
    return [Subject(item.connector, SubjectKind(item.kind), item.native) for item in items]
