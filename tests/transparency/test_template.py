"""The template beside the closed lists of the Transparency Database, and what it refuses."""

from datetime import UTC, datetime
from typing import Any

import pytest

from quorate.transparency.records import (
    RESTRICTIONS,
    Ground,
    Measure,
    Notice,
    Order,
    OrderKind,
)
from quorate.transparency.template import CATEGORIES, STATES
from quorate.transparency.values import VALUES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOTICE = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"
VIOLENCE = "STATEMENT_CATEGORY_VIOLENCE"
TERMS_ONLY = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
SUSPENDED = "DECISION_ACCOUNT_SUSPENDED"


def test_categories_and_keywords_are_those_of_the_database_but_for_what_only_orders_have() -> None:
    assert CATEGORIES.keys() - VALUES["category"] == {"STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"}
    assert VALUES["category"] <= CATEGORIES.keys()
    keywords = {keyword for category in CATEGORIES.values() for keyword in category.keywords}
    assert keywords <= VALUES["keyword"]


def test_states_are_those_of_the_union_in_eurostat_s_spelling() -> None:
    of_the_area = {"IS", "LI", "NO"}
    assert {"GR" if s == "EL" else s for s in STATES} == VALUES["territorial_scope"] - of_the_area


def test_there_are_sixteen_restrictions() -> None:
    assert len(RESTRICTIONS) == 16
    assert SUSPENDED in RESTRICTIONS


@pytest.mark.parametrize(
    ("category", "keyword", "why"),
    [
        (VIOLENCE, "", "is counted by its keywords"),
        (VIOLENCE, "KEYWORD_SUICIDE", "has no row for"),
        (TERMS_ONLY, "KEYWORD_NUDITY", "4_notices has no row for"),
        (NOTICE, "KEYWORD_OTHER", "has no row for"),
        ("STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER", "", "has no row for"),
        ("", "", "has no row for"),
    ],
)
def test_a_notice_has_a_row_of_its_part(category: str, keyword: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Notice(NOW, category, keyword)
    assert Notice(NOW, NOTICE)


def test_only_the_terms_forbid_what_the_law_does_not() -> None:
    said: dict[str, Any] = {
        "applied": NOW,
        "category": TERMS_ONLY,
        "keyword": "KEYWORD_NUDITY",
        "restriction": SUSPENDED,
    }
    assert Measure(ground=Ground.TERMS, **said)
    with pytest.raises(ValueError, match="5_own_initiative_illegal has no row"):
        Measure(ground=Ground.ILLEGAL, **said)


@pytest.mark.parametrize(
    "changes",
    [{"restriction": "DECISION_ACCOUNT"}, {"automated": "yes"}],
)
def test_a_measure_takes_only_words_of_the_database(changes: dict[str, str]) -> None:
    said: dict[str, Any] = {
        "applied": NOW,
        "ground": Ground.TERMS,
        "category": VIOLENCE,
        "keyword": "KEYWORD_OTHER",
        "restriction": SUSPENDED,
    }
    said.update(changes)
    with pytest.raises(ValueError, match="is not among the values"):
        Measure(**said)


def test_an_order_comes_from_a_member_state() -> None:
    with pytest.raises(ValueError, match="state: 'GR' is not among"):
        Order(NOW, OrderKind.ACT, "GR", VIOLENCE, "KEYWORD_OTHER")
