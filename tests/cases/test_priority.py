"""What makes a case more urgent, and that nothing else does."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework import NOW

from quorate.cases.priority import (
    MOST_WEIGHT,
    Facts,
    Record,
    due_from,
    terms,
    weight_of,
)

PLAIN = Facts(severity=3, weight=1.0, tier=0, reach=10, escalated=False)


@pytest.mark.parametrize(
    "graver",
    [
        Facts(4, 1.0, 0, 10, escalated=False),
        Facts(3, 2.0, 0, 10, escalated=False),
        Facts(3, 1.0, 1, 10, escalated=False),
        Facts(3, 1.0, 0, 1000, escalated=False),
        Facts(3, 1.0, 0, 10, escalated=True),
    ],
)
def test_each_fact_makes_it_more_urgent(graver: Facts) -> None:
    assert due_from(NOW, graver) < due_from(NOW, PLAIN)


def test_age_outweighs_everything_in_the_end() -> None:
    gravest = Facts(5, MOST_WEIGHT, 3, 2**31 - 1, escalated=True)
    mildest = Facts(1, 0.0, None, None, escalated=False)
    assert due_from(NOW - timedelta(days=5), mildest) < due_from(NOW, gravest)


def test_what_is_unknown_adds_nothing() -> None:
    unknown = Facts(3, 1.0, None, None, escalated=False)
    assert len(terms(unknown)) == 2
    assert due_from(NOW, unknown) > due_from(NOW, PLAIN)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_trust_lies_between_nothing_and_two(upheld: int, dismissed: int) -> None:
    assert 0 < Record(upheld, dismissed).trust() < 2 or upheld == dismissed == 0


def test_a_record_counts() -> None:
    assert Record(0, 0).trust() == 1
    assert Record(9, 0).trust() > Record(0, 0).trust() > Record(0, 9).trust()
    assert weight_of([Record(9, 0)], None) > weight_of([Record(0, 9)], None)
    assert weight_of([], 0.7) == 0.7


def test_a_crowd_is_capped() -> None:
    assert weight_of([Record(0, 0)] * 10_000, 1.0) == MOST_WEIGHT
