"""What became of a report or a notice, for whoever gave it: never who decided (DSA, Article 16(4)
and (5))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.decisions.docket import Proposal
from quorate.decisions.rules import Rules
from quorate.decisions.store import proposals_of
from quorate.ledger import kept
from quorate.vocabulary.actions import Action

Connection: TypeAlias = "AsyncConnection[Any]"


class Stage(StrEnum):
    """How far a notice has come."""

    DECIDED = "decided"
    HELD = "held"
    IN_REVIEW = "in_review"
    RECEIVED = "received"


class State(StrEnum):
    """What became of a measure."""

    FAILED = "failed"
    IN_FORCE = "in_force"
    UNDONE = "undone"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Known:
    """A notice or a report with its case; `flagger` is the name of the trusted flagger that it may
    be of."""

    id: UUID
    received_at: datetime
    review_at: datetime | None
    decided_at: datetime | None
    case_id: UUID | None
    report_id: UUID | None
    held_until: datetime | None
    held_for: str | None
    area: str
    location: str
    outcome: str | None
    flagger: str | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure that was decided; `policy` is its name and text, empty where it is in force no
    more."""

    action: Action
    policy: str
    text: str
    state: State


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the address shows. `since` is when that stage began; `reason` is why it is held."""

    known: Known
    stage: Stage
    since: datetime
    measures: Sequence[Measure]
    grounds: Sequence[str]
    reason: str


async def known_under(conn: Connection, token_hash: bytes) -> Known | None:
    """The notice of that address."""
    cursor = conn.cursor(row_factory=class_row(Known))
    await cursor.execute(
        "SELECT n.id, n.received_at, n.review_at, n.decided_at, n.case_id, n.report_id,"
        " n.held_until, n.held_for, n.area, n.location, c.outcome, f.name AS flagger,"
        " n.confirmed_at"
        " FROM notices n LEFT JOIN cases c ON c.id = n.case_id"
        " LEFT JOIN trusted_flaggers f ON f.id = n.flagger_id WHERE n.token_hash = %s",
        (token_hash,),
    )
    return await cursor.fetchone()


async def known_report(conn: Connection, report: UUID) -> Known | None:
    """A person's report; in review since somebody first had its case."""
    cursor = conn.cursor(row_factory=class_row(Known))
    await cursor.execute(
        "SELECT r.id, r.received_at, r.case_id, r.id AS report_id, r.category AS area,"
        " s.native AS location,"
        " (SELECT min(since) FROM case_hands h WHERE h.case_id = r.case_id) AS review_at,"
        " c.closed_at AS decided_at, c.outcome, NULL::timestamptz AS held_until,"
        " NULL::text AS held_for, NULL::text AS flagger, NULL::timestamptz AS confirmed_at"
        " FROM reports r JOIN subjects s ON s.id = r.subject_id JOIN cases c ON c.id = r.case_id"
        " WHERE r.id = %s AND r.kind = 'report'",
        (report,),
    )
    return await cursor.fetchone()


async def feedback(conn: Connection, known: Known, rules: Rules) -> Feedback:
    """As of now."""
    stage, since = stage_of(known)
    if stage is Stage.HELD and known.held_for:
        words = await kept.text_of(conn, known.held_for) or ""
        return Feedback(known, stage, since, (), (), words)
    if stage is not Stage.DECIDED or known.case_id is None:
        return Feedback(known, stage, since, (), (), "")
    rows = await proposals_of(conn, known.case_id)
    found = [p for row in rows if (p := rules.docket.proposals.get(row.id))]
    return Feedback(known, stage, since, measures(found, rules), grounds(found, rules), "")


def stage_of(known: Known) -> tuple[Stage, datetime]:
    """How far it has come, and since when."""
    if known.held_until is not None:
        return Stage.HELD, known.received_at
    if known.decided_at is not None:
        return Stage.DECIDED, known.decided_at
    if known.review_at is not None:
        return Stage.IN_REVIEW, known.review_at
    return Stage.RECEIVED, known.received_at


def measures(found: Sequence[Proposal], rules: Rules) -> list[Measure]:
    """What was decided to be done, in order; what others denied was not decided."""
    told: list[Measure] = []
    for proposal in found:
        said = proposal.statement
        if said.action is Action.NO_VIOLATION or proposal.vetoes or proposal.denials:
            continue
        policy = rules.catalogue.by_hash(said.policy)
        name, text = (policy.name, policy.text) if policy else ("", "")
        told.append(Measure(said.action, name, text, _state(proposal, rules)))
    return told


def grounds(found: Sequence[Proposal], rules: Rules) -> list[str]:
    """The policies under which no violation was found."""
    said = [p.statement for p in found if p.statement.action is Action.NO_VIOLATION]
    policies = [rules.catalogue.by_hash(one.policy) for one in said]
    return [policy.name for policy in policies if policy]


def _state(proposal: Proposal, rules: Rules) -> State:
    if proposal.outcome == "done":
        return State.IN_FORCE if rules.docket.in_force(proposal) else State.UNDONE
    return State.FAILED if proposal.settled else State.WAITS
