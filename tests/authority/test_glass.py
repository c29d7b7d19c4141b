"""I22, by itself: who breaks the glass, who locks a colleague, who reviews it afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.authority.test_kernel_hands import NOON, someone, why

from quorate.authority.glass import OPEN_FOR, Glass, may_break, may_lock, may_review
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.problems import Problem

ON_CALL = someone(roles=frozenset({Role.ON_CALL}))
OFF_SHIFT = replace(ON_CALL, shift=None)
GONE = replace(ON_CALL, locked=True)
COLLEAGUE = replace(ON_CALL, id="b")
GLASS = Glass("glass", "b", NOON - OPEN_FOR)


def test_i22_whoever_is_employed_breaks_it_on_shift_or_off() -> None:
    assert may_break(OFF_SHIFT, NOON) is None
    assert why(may_break(GONE, NOON)) is Problem.PERSON_NOT_ALIVE


def test_i22_who_locks_a_colleague() -> None:
    assert may_lock(ON_CALL, COLLEAGUE, NOON, glass=False) is None
    assert why(may_lock(ON_CALL, ON_CALL, NOON, glass=False)) is Problem.SELF_EXCLUDED
    assert why(may_lock(OFF_SHIFT, COLLEAGUE, NOON, glass=False)) is Problem.PERSON_NOT_ALIVE
    assert why(may_lock(someone(), COLLEAGUE, NOON, glass=False)) is Problem.NOT_ELIGIBLE
    assert may_lock(replace(someone(), shift=None), COLLEAGUE, NOON, glass=True) is None
    assert why(may_lock(GONE, COLLEAGUE, NOON, glass=True)) is Problem.PERSON_NOT_ALIVE


def test_i22_who_reviews_it() -> None:
    assert may_review(ON_CALL, GLASS, NOON) is None
    assert why(may_review(COLLEAGUE, GLASS, NOON)) is Problem.SELF_EXCLUDED
    assert why(may_review(OFF_SHIFT, GLASS, NOON)) is Problem.PERSON_NOT_ALIVE
    assert why(may_review(someone(), GLASS, NOON)) is Problem.NOT_ELIGIBLE
    early = may_review(ON_CALL, GLASS, NOON - timedelta(seconds=1))
    assert why(early) is Problem.COOLING_OFF


@pytest.mark.parametrize(
    ("seconds", "lasts"), [(-1, False), (0, True), (3599, True), (3600, False)]
)
def test_i22_it_lasts_an_hour(seconds: int, lasts: bool) -> None:
    assert GLASS.open(GLASS.since + timedelta(seconds=seconds)) is lasts
