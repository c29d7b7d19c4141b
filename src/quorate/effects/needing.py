"""Until when a value beside the log is needed: as long as somebody has yet to decide by it."""

from datetime import datetime

from quorate.authority.administrators import APPLY_WITHIN
from quorate.authority.agenda import Filed
from quorate.authority.erasure import Value
from quorate.decisions.facts import facts_commitment
from quorate.decisions.interest import interest_commitment
from quorate.effects.folds.state import State
from quorate.people.model import employed
from quorate.vocabulary.kinds import ValueKind


def needed(view: State, value: Value, now: datetime) -> str:
    """Why the value may not be erased yet; empty when it may."""
    if value.kind is ValueKind.AMENDMENT_REASON:
        return _signers(view, value.commitment, now)
    if value.kind is ValueKind.RAISE_REASON:
        return _reviewer(view, value.commitment)
    if value.kind in (ValueKind.FACTS, ValueKind.PUBLIC_INTEREST):
        return _proposal(view, value.commitment, now)
    if value.kind is ValueKind.APPEAL_WORDS:
        return _appeal(view, value.commitment)
    if value.kind is ValueKind.ORDER_CONTENT:
        return _order(view, value.commitment)
    person = view.roster.people.get(value.given_by)
    if value.kind is ValueKind.SIGN_IN and person and employed(person, now):
        return f"{person.id} still signs in by it"
    return ""


def _signers(view: State, commitment: str, now: datetime) -> str:
    """Whoever is asked to sign an open amendment reads its reason."""
    for filed in view.agenda.open():
        if filed.amendment.reason == commitment and not _lapsed(filed, now):
            return f"the amendment {filed.amendment.id} is open"
    return ""


def _lapsed(filed: Filed, now: datetime) -> bool:
    return now > filed.amendment.approve_until + APPLY_WITHIN


def _proposal(view: State, commitment: str, now: datetime) -> str:
    """Approvers, whoever answers for what is in force, and whom it silences, read why."""
    for proposal in view.docket.proposals.values():
        said = proposal.statement
        if commitment not in (facts_commitment(said), interest_commitment(said)):
            continue
        if proposal.in_effect:
            return f"what {said.proposal} did is in force"
        if not proposal.settled and now <= said.execute_until:
            return f"the proposal {said.proposal} is open"
    return ""


def _appeal(view: State, commitment: str) -> str:
    """Whoever decides an open appeal reads its words."""
    for name, appeal in view.appeals.items():
        if appeal.words == commitment:
            return f"{name} is open"
    return ""


def _order(view: State, commitment: str) -> str:
    """Whoever checks, works on and answers an authority's order reads what it says."""
    for name, order in view.orders.items():
        if order.content == commitment and not order.over:
            return f"{name} is open"
    return ""


def _reviewer(view: State, commitment: str) -> str:
    """Whoever reviews a row of the register reads why it stands there."""
    for row in view.register.listed.values():
        if row.reason == commitment:
            return f"the register's row of {row.ref[:16]} rests on it: raise it anew first"
    return ""
