"""What protection costs in waiting: ages by criterion, and how many ever waited too long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.decisions.test_statement import FIXED

from quorate.accounts.register import Register, listing
from quorate.decisions.catalogue import Catalogue, read_policy
from quorate.decisions.docket import Docket, Proposal
from quorate.decisions.statement import Target
from quorate.decisions.waiting import GRAVEST, Cost, costs_of, is_waiting, severity_of
from quorate.people.signed import Signed
from quorate.vocabulary.criteria import Criterion
from quorate.vocabulary.deadlines import DEADLINES, STAGES, Lateness, lateness
from quorate.vocabulary.kinds import SubjectKind

NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)
POLICY = read_policy(
    {"id": "p", "version": 1, "area": "a", "severity": 4, "text": "t", "actions": ["suspend"]}
)
CATALOGUE = Catalogue({POLICY.hash: POLICY})
SIGNED = Signed("proposer", "key", 1, NOW, b"")


def proposal(ref: str, age: timedelta, tier: int = 2) -> Proposal:
    said = replace(FIXED, target=Target(SubjectKind.ACCOUNT, ref), tier=tier, policy=POLICY.hash)
    return Proposal(said, SIGNED, NOW - age)


def docket(*proposals: Proposal) -> Docket:
    return Docket({f"proposal-{n}": p for n, p in enumerate(proposals)})


def register(**criteria: Criterion) -> Register:
    found = Register()
    for ref, criterion in criteria.items():
        found = found.raised(listing(ref, 3, criterion, "o", "2027-01-01", "", "b"))
    return found


def test_ages_are_told_by_criterion_and_apart_where_only_facts_protect() -> None:
    minutes = [timedelta(minutes=n) for n in range(1, 21)]
    listed = register(news=Criterion.NEWSROOM, court=Criterion.COURT)
    open_still = [proposal("news", age) for age in minutes]
    found = costs_of(
        docket(*open_still, proposal("other", minutes[4]), proposal("tier1", minutes[0], tier=1)),
        listed,
        CATALOGUE,
        NOW,
    )
    assert found == [
        Cost(Criterion.COURT, 0, None, None, None, 0),
        Cost(Criterion.NEWSROOM, 20, 600.0, 1140.0, 1200.0, 0),
        Cost(None, 1, 300.0, 300.0, 300.0, 0),
    ]


def test_what_waited_too_long_is_counted_for_ever_and_what_was_decided_waits_no_more() -> None:
    late = proposal("news", DEADLINES[4])
    decided = proposal("news", DEADLINES[4])
    decided.overdue.add(Lateness.LATE)
    decided.outcome = "done"
    in_time = proposal("news", timedelta(hours=9))
    in_time.denials["other"] = SIGNED
    (cost,) = costs_of(
        docket(late, decided, in_time), register(news=Criterion.NEWSROOM), CATALOGUE, NOW
    )
    assert (cost.waiting, cost.age_max, cost.overdue) == (1, 3600.0, 2)


def test_what_nobody_can_approve_any_more_waits_no_more() -> None:
    found = proposal("news", timedelta(hours=1))
    assert is_waiting(found, found.statement.approve_until)
    assert not is_waiting(found, found.statement.approve_until + timedelta(seconds=1))


def test_without_its_policy_a_proposal_is_as_urgent_as_the_gravest() -> None:
    assert severity_of(proposal("r", timedelta()), CATALOGUE) == 4
    assert severity_of(proposal("r", timedelta()), Catalogue()) == GRAVEST == 5


@pytest.mark.parametrize("severity", list(DEADLINES))
def test_stages_follow_each_other_within_the_time_for_approving(severity: int) -> None:
    deadline = DEADLINES[severity]
    assert lateness(deadline - timedelta(seconds=1), severity) == []
    assert lateness(deadline, severity) == [Lateness.LATE]
    assert lateness(2 * deadline, severity) == list(Lateness)
    assert max(STAGES.values()) * deadline <= timedelta(hours=24)
