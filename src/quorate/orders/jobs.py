"""Puts out the letters that authorities are owed: each once, and none about what is long over."""

from datetime import datetime
from typing import Final

from psycopg_pool import AsyncConnectionPool

from quorate.ledger.kept import text_of
from quorate.mail import store as outbox
from quorate.mail.model import RECENT
from quorate.orders import letters, store
from quorate.orders.actions import BY_MAIL, content_of, told
from quorate.orders.model import Letter
from quorate.orders.store import Connection

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
    text = letters.letter_of(found, content, await text_of(conn, found.answer), what)
    if content and content.contact and text:
        await outbox.put_out(conn, content.contact, text, now)
        await told(conn, found, what, BY_MAIL, now)
        return True
    return False
