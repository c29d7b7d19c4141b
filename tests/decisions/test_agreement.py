"""Cohen's kappa by known tables, and what counts as the same judgement."""

import pytest

from quorate.decisions.agreement import FEW, Judgement, Pairs, agreement, by_area

YES, NO = Judgement("spam", "suspend"), Judgement("spam", "no_violation")


def table(both: int, first: int, second: int, neither: int, area: str = "spam") -> list[Pairs]:
    cells = ((YES, YES, both), (YES, NO, first), (NO, YES, second), (NO, NO, neither))
    return [Pairs(area, a, b, n) for a, b, n in cells if n]


def test_kappa_is_cohen_s() -> None:
    """20 and 15 of 50 agree: 0.7 observed, 0.5 by chance."""
    found = agreement(table(20, 5, 10, 15))
    assert (found.pairs, found.agreed, found.share) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)
    assert (found.low, found.high) == (pytest.approx(0.146, abs=1e-3), pytest.approx(0.654, 1e-2))


def test_full_agreement_is_one_and_chance_is_nothing() -> None:
    assert agreement(table(30, 0, 0, 30)).kappa == 1
    assert agreement(table(25, 25, 25, 25)).kappa == 0
    assert agreement(table(0, 30, 30, 0)).kappa == -1


def test_where_everybody_always_says_the_same_kappa_says_nothing() -> None:
    found = agreement(table(40, 0, 0, 0))
    assert (found.kappa, found.share) == (None, 1)
    assert agreement([]).pairs == 0


def test_few_pairs_are_called_few() -> None:
    assert agreement(table(FEW - 1, 0, 0, 0)).few
    assert not agreement(table(FEW, 0, 0, 0)).few


def test_another_policy_is_another_judgement_unless_nothing_was_violated() -> None:
    other = (Judgement("abuse", "suspend"), Judgement("abuse", "no_violation"))
    assert agreement([Pairs("spam", YES, other[0], 3)]).agreed == 0
    assert agreement([Pairs("spam", NO, other[1], 3)]).agreed == 3


def test_each_area_has_its_own() -> None:
    found = by_area([*table(3, 0, 0, 0), *table(0, 2, 0, 0, "abuse")])
    assert {area: (one.agreed, one.pairs) for area, one in found.items()} == {
        "abuse": (0, 2),
        "spam": (3, 3),
    }
