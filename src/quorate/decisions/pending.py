"""What of somebody's would be stuck if they left now, and what they left with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.authority.kernel import Hand
from quorate.decisions.approving import channels_of, hand_for, missing_now
from quorate.decisions.delegating import Delegation, delegations_of
from quorate.decisions.docket import Proposal
from quorate.decisions.questions import Question, unanswered
from quorate.decisions.rules import Rules
from quorate.decisions.waiting import is_waiting
from quorate.people.model import Person
from quorate.people.shifts import LAST_HOUR
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import LeaveReason

Connection: TypeAlias = AsyncConnection[Any]
_HELD_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A case that is claimed until `lease_until`; `native` is whom it is about."""

    id: UUID
    native: str
    area: str
    version: int
    fence: int
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """Something left open on purpose."""

    person: str
    about: str
    reason: LeaveReason
    left_at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """Cases held, proposals of one's own that wait, those that were handed to one, questions."""

    cases: Sequence[Held] = ()
    proposals: Sequence[Proposal] = ()
    handed: Sequence[tuple[Proposal, str]] = ()
    questions: Sequence[Question] = ()

    @property
    def number(self) -> int:
        """How many."""
        return len(self.cases) + len(self.proposals) + len(self.handed) + len(self.questions)


async def pending_of(
    conn: Connection, person: Person, rules: Rules, ends: datetime, now: datetime
) -> Pending:
    """All that, without what was handed on, or left with a reason in this last hour of a shift
    that `ends` then. A case is told again with every claim."""
    who = person.id
    handed = await delegations_of(conn, who, now)
    left = {one.about for one in await _left_by(conn, who, ends - LAST_HOUR)}
    away = {d.proposal_id for d in handed if d.from_person == who} | left
    waiting = [p for p in rules.docket.unsettled(now) if is_waiting(p, now)]
    mine = [p for p in waiting if p.statement.signer == who and _wants_hands(p, rules)]
    return Pending(
        [one for one in await held_by(conn, who, now) if edge(CASE, one.id) not in left],
        [p for p in mine if p.statement.proposal not in away],
        _handed(person, waiting, [d for d in handed if d.proposal_id not in away], rules, now),
        [q for q in await unanswered(conn, who) if str(q.id) not in left],
    )


def _wants_hands(proposal: Proposal, rules: Rules) -> bool:
    return bool(missing_now(proposal, rules))


def _handed(
    person: Person,
    waiting: Sequence[Proposal],
    handed: Sequence[Delegation],
    rules: Rules,
    now: datetime,
) -> list[tuple[Proposal, str]]:
    """What others handed over and still wants this person's hand, or an answer in their place."""
    by_name = {p.statement.proposal: p for p in waiting}
    channels = channels_of(rules).get(person.id, set())
    found: list[tuple[Proposal, str]] = []
    for one in handed:
        proposal = by_name.get(one.proposal_id)
        if proposal is None or one.to_person != person.id or not _wants_hands(proposal, rules):
            continue
        in_place = one.from_person == proposal.statement.signer
        if in_place or isinstance(hand_for(person, proposal, rules, now, channels), Hand):
            found.append((proposal, one.from_person))
    return found


async def held_by(conn: Connection, who: str, now: datetime) -> list[Held]:
    """The open cases that this person holds, the first to run out first."""
    cursor = conn.cursor(row_factory=class_row(Held))
    await cursor.execute(
        "SELECT c.id, s.native, c.area, c.version, c.fence, c.lease_until FROM cases c"
        " JOIN subjects s ON s.id = c.subject_id WHERE c.claimed_by = %s AND c.state = 'open'"
        " AND c.lease_until > %s ORDER BY c.lease_until LIMIT %s",
        (who, now, _HELD_AT_MOST),
    )
    return await cursor.fetchall()


async def leave(conn: Connection, who: str, about: str, reason: LeaveReason, now: datetime) -> None:
    """Keeps that it was left open, and why: whoever finds it is told."""
    await conn.execute(
        "INSERT INTO left_open (person, about, reason, left_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (person, about) DO UPDATE"
        " SET reason = EXCLUDED.reason, left_at = EXCLUDED.left_at",
        (who, about, reason, now),
    )


async def _left_by(conn: Connection, who: str, since: datetime) -> list[Left]:
    return await _left(conn, "person = %s AND left_at >= %s", (who, since))


async def left_about(conn: Connection, about: Sequence[str]) -> list[Left]:
    """Who left these open, oldest first."""
    return await _left(conn, "about = ANY(%s)", (list(about),))


async def _left(conn: Connection, where: LiteralString, values: tuple[object, ...]) -> list[Left]:
    rows = await conn.execute(
        f"SELECT person, about, reason, left_at FROM left_open WHERE {where} ORDER BY left_at",  # noqa: S608
        values,
    )
    return [Left(p, about, LeaveReason(why), at) for p, about, why, at in await rows.fetchall()]
