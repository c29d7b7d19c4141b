"""Filing an appeal: once a decision and side, by whom the decision concerns (DSA, Article 20)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from quorate.appeals import store
from quorate.appeals.model import Appeal, cleaned, decide_file
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
    """A reporter appeals how their case was closed, of which a notice told them at `told_at`."""

    case: UUID
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
    """Files an appeal, once a decision and side; filed again it adds nothing and is the first.

    Refused: NOT_FOUND where nobody was told of such a decision, CASE_IS_OPEN while a reporter's
    case is worked on, EXPIRED after six months, BODY_INVALID.
    """
    if isinstance(said, ByPerson):
        warrant.require(Permission.APPEAL_FILE, said.proposal)
        side, found = AppealSide.PERSON, await _appealed(conn, said)
    else:
        warrant.require(Permission.APPEAL_FILE, edge(CASE, said.case))
        side, found = AppealSide.REPORTER, await _closed(conn, said)
    if isinstance(found, Refusal):
        return found
    known = await store.against(conn, found.decision, side)
    if known:
        return Filed(known, new=False)
    words = cleaned(said.words)
    refused = decide_file(found.told_at, words, now)
    if refused:
        return refused
    text = Salted.fresh(ValueKind.APPEAL_WORDS, words)
    appeal = Appeal(
        *(uuid7(), side, found.decision, found.case, found.proposal),
        *(warrant.who, now, text.commitment),
    )
    if not await store.add(conn, appeal):  # the same form was sent twice at once
        first = await store.against(conn, found.decision, side)
        return Filed(first, new=False) if first else _unknown(found.decision)
    await keep(conn, text, BY, now)
    data: dict[str, Json] = {
        "appeal": appeal.name,
        "side": side,
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
    decision: str
    case: UUID
    proposal: str | None
    told_at: datetime


async def _appealed(conn: Connection, said: ByPerson) -> _Appealed | Refusal:
    found = await store.told(conn, said.proposal)
    if found is None:
        return _unknown(said.proposal)
    return _Appealed(found.proposal, found.case, found.proposal, found.told_at)


async def _closed(conn: Connection, said: ByReporter) -> _Appealed | Refusal:
    found = await store.closed_at_version(conn, said.case)
    if found is None:
        return Refusal(
            Problem.CASE_IS_OPEN,
            f"{edge(CASE, said.case)} is being worked on: there is no decision to appeal",
            "case",
        )
    version, proposal = found
    decision = f"{edge(CASE, said.case)}/{version}"
    return _Appealed(decision, said.case, proposal, said.told_at)


def _unknown(decision: str) -> Refusal:
    return Refusal(Problem.NOT_FOUND, f"nobody was told of a decision {decision[:64]}", "proposal")
