"""SQL of batches: which accounts, how far each is, and why one is none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from uuid_utils.compat import uuid7

from quorate.decisions.store import Connection


@dataclass(frozen=True, slots=True)
class Batch:
    """`policy` is a policy's id and version; only `person` signs."""

    id: UUID
    person: str
    action: str
    policy: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a batch. `state` is `waiting` until it is looked at, then `ready` to be signed
    or `out`; `opened` says that the proposal is. `statement` and `resolution` are the draft's
    or the proposal's, None while there is neither.
    `fence` is that of the claim for which it was drafted; `claim` and `version` are the case's,
    `claimed` says that the case is open and that claim has not ended.
    """

    case_id: UUID
    native: str
    state: str
    fence: int
    claim: int
    version: int
    claimed: bool
    proposal: str | None
    why: str
    opened: bool
    statement: Mapping[str, object] | None
    resolution: Mapping[str, object] | None

    @property
    def is_ready(self) -> bool:
        """Whether a draft waits for the signature."""
        return self.state == "ready" and not self.opened and self.statement is not None

    @property
    def waits(self) -> bool:
        """Whether it has to be looked at, for the first time or again."""
        return self.state != "out" and not self.opened and not self.is_ready

    @property
    def closes(self) -> bool:
        """Whether its case is still open under the claim that the batch took."""
        return self.opened and self.claimed and self.claim == self.fence


async def make(
    conn: Connection, who: str, action: str, policy: str, cases: Sequence[UUID], now: datetime
) -> UUID:
    """A new batch of these cases, in this order; what is no case is left out."""
    batch = uuid7()
    await conn.execute(
        "INSERT INTO batches (id, person, action, policy, made_at) VALUES (%s, %s, %s, %s, %s)",
        (batch, who, action, policy, now),
    )
    await conn.execute(
        "INSERT INTO batch_accounts (batch_id, place, case_id, state)"
        " SELECT %s, min(u.place), c.id, 'waiting' FROM unnest(%s::uuid[]) WITH ORDINALITY"
        " AS u (id, place) JOIN cases c ON c.id = u.id GROUP BY c.id",
        (batch, list(cases)),
    )
    return batch


async def about(conn: Connection, cases: Sequence[UUID]) -> dict[UUID, str]:
    """Whom each of these cases is about, as the platform names it; what is no case is left out."""
    rows = await conn.execute(
        "SELECT c.id, s.native FROM cases c JOIN subjects s ON s.id = c.subject_id"
        " WHERE c.id = ANY(%s)",
        (list(cases),),
    )
    return {row[0]: str(row[1]) for row in await rows.fetchall()}


async def find(conn: Connection, batch: UUID) -> Batch | None:
    """The batch of that id."""
    cursor = conn.cursor(row_factory=class_row(Batch))
    await cursor.execute(
        "SELECT id, person, action, policy, made_at FROM batches WHERE id = %s", (batch,)
    )
    return await cursor.fetchone()


async def newest(conn: Connection, most: int) -> list[Batch]:
    """The newest batches, whoever made them."""
    cursor = conn.cursor(row_factory=class_row(Batch))
    await cursor.execute(
        "SELECT id, person, action, policy, made_at FROM batches"
        " ORDER BY made_at DESC, id DESC LIMIT %s",
        (most,),
    )
    return await cursor.fetchall()


async def accounts(conn: Connection, batch: UUID, case: UUID | None = None) -> list[Account]:
    """The accounts of a batch in their order, or the one of a case."""
    cursor = conn.cursor(row_factory=class_row(Account))
    await cursor.execute(
        "SELECT b.case_id, s.native, b.state, b.fence, c.fence AS claim, c.version,"
        " c.state = 'open' AND c.claimed_by IS NOT NULL AS claimed, b.proposal, b.why,"
        " p.id IS NOT NULL AS opened, coalesce(p.statement, d.statement) AS statement,"
        " coalesce(p.resolution, d.resolution) AS resolution FROM batch_accounts b"
        " JOIN cases c ON c.id = b.case_id JOIN subjects s ON s.id = c.subject_id"
        " LEFT JOIN proposals p ON p.id = b.proposal"
        " LEFT JOIN drafts d ON d.proposal_id = b.proposal"
        " WHERE b.batch_id = %(batch)s AND (%(case)s::uuid IS NULL OR b.case_id = %(case)s)"
        " ORDER BY b.place",
        {"batch": batch, "case": case},
    )
    return await cursor.fetchall()


async def ready(conn: Connection, batch: UUID, case: UUID, proposal: str, fence: int) -> None:
    """Drafted under this claim, and to be signed."""
    await conn.execute(
        "UPDATE batch_accounts SET state = 'ready', proposal = %s, fence = %s, why = ''"
        " WHERE batch_id = %s AND case_id = %s",
        (proposal, fence, batch, case),
    )


async def put_back(conn: Connection, batch: UUID, case: UUID, why: str, *, out: bool) -> None:
    """Not to be signed as it is: taken out of the batch, or to be looked at again."""
    await conn.execute(
        "UPDATE batch_accounts SET state = %s, why = %s WHERE batch_id = %s AND case_id = %s",
        ("out" if out else "waiting", why[:300], batch, case),
    )


async def proposals_about(conn: Connection, ref: str) -> list[str]:
    """The proposals about one account, by their ids, the newest first; 100 at most."""
    rows = await conn.execute(
        "SELECT id FROM proposals WHERE resolution->'resolution'->>'ref' = %s"
        " ORDER BY proposed_at DESC LIMIT 100",
        (ref,),
    )
    return [row[0] for row in await rows.fetchall()]
