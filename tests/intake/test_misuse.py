"""Misuse of notices: numbers propose, people decide, a warning comes first (DSA, Article 23)."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.casework import NOW

from quorate.intake.misuse import (
    PERIODS,
    Counts,
    Decided,
    Standing,
    Step,
    decide_restore,
    decide_suspend,
    decide_warn,
    proposed,
    standing_of,
)
from quorate.vocabulary.problems import Problem, Refusal

WHO = UUID(int=7)
NEW = Standing()
WARNED = Standing(1, NOW - timedelta(days=9))
SUSPENDED = Standing(2, NOW - timedelta(days=9), NOW + timedelta(days=3), "c")
MANY = Counts(4, 3, 3, 0)


@pytest.mark.parametrize(
    ("counts", "standing", "found"),
    [
        (Counts(2, 2, 2, 0), NEW, None),
        (Counts(3, 3, 3, 0), NEW, Step.WARNED),
        (Counts(100, 3, 3, 0), NEW, None),
        (Counts(6, 5, 2, 0), WARNED, None),
        (Counts(6, 6, 3, 0), WARNED, Step.SUSPENDED),
        (Counts(9, 9, 9, 0), SUSPENDED, None),
    ],
)
def test_numbers_propose(counts: Counts, standing: Standing, found: Step | None) -> None:
    assert proposed(counts, standing, NOW) is found


def test_nobody_is_suspended_unwarned() -> None:
    found = decide_suspend(WHO, NEW, MANY, "lead", 0, 7, NOW)
    assert isinstance(found, Refusal)
    assert found.problem is Problem.NOT_WARNED


def test_a_suspension_takes_something_new_after_the_warning() -> None:
    found = decide_suspend(WHO, WARNED, Counts(9, 9, 0, 0), "lead", 1, 7, NOW)
    assert isinstance(found, Refusal)
    assert found.problem is Problem.NOTHING_UNFOUNDED


@pytest.mark.parametrize("days", PERIODS)
def test_a_suspension_ends_by_itself(days: int) -> None:
    found = decide_suspend(WHO, WARNED, MANY, "lead", 1, days, NOW)
    assert isinstance(found, Decided)
    standing = standing_of([Decided(WHO, 1, Step.WARNED, "lead", NOW), found])
    assert standing.held_at(NOW)
    assert standing.held_at(NOW + timedelta(days=days, seconds=-1))
    assert not standing.held_at(NOW + timedelta(days=days))


def test_a_period_is_one_of_the_list() -> None:
    found = decide_suspend(WHO, WARNED, MANY, "lead", 1, 3650, NOW)
    assert isinstance(found, Refusal)
    assert found.field == "days"


def test_what_was_seen_before_a_colleague_decided_is_stale() -> None:
    for found in (
        decide_warn(WHO, WARNED, MANY, "lead", 0, NOW),
        decide_suspend(WHO, WARNED, MANY, "lead", 0, 7, NOW),
    ):
        assert isinstance(found, Refusal)
        assert found.problem is Problem.VERSION_STALE


def test_restoring_ends_it_at_once() -> None:
    found = decide_restore(WHO, SUSPENDED, "other lead", 2, NOW)
    assert isinstance(found, Decided)
    standing = standing_of(
        [
            Decided(WHO, 1, Step.WARNED, "lead", NOW),
            Decided(WHO, 2, Step.SUSPENDED, "lead", NOW, NOW + timedelta(days=7), "c"),
            found,
        ]
    )
    assert not standing.held_at(NOW)
    assert standing.warned_at == NOW
    assert isinstance(decide_restore(WHO, standing, "lead", 3, NOW), Refusal)
