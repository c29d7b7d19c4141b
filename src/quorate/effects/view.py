"""What signed entries say, and nothing else: the only facts the effector and the gate act on.

Entry after entry is folded in log order. An entry whose signature does not hold changes nothing
and is kept in `forged`, so that a stolen database role shows and gets nowhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic_core import from_json

from quorate.authority.charter import read_genesis
from quorate.effects.folds import (
    amendments,
    appeals,
    cases,
    changes,
    erasures,
    exports,
    legal_orders,
    notifiers,
    outcomes,
    outside,
    proposals,
    reveals,
    sources,
    staff,
)
from quorate.effects.folds.state import At, Forged, ForgedError, State
from quorate.ledger.entry import entry_hash, read_entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind


@dataclass(slots=True)
class View(State):
    """The fold. `genesis_hash` pins the first entry; with another one nothing is ever read."""

    def apply(self, body: bytes, seen: datetime) -> None:
        """Folds the next entry; `seen` is when this process first saw it under a checkpoint.

        Raises ForgedError only for a wrong genesis: then this is not our ledger at all.
        """
        index, self.size = self.size, self.size + 1
        if index == 0:
            self._begin(body)
            return
        if _is_unfolded(body):
            return
        try:
            entry = read_entry(body)
        except Exception as problem:  # one hostile row must not hide the rows after it
            self.forged.append(Forged(index, "?", "", str(problem)[:200]))
            return
        try:
            _FOLDS[entry.event](self, At(index, entry, seen))
        except Exception as problem:
            named = entry.data.get("proposal")
            claimed = named if isinstance(named, str) else _named(entry.data)
            self.forged.append(Forged(index, entry.event, claimed, str(problem)[:200]))

    def _begin(self, body: bytes) -> None:
        if entry_hash(body) != self.genesis_hash:
            raise ForgedError("the first entry is not the pinned genesis")
        self.genesis = read_genesis(read_entry(body).data)
        self.authority = self.genesis.authority


def _is_unfolded(body: bytes) -> bool:
    """Whether nothing follows from the entry here: most of a log, so it is not read further.

    The whole JSON is parsed, so that no text inside an entry passes for its event.
    """
    try:
        row: object = from_json(body)
    except ValueError:
        return False
    event: object = row.get("event") if isinstance(row, dict) else None  # pyright: ignore
    return isinstance(event, str) and event in _UNFOLDED


def _named(data: Mapping[str, object]) -> str:
    statement = data.get("statement")
    if not isinstance(statement, dict):
        return ""
    named: object = statement.get("proposal")  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return named[:64] if isinstance(named, str) else ""


_FOLDS: dict[Event, Callable[[State, At], None]] = {
    Event.AMENDMENT_APPLIED: amendments.applied,
    Event.AMENDMENT_APPROVED: amendments.said(Kind.APPROVE),
    Event.AMENDMENT_DENIED: amendments.said(Kind.DENY),
    Event.AMENDMENT_OPENED: amendments.opened,
    Event.AMENDMENT_VETOED: amendments.said(Kind.VETO),
    Event.APPEAL_DECIDED: appeals.decided,
    Event.APPEAL_FILED: appeals.filed,
    Event.APPEAL_SETTLED: appeals.settled,
    Event.CASE_ASSIGNED: cases.decided,
    Event.CASE_CLOSED: cases.decided,
    Event.CASE_ESCALATED: cases.decided,
    Event.CASE_REOPENED: cases.decided,
    Event.EFFECT_ABANDONED: outcomes.finished("abandoned"),
    Event.EFFECT_DONE: outcomes.finished("done"),
    Event.EFFECT_ENDED: outcomes.ended,
    Event.EFFECT_INTENDED: outcomes.intended,
    Event.EFFECT_REFUSED: outcomes.own,
    Event.EFFECT_RESTORED: outcomes.restored,
    Event.EXPORT_ASKED: exports.asked,
    Event.EXPORT_GIVEN: exports.given,
    Event.GLASS_BROKEN: staff.broken,
    Event.GLASS_REVIEWED: staff.reviewed,
    Event.IDENTITY_SHOWN: outcomes.own,
    Event.KEY_REVOKED: changes.revoked,
    Event.LOG_CHANGED: changes.turned,
    Event.NOTIFIER_RESTORED: notifiers.decided,
    Event.NOTIFIER_SUSPENDED: notifiers.decided,
    Event.NOTIFIER_WARNED: notifiers.decided,
    Event.ORDER_ANSWERED: legal_orders.answered,
    Event.ORDER_RECEIVED: legal_orders.received,
    Event.ORDER_REJECTED: legal_orders.rejected,
    Event.ORDER_VOUCHED: legal_orders.vouched,
    Event.PAGE_SENT: amendments.paged,
    Event.PEOPLE_CHANGED: changes.changed,
    Event.PEOPLE_CONFIRMED: sources.confirmed,
    Event.PEOPLE_NARROWED: sources.narrows,
    Event.PERSON_LOCKED: staff.locked,
    Event.PERSON_TOLD: outcomes.own,
    Event.PLATFORM_ACKNOWLEDGED: outside.acknowledged,
    Event.PLATFORM_CHANGED: outside.changed,
    Event.PLATFORM_FREED: outside.freed,
    Event.POLICIES_CHANGED: changes.changed,
    Event.PROPOSAL_APPROVED: proposals.said(Kind.APPROVE),
    Event.PROPOSAL_DENIED: proposals.said(Kind.DENY),
    Event.PROPOSAL_OPENED: proposals.opened,
    Event.PROPOSAL_OVERDUE: outcomes.overdue,
    Event.PROPOSAL_REFUSED: outcomes.refused,
    Event.PROPOSAL_REVOKED: proposals.said(Kind.REVOKE),
    Event.PROPOSAL_VETOED: proposals.said(Kind.VETO),
    Event.REGISTER_CHANGED: changes.changed,
    Event.REGISTER_RAISED: changes.raised,
    Event.REVEAL_INTENDED: reveals.intended,
    Event.REVEAL_REFUSED: reveals.refused,
    Event.REVEAL_SHOWN: reveals.shown,
    Event.VALUE_ERASED: erasures.erased,
}
_UNFOLDED = frozenset(event.value for event in Event if event not in _FOLDS)
