"""The verbs that take a report of the AT Protocol in, once a token."""

from dataclasses import dataclass
from datetime import datetime

from quorate.atproto import store
from quorate.atproto.reporting import AtReport
from quorate.atproto.tokens import ServiceToken
from quorate.authority.gate import Warrant
from quorate.intake.actions import AfterFiling, file_reports
from quorate.intake.model import Filed
from quorate.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Taken:
    """The report stands since then."""

    filed: Filed
    at: datetime


async def use_up(conn: store.Connection, token: ServiceToken, now: datetime) -> Refusal | None:
    """Lets a token count no more; NOT_SIGNED_IN for one that was used before."""
    expires = token.expires
    if expires is None or not await store.use_token(conn, token.mark, expires, now):
        return Refusal(Problem.NOT_SIGNED_IN, "jti: the token was used before", "Authorization")
    return None


async def take_report(
    conn: store.Connection,
    warrant: Warrant,
    token: ServiceToken,
    said: AtReport,
    now: datetime,
    after: AfterFiling,
) -> Taken | Refusal:
    """Files the report and uses its token up, both or neither; the caller owns the transaction.

    NOT_SIGNED_IN for a token that was used before, and what intake refuses.
    """
    refused = await use_up(conn, token, now)
    if refused:
        return refused
    (found,) = await file_reports(conn, warrant, [said.report(now)], now, after)
    if isinstance(found, Refusal):
        return found
    return Taken(found, await store.received_at(conn, found.report) or now)
