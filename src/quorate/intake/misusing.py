"""The verbs about misuse: call a notice unfounded; warn, suspend and restore its notifier."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

from quorate.authority.gate import Warrant
from quorate.intake import misuse_store, notice_store
from quorate.intake.misuse import (
    LONGEST_REASON,
    Counts,
    Decided,
    Standing,
    Step,
    decide_restore,
    decide_suspend,
    decide_warn,
    standing_of,
)
from quorate.intake.notice_store import Connection
from quorate.intake.notices import NOTIFIER
from quorate.intake.wellformed import is_clean, one_ended
from quorate.ledger import kept
from quorate.ledger.append import append
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Entry, Json
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Attested, Outcome, Role, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

NOTIFIERS: Final = "notifiers"
_EVENTS: Final[Mapping[Step, Event]] = {
    Step.RESTORED: Event.NOTIFIER_RESTORED,
    Step.SUSPENDED: Event.NOTIFIER_SUSPENDED,
    Step.WARNED: Event.NOTIFIER_WARNED,
}
_Decide: TypeAlias = Callable[[Standing, Counts], Decided | Refusal]


async def call_unfounded(
    conn: Connection,
    warrant: Warrant,
    case: UUID,
    notice: UUID,
    owners: Collection[str],
    now: datetime,
    *,
    it_is: bool,
) -> Refusal | None:
    """Marks a notice of a case closed as no violation as manifestly unfounded, or takes that back.
    `owners` are the people here who own or wrote what the case is about, as far as is known.

    Refused: NOT_FOUND, SELF_EXCLUDED, and ALREADY_DECIDED where the case is open or was acted on.
    """
    warrant.require(Permission.CASE_RELEASE, edge(CASE, case))
    found = await notice_store.outcome_of(conn, notice, case)
    if found is None:
        return Refusal(Problem.NOT_FOUND, "there is no such notice in this case", "notice")
    if warrant.who in owners:
        return Refusal(
            Problem.SELF_EXCLUDED, "nobody judges a notice about themselves", "signer", "I2"
        )
    if it_is and found[0] != Outcome.NO_VIOLATION:
        return Refusal(
            Problem.ALREADY_DECIDED, "only where the case was closed as no violation", "notice"
        )
    mark = (warrant.who, now) if it_is else (None, None)
    await notice_store.mark_unfounded(conn, notice, *mark)
    return None


async def warn(
    conn: Connection,
    warrant: Warrant,
    notifier: UUID,
    number: int,
    reason: str,
    now: datetime,
    *,
    key: str,
    sig: str,
) -> Decided | Refusal:
    """Warns a notifier; `number` is that of the last step that the lead saw."""
    warrant.require(Permission.CASE_ASSIGN, NOTIFIERS)

    def decide(standing: Standing, counts: Counts) -> Decided | Refusal:
        return decide_warn(notifier, standing, counts, warrant.who, number, now)

    return await _step(conn, notifier, decide, reason, now, {"key": key, "sig": sig})


async def suspend(
    conn: Connection,
    warrant: Warrant,
    notifier: UUID,
    number: int,
    days: int,
    reason: str,
    now: datetime,
    *,
    key: str,
    sig: str,
) -> Decided | Refusal:
    """Suspends the processing of a notifier's notices for so many days."""
    warrant.require(Permission.CASE_ASSIGN, NOTIFIERS)

    def decide(standing: Standing, counts: Counts) -> Decided | Refusal:
        return decide_suspend(notifier, standing, counts, warrant.who, number, days, now)

    said: dict[str, Json] = {"days": str(days), "key": key, "sig": sig}
    return await _step(conn, notifier, decide, reason, now, said)


async def restore(
    conn: Connection,
    warrant: Warrant,
    notifier: UUID,
    number: int,
    now: datetime,
    *,
    key: str,
    sig: str,
) -> Decided | Refusal:
    """Ends a suspension at once: any lead, to the last minute of the shift."""
    warrant.require(Permission.CASE_RELEASE, NOTIFIERS)
    if Role.LEAD not in warrant.roles:
        return Refusal(Problem.NOT_ELIGIBLE, "leads end a suspension", "notifier")

    def decide(standing: Standing, _: Counts) -> Decided | Refusal:
        return decide_restore(notifier, standing, warrant.who, number, now)

    return await _step(conn, notifier, decide, None, now, {"key": key, "sig": sig})


async def _step(
    conn: Connection,
    notifier: UUID,
    decide: _Decide,
    reason: str | None,
    now: datetime,
    said: Mapping[str, Json],
) -> Decided | Refusal:
    """The step, its reason and its entry. The reason is told to the notifier, so there is one."""
    reason = one_ended(reason) if reason is not None else None
    if reason is not None and not (1 <= len(reason) <= LONGEST_REASON and is_clean(reason)):
        return Refusal(
            Problem.BODY_INVALID, f"a reason of at most {LONGEST_REASON} characters", "reason"
        )
    if not await misuse_store.lock(conn, notifier):
        return Refusal(Problem.NOT_FOUND, "there is no such notifier", "notifier")
    standing = standing_of((await misuse_store.steps(conn, [notifier]))[notifier])
    counts = await misuse_store.counts(conn, [notifier], now)
    decided = decide(standing, counts[notifier])
    if isinstance(decided, Refusal):
        return decided
    if reason is not None:
        value = Salted.fresh(ValueKind.NOTIFIER_REASON, reason)
        await kept.keep(conn, value, decided.by, now)
        decided = replace(decided, reason=value.commitment)
    await misuse_store.add_step(conn, decided)
    await append(conn, _entry(decided, said))
    return decided


def _entry(decided: Decided, said: Mapping[str, Json]) -> Entry:
    data: dict[str, Json] = {
        "notifier": edge(NOTIFIER, decided.notifier),
        "by": decided.by,
        "version": decided.number,
        **said,
    }
    if decided.until is not None:
        data["until"] = stamp(decided.until)
    if decided.reason is not None:
        data["reason_commitment"] = decided.reason
    event = _EVENTS[decided.step]
    key = str(said["key"])
    return Entry(event, stamp(decided.at), Attested.PERSON, decided.by, data, key=key)
