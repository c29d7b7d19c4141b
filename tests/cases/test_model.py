"""The claim's promises, on the pure model with a clock of our own."""

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.casework import NOW
from uuid_utils.compat import uuid7

from quorate.cases.model import (
    LEASE,
    Case,
    Claimed,
    Closed,
    Hold,
    Released,
    decide_claim,
    decide_close,
    decide_release,
)
from quorate.vocabulary.problems import Problem, Refusal

PEOPLE = st.sampled_from(["ada", "bo", "cy"])


def a_case(**changes: Any) -> Case:
    plain: dict[str, Any] = {
        "id": uuid7(),
        "subject_id": uuid7(),
        "state": "open",
        "area": "spam",
        "language": None,
        "version": 1,
        "opened_at": NOW,
        "opened_by": "app",
        "closed_at": None,
        "outcome": None,
        "claimed_by": None,
        "lease_until": None,
        "fence": 0,
        "reports": 1,
        "alarms": 0,
        "waiting_since": NOW,
        "due_at": NOW,
        "severity": 3,
        "weight": 0.0,
        "tier": None,
        "reach": None,
        "escalated": False,
        "assigned_by": None,
        "reopened_by": None,
    }
    return Case(**{**plain, **changes})


def claimed(case: Case, who: str = "ada", now: datetime = NOW) -> Case:
    found = decide_claim(case, who, who, case.version, now)
    assert isinstance(found, Claimed), found
    return found.case


def problem(found: object) -> Problem:
    assert isinstance(found, Refusal), found
    return found.problem


def hold(case: Case) -> Hold:
    return Hold(case.fence, case.version)


def test_a_claim_holds_for_the_lease_and_not_an_instant_longer() -> None:
    case = claimed(a_case())
    ends = NOW + LEASE
    just_before = ends - timedelta(microseconds=1)
    assert problem(decide_claim(case, "bo", "bo", case.version, just_before)) is Problem.LEASE_LOST
    assert isinstance(decide_release(case, "ada", hold(case), just_before), Released)
    assert problem(decide_release(case, "ada", hold(case), ends)) is Problem.LEASE_LOST
    assert problem(decide_close(case, "ada", hold(case), ends, "none", ())) is Problem.LEASE_LOST
    taken = claimed(case, "bo", ends)
    assert (taken.claimed_by, taken.fence) == ("bo", 2)


def test_a_claim_anew_ends_the_older_claim_of_the_same_person() -> None:
    first = claimed(a_case())
    second = claimed(first, now=NOW + timedelta(minutes=10))
    stale = Hold(first.fence, second.version)
    assert problem(decide_release(second, "ada", stale, NOW)) is Problem.LEASE_LOST
    assert second.lease_until == NOW + timedelta(minutes=25)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_stale_version_is_refused(version: int) -> None:
    case = claimed(a_case())
    old = Hold(case.fence, version)
    assert problem(decide_claim(case, "ada", "ada", version, NOW)) is Problem.VERSION_STALE
    assert problem(decide_release(case, "ada", old, NOW)) is Problem.VERSION_STALE
    assert problem(decide_close(case, "ada", old, NOW, "none", ())) is Problem.VERSION_STALE


def test_a_closed_case_stays_closed() -> None:
    case = claimed(a_case())
    found = decide_close(case, "ada", hold(case), NOW, "no_violation", ())
    assert isinstance(found, Closed)
    closed = found.case
    assert (closed.state, closed.outcome, closed.closed_at) == ("closed", "no_violation", NOW)
    assert closed.claimed_by is None
    again = decide_claim(closed, "ada", "ada", closed.version, NOW)
    assert problem(again) is Problem.ALREADY_DECIDED
    assert problem(decide_release(closed, "ada", hold(closed), NOW)) is Problem.ALREADY_DECIDED
    late = decide_close(closed, "ada", hold(closed), NOW, "warn", ())
    assert problem(late) is Problem.ALREADY_DECIDED


class Claims(RuleBasedStateMachine):
    """Three people, each with the last hold they got, against a plain account of who holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.case = a_case()
        self.now = NOW
        self.holds: dict[str, Hold] = {}
        self.owner: tuple[str, datetime] | None = None

    def owned_by_other(self, who: str) -> bool:
        return self.owner is not None and self.owner[0] != who and self.now < self.owner[1]

    def owned_by(self, who: str) -> bool:
        return self.owner is not None and self.owner[0] == who and self.now < self.owner[1]

    @rule(seconds=st.integers(0, 1200))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(who=PEOPLE, behind=st.sampled_from([0, 0, 1]))
    def claim(self, who: str, behind: int) -> None:
        before = self.case
        found = decide_claim(before, who, who, before.version - behind, self.now)
        wins = before.state == "open" and not self.owned_by_other(who) and not behind
        assert isinstance(found, Claimed) == wins
        if isinstance(found, Claimed):
            self.case = found.case
            assert self.case.fence == before.fence + 1
            self.holds[who] = hold(self.case)
            self.owner = (who, self.now + LEASE)

    @rule(who=PEOPLE, closes=st.sampled_from([False, False, False, True]))
    def give_back(self, who: str, closes: bool) -> None:
        shown = self.holds.get(who, Hold(0, 1))
        before = self.case
        found = (
            decide_close(before, who, shown, self.now, "none", ())
            if closes
            else decide_release(before, who, shown, self.now)
        )
        wins = before.state == "open" and self.owned_by(who)
        assert isinstance(found, Released | Closed) == wins
        if isinstance(found, Released | Closed):
            self.case = found.case
            self.owner = None
            assert self.case.fence == before.fence

    @invariant()
    def the_model_names_the_same_holder(self) -> None:
        owner = self.owner[0] if self.owner and self.now < self.owner[1] else None
        assert self.case.holder(self.now) == owner

    @invariant()
    def each_claim_had_a_fence_of_its_own(self) -> None:
        fences = [held.fence for held in self.holds.values()]
        assert len(fences) == len(set(fences))


TestClaims = cast("type[Any]", Claims.TestCase)
