"""Trusted flaggers: in their areas, while their status holds (DSA, Article 22)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.casework import NOW

from quorate.intake.flaggers import (
    Flagger,
    SuspendReason,
    decide_add,
    decide_end,
    decide_restore_flagger,
    decide_suspend_flagger,
)
from quorate.intake.notices import FORM
from quorate.vocabulary.problems import Problem, Refusal

DAY = timedelta(days=1)
HOTLINE = Flagger(
    id=UUID(int=3),
    name="Hotline",
    contact="desk of the hotline",
    source="hotline",
    domain="hotline.example",
    awarded_by="Coordinator of Elbonia",
    areas=("spam",),
    since=NOW - DAY,
    until=NOW + DAY,
)


def test_priority_is_for_its_areas_and_its_time() -> None:
    assert HOTLINE.counts_for("spam", NOW)
    assert not HOTLINE.counts_for("harassment", NOW)
    assert not HOTLINE.counts_for("spam", NOW - 2 * DAY)
    assert not HOTLINE.counts_for("spam", NOW + DAY)
    suspended = decide_suspend_flagger(HOTLINE, 1, SuspendReason.INACCURATE)
    assert isinstance(suspended, Flagger)
    assert not suspended.counts_for("spam", NOW)
    again = decide_restore_flagger(suspended)
    assert isinstance(again, Flagger)
    assert again.counts_for("spam", NOW)
    ended = decide_end(again, 3, NOW)
    assert isinstance(ended, Flagger)
    assert not ended.counts_for("spam", NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"contact": ""}, "contact"),
        ({"awarded_by": ""}, "awarded_by"),
        ({"source": None, "domain": None}, "source"),
        ({"source": "two words"}, "source"),
        ({"source": FORM}, "source"),
        ({"domain": "Hotline.example"}, "domain"),
        ({"domain": "localhost"}, "domain"),
        ({"areas": ()}, "areas"),
        ({"areas": ("spam", "gardening")}, "areas"),
        ({"until": NOW - 2 * DAY}, "until"),
    ],
)
def test_a_flagger_that_does_not_fit_is_refused_by_field(
    changes: dict[str, Any], field: str
) -> None:
    found = decide_add(replace(HOTLINE, **changes), ("spam", "harassment"))
    assert isinstance(found, Refusal)
    assert found.field == field


def test_a_second_suspension_or_an_old_page_is_refused() -> None:
    once = decide_suspend_flagger(HOTLINE, 1, SuspendReason.TOO_IMPRECISE)
    assert isinstance(once, Flagger)
    stale = decide_suspend_flagger(once, 1, SuspendReason.TOO_IMPRECISE)
    twice = decide_suspend_flagger(once, 2, SuspendReason.TOO_IMPRECISE)
    assert isinstance(stale, Refusal)
    assert isinstance(twice, Refusal)
    assert [stale.problem, twice.problem] == [Problem.VERSION_STALE, Problem.ALREADY_DECIDED]
