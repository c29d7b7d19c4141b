"""An appeal that a platform hands over for the person concerned, under an id of its own."""

from dataclasses import dataclass
from datetime import datetime

from quorate.appeals import handed_store
from quorate.appeals.filing import ByPerson, file_appeal
from quorate.appeals.handed_store import Row
from quorate.appeals.model import Appeal
from quorate.appeals.store import Connection
from quorate.authority.gate import service_warrant
from quorate.intake.foreign.coop import Appealed
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Handed:
    """What a source hands over; `digest` is SHA-256 of all that it said, `tells` whether the
    decision goes back to it."""

    source: str
    appealed: Appealed
    digest: bytes
    tells: bool


async def file_handed(conn: Connection, handed: Handed, now: datetime) -> Appeal | Refusal:
    """Files it against the newest decision that it may be about, and remembers under which id.

    The platform has let the person in, so this is their own appeal, as at their address. The id
    again is the first answer. Refused: IDEMPOTENCY_CONFLICT for an id that said something else,
    NOT_FOUND where nobody was told of such a decision, EXPIRED. The caller owns the transaction.
    """
    known = await handed_store.known(conn, handed.source, handed.appealed.id)
    if known is not None and known.digest != handed.digest:
        detail = "this source used the id for an appeal that says something else"
        return Refusal(Problem.IDEMPOTENCY_CONFLICT, detail, "appealId")
    if known is not None:
        return known.appeal
    said = handed.appealed
    proposal = await handed_store.told_of(conn, said.item, said.author, said.actions)
    if proposal is None:
        detail = "nobody was told of such a decision about this item"
        return Refusal(
            Problem.NOT_FOUND, detail, "actionsTaken" if said.actions else "actionedItem"
        )
    leave = service_warrant(f"service:{handed.source}", Permission.APPEAL_FILE, proposal)
    if isinstance(leave, Refusal):
        return leave
    filed = await file_appeal(conn, leave, ByPerson(proposal, said.words), now)
    if isinstance(filed, Refusal):
        return filed
    asked = said.asked if handed.tells else None
    await handed_store.add(conn, Row(handed.source, said.id, handed.digest, filed.appeal, asked))
    return filed.appeal
