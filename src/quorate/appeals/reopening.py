"""Opening a case again because an appeal about it succeeded."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quorate.appeals.model import Appeal, closing
from quorate.appeals.store import Connection
from quorate.authority.gate import Actor, Warrant
from quorate.cases import actions, store
from quorate.cases.deciding import Decision, Said, unsaid
from quorate.cases.model import Case
from quorate.decisions.rules import Rules
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import AppealSide, ReopenReason
from quorate.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Reopening:
    """Leave to reopen the case, the version that the person saw, and their signature."""

    warrant: Warrant
    version: int
    said: Said


def reopening_of(genesis: str, case: UUID, version: int, who: str) -> Decision:
    """What a person signs to reopen the case from the version that they saw."""
    name = edge(CASE, case)
    return Decision(genesis, Event.CASE_REOPENED, name, version + 1, who, ReopenReason.APPEAL)


def opens(appeal: Appeal, case: Case) -> bool:
    """Whether there is a case to open again: it is closed, and a reporter's still as they appealed
    it. What another reporter's appeal has opened was looked at anew; its new decision is appealed
    by itself."""
    if appeal.side is AppealSide.PERSON:
        return case.state == "closed"
    return appeal.decision == closing(case.id, case.version)


async def reopen(
    conn: Connection,
    appeal: Appeal,
    actor: Actor,
    wanted: Reopening | None,
    rules: Rules,
    now: datetime,
) -> Refusal | None:
    """Opens the appealed case again, by the person's own word. Where it is open, or another one of
    its subject is, the work goes on there and nothing is to be done."""
    case = appeal.case_id
    found = await store.load_for_change(conn, case)
    if found is None or not opens(appeal, found) or await store.other_open(conn, found):
        return None
    if wanted is None:
        return Refusal(
            Problem.VERSION_STALE,
            "the case was closed meanwhile: load the page again and sign its reopening, too",
            "reopen_sig",
        )
    decision = reopening_of(rules.genesis_hash, case, wanted.version, actor.person.id)
    wrong = unsaid(decision, wanted.said.key, wanted.said.sig, rules.roster)
    if wrong:
        return Refusal(Problem.SIGNATURE_INVALID, wrong, "reopen_sig", "I3")
    done = await actions.reopen(
        conn,
        wanted.warrant,
        case,
        wanted.version,
        ReopenReason.APPEAL,
        now,
        said=wanted.said,
    )
    return done if isinstance(done, Refusal) else None
