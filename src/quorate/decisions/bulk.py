"""Deciding several cases by one press. Pure: which of them may be among these, and why others not.

A batch is a list, never a decision: each account has a statement, a signature, a check and an
effect of its own. What asks for more than a look at a list is decided on its own page.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from quorate.cases.model import Case
from quorate.decisions.docket import Docket, Proposal
from quorate.decisions.waiting import is_waiting
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

MOST: Final = 50


def undoable(action: Action) -> Refusal | None:
    """ONE_BY_ONE for what silences for good: a batch can always be undone by one press. And for a
    label, which says something of its one subject."""
    facts = FACTS[action]
    if facts.marks:
        return Refusal(Problem.ONE_BY_ONE, f"{action} is said of one subject", "action")
    if not facts.silencing or facts.reversible:
        return None
    return Refusal(Problem.ONE_BY_ONE, f"{action} cannot be undone", "action")


def free(case: Case, who: str, now: datetime, *, lead: bool) -> Refusal | None:
    """Whether `who` may take the case now, before anything is asked or taken."""
    if case.state == "closed":
        return Refusal(Problem.ALREADY_DECIDED, f"the case is closed: {case.outcome}", "id")
    holder = case.holder(now)
    if holder is not None and holder != who and case.lease_until is not None:
        return Refusal(
            Problem.LEASE_LOST, f"held by {holder} until {stamp(case.lease_until)}", "id"
        )
    if case.escalated and not lead:
        return Refusal(Problem.NOT_ELIGIBLE, "it waits for a lead", "id")
    return None


def common(tier: int) -> Refusal | None:
    """ONE_BY_ONE for a protected account: whoever signs about it types its name."""
    if tier == 0:
        return None
    return Refusal(Problem.ONE_BY_ONE, f"tier {tier}: its name is typed to sign", "tier")


def undecided(names: Iterable[str], docket: Docket, now: datetime) -> Refusal | None:
    """ALREADY_DECIDED while one of the account's proposals waits, is carried out or in force."""
    for name in names:
        proposal = docket.proposals.get(name)
        stands = "on its way into the ledger" if proposal is None else _stands(proposal, now)
        if stands:
            return Refusal(Problem.ALREADY_DECIDED, f"{name} is {stands}", "id")
    return None


def _stands(proposal: Proposal, now: datetime) -> str:
    said = proposal.statement
    if in_force(proposal):
        return f"in force: {said.action} by {said.signer}"
    if is_waiting(proposal, now) or (proposal.intents and not proposal.settled):
        return f"open: {said.action} by {said.signer}"
    return ""


def in_force(proposal: Proposal) -> bool:
    """Whether what it did stands still, and a restore would end that."""
    return proposal.in_effect and FACTS[proposal.statement.action].may_end


def still_held(case: Case, who: str, fence: int, now: datetime) -> Refusal | None:
    """LEASE_LOST unless `who` still has the case by the claim under which the draft was made."""
    if case.state == "open" and case.holder(now) == who and case.fence == fence:
        return None
    return Refusal(Problem.LEASE_LOST, f"{edge(CASE, case.id)} is not held by this claim", "id")
