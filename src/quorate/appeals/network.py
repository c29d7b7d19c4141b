"""An appeal by a person of the AT Protocol's network, sent as their own server lets them: one that
serves an account no more still forwards its reports, and an appeal is one about itself."""

from datetime import datetime
from typing import Final

from quorate.appeals.filing import ByPerson, file_appeal
from quorate.appeals.handed_store import told_of
from quorate.appeals.model import Appeal
from quorate.appeals.store import Connection
from quorate.atproto.actions import use_up
from quorate.atproto.reporting import SOURCE, AtReport
from quorate.atproto.tokens import ServiceToken
from quorate.authority.gate import service_warrant
from quorate.intake.foreign.coop import NO_WORDS
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

FILER: Final = f"service:{SOURCE}"


async def take_appeal(
    conn: Connection, token: ServiceToken, said: AtReport, now: datetime
) -> Appeal | Refusal | None:
    """Files it against the newest decision about the account or what it names, of which somebody
    was told, and uses its token up, both or neither; the caller owns the transaction.

    None where it is no appeal by whom it concerns, or nothing was decided: then it is a report.
    Refused: NOT_SIGNED_IN for a token that was used before, EXPIRED, BODY_INVALID.
    """
    if not said.is_own_appeal:
        return None
    proposal = await told_of(conn, said.subject, said.reporter, ())
    if proposal is None:
        return None
    refused = await use_up(conn, token, now)
    if refused:
        return refused
    leave = service_warrant(FILER, Permission.APPEAL_FILE, proposal)
    if isinstance(leave, Refusal):
        return leave
    filed = await file_appeal(conn, leave, ByPerson(proposal, said.reason or NO_WORDS), now)
    return filed if isinstance(filed, Refusal) else filed.appeal
