"""Puts out the letters that are due to whoever gave notices: each once, none that is old."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg.rows import class_row
from psycopg_pool import AsyncConnectionPool

from quorate.intake import letters, misuse_store
from quorate.intake.marks import Marks, hashed
from quorate.intake.misuse import Step
from quorate.intake.notice_store import Connection
from quorate.ledger import kept
from quorate.mail import store
from quorate.mail.model import RECENT
from quorate.vocabulary.kinds import Outcome

_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class _Due:
    """A notice whose giver is to be written."""

    id: UUID
    source: str
    key: str
    token_hash: bytes
    email: str
    language: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Writer:
    """`base` is where people outside reach this installation, without a slash at its end."""

    pool: AsyncConnectionPool
    marks: Marks
    base: str

    async def write(self, now: datetime) -> int:
        """Receipts, decisions and steps that are due, in one transaction; how many."""
        async with self.pool.connection() as conn, conn.transaction():
            found = await self._receipts(conn, now) + await self._decisions(conn, now)
            return found + await self._steps(conn, now)

    async def _receipts(self, conn: Connection, now: datetime) -> int:
        cursor = conn.cursor(row_factory=class_row(_Due))
        await cursor.execute(
            "UPDATE notices SET receipt_at = %(now)s WHERE id IN (SELECT id FROM notices"
            " WHERE receipt_at IS NULL AND email IS NOT NULL AND received_at > %(since)s"
            " ORDER BY received_at LIMIT %(most)s FOR UPDATE SKIP LOCKED) RETURNING id, source,"
            " key, token_hash, email, language, NULL AS outcome",
            {"now": now, "since": now - RECENT, "most": _MOST},
        )
        due = await cursor.fetchall()
        for one in due:
            address, proof = self._addresses(one)
            await store.put_out(conn, one.email, letters.receipt(one.language, address, proof), now)
        return len(due)

    async def _decisions(self, conn: Connection, now: datetime) -> int:
        cursor = conn.cursor(row_factory=class_row(_Due))
        await cursor.execute(
            "UPDATE notices n SET told_at = %(now)s FROM cases c WHERE c.id = n.case_id"
            " AND c.state = 'closed' AND n.id IN (SELECT id FROM notices WHERE told_at IS NULL"
            " AND decided_at > %(since)s AND email IS NOT NULL ORDER BY decided_at LIMIT %(most)s"
            " FOR UPDATE SKIP LOCKED) RETURNING n.id, n.source, n.key, n.token_hash, n.email,"
            " n.language, c.outcome",
            {"now": now, "since": now - RECENT, "most": _MOST},
        )
        due = await cursor.fetchall()
        for one in due:
            text = letters.decided(one.language, self._addresses(one)[0], Outcome(one.outcome))
            await store.put_out(conn, one.email, text, now)
        return len(due)

    async def _steps(self, conn: Connection, now: datetime) -> int:
        rows = await conn.execute(
            "UPDATE notifier_steps SET told_at = %(now)s WHERE (notifier_id, number) IN (SELECT"
            " notifier_id, number FROM notifier_steps WHERE told_at IS NULL"
            " AND decided_at > %(since)s ORDER BY decided_at LIMIT %(most)s"
            " FOR UPDATE SKIP LOCKED) RETURNING notifier_id, step, until, reason",
            {"now": now, "since": now - RECENT, "most": _MOST},
        )
        due = await rows.fetchall()
        for notifier, step, until, reason in due:
            to = await misuse_store.mail_of(conn, notifier)
            words = await kept.text_of(conn, reason or None) or ""
            if to is not None:
                said = letters.stepped(to.language, Step(step), words, until)
                await store.put_out(conn, to.email, said, now)
        return len(due)

    def _addresses(self, one: _Due) -> tuple[str, str]:
        """Where the notice is followed, and where its address is confirmed; both empty where the
        web's key was changed since."""
        address = self.marks.address(one.source, one.key)
        if hashed(address) != bytes(one.token_hash):
            return "", ""
        path = f"{self.base}/public/notices/{address}"
        return path, f"{path}/confirm/{self.marks.proof(address)}"
