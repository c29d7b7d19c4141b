"""Filing an appeal: once a decision, by whom it concerns, and by each who reported (DSA, Article
20)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from quorate.appeals import store
from quorate.appeals.model import Appeal, cleaned, closing, decide_file
from quorate.appeals.store import Connection
from quorate.authority.gate import Warrant
from quorate.ledger.append import append
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Json, process_entry
from quorate.ledger.kept import keep
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import AppealSide, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

BY: Final = "web"


@dataclass(frozen=True, slots=True)
class ByPerson:
    """The person concerned appeals a proposal that took effect; they were told of it once."""

    proposal: str
    words: str


@dataclass(frozen=True, slots=True)
class ByReporter:
    """Whoever gave one report of a case appeals how it was closed, of which they were told at
    `told_at`."""

    case: UUID
    report: UUID
    told_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Filed:
    """The appeal that stands; `new` unless it stood already."""

    appeal: Appeal
    new: bool


async def file_appeal(
    conn: Connection, warrant: Warrant, said: ByPerson | ByReporter, now: datetime
) -> Filed | Refusal:
    """Files an appeal, once a decision and whoever appeals; filed again it adds nothing and is the
    first.

    Refused: NOT_FOUND where nobody was told of such a decision, CASE_IS_OPEN while a reporter's
    case is worked on, EXPIRED after six months, BODY_INVALID, PLATFORM_UNAVAILABLE while an
    upgrade is not finished.
    """
    if isinstance(said, ByPerson):
        warrant.require(Permission.APPEAL_FILE, said.proposal)
        found = await _appealed(conn, said)
    else:
        warrant.require(Permission.APPEAL_FILE, edge(CASE, said.case))
        found = await _closed(conn, said)
    if isinstance(found, Refusal):
        return found
    known = await _known(conn, found)
    if known:
        return Filed(known, new=False)
    words = cleaned(said.words)
    refused = decide_file(found.told_at, words, now)
    if refused:
        return refused
    text = Salted.fresh(ValueKind.APPEAL_WORDS, words)
    appeal = Appeal(
        *(uuid7(), found.side, found.decision, found.case, found.proposal),
        *(warrant.who, now, text.commitment),
        report_id=found.report,
    )
    if not await store.add(conn, appeal):  # the same form was sent twice at once
        first = await _known(conn, found)
        return Filed(first, new=False) if first else _upgrading()
    await keep(conn, text, BY, now)
    data: dict[str, Json] = {
        "appeal": appeal.name,
        "side": appeal.side,
        "decision": appeal.decision,
        "case": edge(CASE, appeal.case_id),
        "proposal": appeal.proposal_id,
        "by": warrant.who,
        "words": appeal.words,
    }
    await append(conn, process_entry(Event.APPEAL_FILED, now, BY, data))
    return Filed(appeal, new=True)


@dataclass(frozen=True, slots=True)
class _Appealed:
    """`report` is the appealing reporter's; None for the person concerned."""

    decision: str
    case: UUID
    proposal: str | None
    told_at: datetime
    report: UUID | None = None

    @property
    def side(self) -> AppealSide:
        return AppealSide.REPORTER if self.report else AppealSide.PERSON


async def _known(conn: Connection, found: _Appealed) -> Appeal | None:
    """What whoever appeals has filed against this decision already."""
    if found.report is None:
        return await store.by_person(conn, found.decision)
    theirs = await store.by_reporter(conn, found.case, found.report)
    return next((one for one in theirs if one.decision == found.decision), None)


async def _appealed(conn: Connection, said: ByPerson) -> _Appealed | Refusal:
    found = await store.told(conn, said.proposal)
    if found is None:
        return _unknown(said.proposal)
    return _Appealed(found.proposal, found.case, found.proposal, found.told_at)


async def _closed(conn: Connection, said: ByReporter) -> _Appealed | Refusal:
    """How the case is closed. It stays locked, so that nobody with two reports appeals twice."""
    found = await store.closed_at_version(conn, said.case)
    if found is None:
        return Refusal(
            Problem.CASE_IS_OPEN,
            f"{edge(CASE, said.case)} is being worked on: there is no decision to appeal",
            "case",
        )
    version, proposal = found
    decision = closing(said.case, version)
    return _Appealed(decision, said.case, proposal, said.told_at, said.report)


def _upgrading() -> Refusal:
    """Until the index goes that processes of before need, a closing has room for one reporter."""
    return Refusal(
        Problem.PLATFORM_UNAVAILABLE,
        "appeals are not taken for some minutes: send it again then",
        "words",
    )


def _unknown(decision: str) -> Refusal:
    return Refusal(Problem.NOT_FOUND, f"nobody was told of a decision {decision[:64]}", "proposal")
