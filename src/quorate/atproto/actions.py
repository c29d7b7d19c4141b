"""The verbs that take reports of the AT Protocol in, each once a token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from quorate.atproto import event_store, store
from quorate.atproto.reporting import AtReport
from quorate.atproto.tokens import ServiceToken
from quorate.authority.gate import Warrant
from quorate.intake.actions import AfterFiling, file_reports
from quorate.intake.model import Filed
from quorate.vocabulary.problems import Problem, Refusal

_USED: Final = Refusal(Problem.NOT_SIGNED_IN, "jti: the token was used before", "Authorization")


@dataclass(frozen=True, slots=True)
class Sent:
    """A report under its token, which was checked but for whether it was used before."""

    token: ServiceToken
    said: AtReport


@dataclass(frozen=True, slots=True)
class Taken:
    """The report stands since then; `event` is the number by which moderators' clients know it."""

    filed: Filed
    at: datetime
    event: int


async def use_up(conn: store.Connection, token: ServiceToken, now: datetime) -> Refusal | None:
    """Lets a token count no more; NOT_SIGNED_IN for one that was used before."""
    return None if await _fresh(conn, [token], now) == [True] else _USED


async def _fresh(
    conn: store.Connection, tokens: Sequence[ServiceToken], now: datetime
) -> list[bool]:
    """Whether each counts for the last time now; of one that comes twice, the first."""
    ends = {token.mark: token.expires for token in tokens if token.expires is not None}
    new = await store.use_tokens(conn, ends, now)
    found: list[bool] = []
    for token in tokens:
        found.append(token.mark in new)
        new.discard(token.mark)
    return found


async def take_reports(
    conn: store.Connection,
    warrant: Warrant,
    sent: Sequence[Sent],
    now: datetime,
    after: AfterFiling,
) -> list[Taken | Refusal]:
    """Files each report and uses its token up, both or neither; the caller owns the transaction.

    NOT_SIGNED_IN for a token that was used before, and what intake refuses.
    """
    fresh = await _fresh(conn, [one.token for one in sent], now)
    counting = [one for one, counts in zip(sent, fresh, strict=True) if counts]
    reports = [one.said.report(now) for one in counting]
    filed = await file_reports(conn, warrant, reports, now, after)
    pairs = list(zip(counting, filed, strict=True))
    await store.give_back(conn, [one.token.mark for one, f in pairs if isinstance(f, Refusal)])
    stands = [(f.report, one.said.about.get("cid")) for one, f in pairs if isinstance(f, Filed)]
    events = await event_store.add_reports(conn, stands)
    taken = iter(f if isinstance(f, Refusal) else Taken(f, *events[f.report]) for f in filed)
    return [next(taken) if counts else _USED for counts in fresh]
