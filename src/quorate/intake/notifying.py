"""The verb that takes a notice: recorded, and a report in its subject's one case."""

from datetime import datetime
from typing import Final
from uuid import UUID

from quorate.authority.gate import Warrant
from quorate.intake import flagger_store, misuse_store, notice_store
from quorate.intake.actions import AfterFiling, file_reports
from quorate.intake.misuse import Standing, standing_of
from quorate.intake.model import Accepted, Filed, check
from quorate.intake.notice_store import Beside, Connection, Held
from quorate.intake.notices import FORM, NOTICE, NOTIFIER, Given, Handed, digest_of, report_of
from quorate.ledger.append import append
from quorate.ledger.entry import Json, process_entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

BY: Final = "web"


async def give_notice(
    conn: Connection, warrant: Warrant, handed: Handed, now: datetime, after: AfterFiling
) -> Given | Refusal:
    """Takes a notice that has its elements (`notices.faults`).

    The caller owns the transaction: nothing stands before it commits. A key used before gets its
    first answer again, or IDEMPOTENCY_CONFLICT for another content. While its notifier is suspended
    a notice is recorded and joins no case (Article 23(2) of the DSA).
    """
    if warrant.permission is not Permission.REPORT_FILE:
        raise ValueError(f"a warrant for {warrant.permission} gives no notice")
    source = warrant.resource
    fit = check(report_of(handed, source, None))
    if not isinstance(fit, Accepted):
        return fit
    known = await notice_store.earlier(conn, source, handed.key)
    if known is not None:
        if known.digest == digest_of(handed):
            return known.given()
        return Refusal(Problem.IDEMPOTENCY_CONFLICT, "the key was used for another notice", "key")
    notifier = None
    if handed.voice is not None:
        notifier = await notice_store.notifier_of(conn, handed.voice, now)
    beside = await _beside(conn, handed, source, notifier, now)
    standing = await _standing(conn, notifier)
    if standing.suspended_until is not None and standing.held_at(now):
        held = Held(standing.suspended_until, standing.reason)
        return await _add(conn, handed, beside, held, now)
    report = report_of(handed, source, edge(NOTIFIER, notifier) if notifier else None)
    (filed,) = await file_reports(conn, warrant, [report], now, after)
    if isinstance(filed, Refusal):
        return filed
    return await _add(conn, handed, beside, filed, now)


async def _add(
    conn: Connection, handed: Handed, beside: Beside, where: Filed | Held, now: datetime
) -> Given:
    """Writes it, and an entry that says what is counted of it, and of whom nothing."""
    given = await notice_store.add(conn, handed, beside, where, now)
    data: dict[str, Json] = {
        "notice": edge(NOTICE, given.id),
        "case": edge(CASE, given.case) if given.case else None,
        "area": handed.notice.category,
        "ground": handed.notice.ground,
        "trusted": beside.trusted,
        "by": beside.source,
    }
    await append(conn, process_entry(Event.NOTICE_GIVEN, now, BY, data))
    return given


async def confirm_address(
    conn: Connection, warrant: Warrant, token_hash: bytes, now: datetime
) -> None:
    """Whoever gave the notice reads mail at its address: a trusted flagger's counts from here."""
    warrant.require(Permission.REPORT_FILE, FORM)
    found = await notice_store.unconfirmed(conn, token_hash)
    if found is None:
        return
    flagger = await flagger_store.load_for_change(conn, found.flagger) if found.flagger else None
    trusted = flagger is not None and flagger.counts_for(found.area, now)
    await notice_store.mark_confirmed(conn, found.id, now, trusted=trusted)
    if trusted:
        data: dict[str, Json] = {"notice": edge(NOTICE, found.id)}
        await append(conn, process_entry(Event.NOTICE_TRUSTED, now, BY, data))


async def _standing(conn: Connection, notifier: UUID | None) -> Standing:
    if notifier is None:
        return Standing()
    return standing_of((await misuse_store.steps(conn, [notifier]))[notifier])


async def _beside(
    conn: Connection, handed: Handed, source: str, notifier: UUID | None, now: datetime
) -> Beside:
    """A token says whose notice it is; an address, which anybody can type, once confirmed."""
    email = handed.notice.email
    domain = email.rpartition("@")[2].lower() if email else None
    found = await flagger_store.sent_by(conn, source, domain if source == FORM else None)
    if found is None:
        return Beside(source, notifier, None, trusted=False, confirmed_at=None)
    trusted = source != FORM and found.counts_for(handed.notice.category, now)
    return Beside(source, notifier, found.id, trusted, None)
