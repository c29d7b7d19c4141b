"""Waiting for hands: how long proposals on protected subjects have waited, and what that costs."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quorate.accounts.register import Register
from quorate.authority.kernel import PROTECTED
from quorate.decisions.catalogue import Catalogue
from quorate.decisions.docket import Docket, Proposal
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.criteria import Criterion
from quorate.vocabulary.deadlines import DEADLINES, lateness

GRAVEST = max(DEADLINES)


@dataclass(frozen=True, slots=True)
class Cost:
    """One criterion's cost; `criterion` is None where only the platform's facts protect.

    Ages are seconds of what waits now; `overdue` counts all that ever waited past the deadline.
    """

    criterion: Criterion | None
    waiting: int
    age_p50: float | None
    age_p95: float | None
    age_max: float | None
    overdue: int


def severity_of(proposal: Proposal, catalogue: Catalogue) -> int:
    """Its policy's severity; the gravest where the policy is not in force any more."""
    policy = catalogue.by_hash(proposal.statement.policy)
    return policy.severity if policy else GRAVEST


def is_waiting(proposal: Proposal, now: datetime) -> bool:
    """Whether it waits for people still: open, not begun, and its approvals not too late."""
    said = proposal.statement
    open_still = not proposal.settled and not proposal.intents
    return open_still and FACTS[said.action].silencing and now <= said.approve_until


def costs_of(docket: Docket, register: Register, catalogue: Catalogue, now: datetime) -> list[Cost]:
    """The cost of each criterion that a row or a protected proposal stands under."""
    found: dict[Criterion | None, list[Proposal]] = {
        row.criterion: [] for row in register.listed.values()
    }
    for proposal in docket.proposals.values():
        row = register.listed.get(proposal.statement.target.ref)
        if proposal.statement.tier >= PROTECTED or (row and row.tier >= PROTECTED):
            found.setdefault(row.criterion if row else None, []).append(proposal)
    order = sorted(found, key=lambda criterion: criterion or "~")
    return [_cost(criterion, found[criterion], catalogue, now) for criterion in order]


def _cost(
    criterion: Criterion | None, proposals: Iterable[Proposal], catalogue: Catalogue, now: datetime
) -> Cost:
    ages: list[float] = []
    overdue = 0
    for proposal in proposals:
        age = now - proposal.opened_at
        waits = is_waiting(proposal, now)
        if waits:
            ages.append(max(age, timedelta()).total_seconds())
        late = waits and bool(lateness(age, severity_of(proposal, catalogue)))
        overdue += late or bool(proposal.overdue)
    ages.sort()
    return Cost(
        criterion, len(ages), _rank(ages, 0.5), _rank(ages, 0.95), _rank(ages, 1.0), overdue
    )


def _rank(ages: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile of sorted ages; None of none."""
    return ages[math.ceil(share * len(ages)) - 1] if ages else None
