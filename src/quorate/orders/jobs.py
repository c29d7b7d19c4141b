"""Puts out the letters that authorities are owed: each once, and none about what is long over."""

from datetime import datetime, timedelta
from typing import Final

from psycopg_pool import AsyncConnectionPool
from uuid_utils.compat import uuid7

from quorate.ledger.kept import kept
from quorate.mail import store as outbox
from quorate.mail.model import Letter as Mail
from quorate.orders import letters, store
from quorate.orders.actions import BY_MAIL, Letter, content_of, told
from quorate.orders.letters import Text
from quorate.orders.model import LegalOrder
from quorate.orders.store import Connection

RECENT: Final = timedelta(days=2)
_MOST: Final = 20


async def write_letters(pool: AsyncConnectionPool, now: datetime) -> int:
    """Receipts and answers that are due, each in a transaction of its own; how many.

    Letter, mark and entry commit together: whoever is killed leaves it to the next, or it is done.
    """
    for done in range(_MOST):
        async with pool.connection() as conn, conn.transaction():
            if not await _write_next(conn, now):
                return done
    return _MOST


async def _write_next(conn: Connection, now: datetime) -> bool:
    since = now - RECENT
    found = await store.next_to_tell(conn, "told_at", "taken_at", since)
    what = Letter.RECEIPT
    if found is None:
        found = await store.next_to_tell(conn, "answer_told_at", "answered_at", since)
        what = Letter.ANSWER
    if found is None:
        return False
    content = await content_of(conn, found)
    text = await text_of(conn, found, what)
    if content and content.contact and text:
        letter = Mail(uuid7(), content.contact, text.subject, text.body, now)
        await outbox.put(conn, letter)
        await told(conn, found, what, BY_MAIL, now)
        return True
    return False


async def text_of(conn: Connection, order: LegalOrder, what: Letter) -> Text | None:
    """What the letter says; None where its texts were erased, or there is no answer yet."""
    content = await content_of(conn, order)
    if content is None:
        return None
    if what is Letter.RECEIPT:
        return letters.receipt(order, content)
    value = (await kept(conn, [order.answer] if order.answer else [])).get(order.answer or "")
    return letters.answered(order, content, value.value) if value else None
