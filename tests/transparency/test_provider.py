"""The provider's file: what it says, and every slip that is refused."""

from typing import Any

import pytest
from tests.transparency.making import JANUARY, PROVIDER, provider

from quorate.transparency.figures import Figures
from quorate.transparency.provider import Mechanism, Placing, read_provider
from quorate.transparency.records import Ground, Kind, Origin
from quorate.transparency.sheets import Report, Span

MINORS = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"
VIOLENCE = "STATEMENT_CATEGORY_VIOLENCE"


def test_an_area_without_a_word_is_filed_as_another_violation_of_the_terms() -> None:
    filed = Placing(Ground.TERMS, "STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "KEYWORD_OTHER")
    assert provider().placing("spam") == filed


def test_an_area_is_filed_as_the_provider_says() -> None:
    areas = {
        "children": {
            "ground": "illegal",
            "category": MINORS,
            "keyword": "KEYWORD_UNSAFE_CHALLENGES",
        },
        "threats": {"category": VIOLENCE},
    }
    said = provider(areas=areas)
    assert said.placing("children") == Placing(Ground.ILLEGAL, MINORS, "KEYWORD_UNSAFE_CHALLENGES")
    assert said.placing("threats") == Placing(Ground.TERMS, VIOLENCE, "KEYWORD_OTHER")


def test_a_source_without_a_word_is_unknown() -> None:
    said = provider(sources={"alarms": {"origin": "own", "detected": True}, "forms": {}})
    assert said.mechanism("alarms") == Mechanism(Origin.OWN, detected=True)
    assert said.mechanism("forms") == said.mechanism("elsewhere") == Mechanism()


def test_without_a_list_the_restrictions_are_those_of_the_actions() -> None:
    content = {name: value for name, value in PROVIDER.items() if name != "restrictions"}
    assert read_provider(content).restrictions == {
        "DECISION_ACCOUNT_SUSPENDED",
        "DECISION_ACCOUNT_TERMINATED",
        "DECISION_VISIBILITY_CONTENT_DEMOTED",
        "DECISION_VISIBILITY_CONTENT_DISABLED",
        "DECISION_VISIBILITY_CONTENT_REMOVED",
    }


def test_the_digest_is_over_all_that_is_said() -> None:
    assert provider().digest == provider().digest != provider(none=["orders"]).digest
    assert provider(none=["orders"]).none == {Kind.ORDERS}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"nmae": "x"}, "provider: 'nmae' is not known here"),
        ({"name": ""}, "name: a text is needed"),
        ({"type": "shop"}, "type: 'shop' is not known here"),
        ({"published": "12.2.2027"}, "published: a day such as 2027-02-12 is needed"),
        ({"previous": "2027-02-30"}, "previous: a day such as"),
        ({"none": ["noises"]}, "noises"),
        ({"restrictions": ["DECISION_ACCOUNT"]}, "restrictions: 'DECISION_ACCOUNT' is not known"),
        ({"areas": {"spam": {}}}, "category: a text is needed"),
        ({"areas": {"spam": {"category": VIOLENCE, "keyword": "KEYWORD_SUICIDE"}}}, "has no row"),
        ({"areas": {"a": {"category": VIOLENCE, "ground": "law"}}}, "areas.a.ground: 'law' is not"),
        ({"areas": {"a": {"category": VIOLENCE, "key": "x"}}}, "areas.a: 'key' is not known here"),
        ({"sources": {"a": {"origin": "police"}}}, "police"),
        ({"sources": {"a": {"detected": "yes"}}}, "sources.a.detected: true or false is needed"),
        ({"others": {"KEYWORD_OTHER": "x"}}, "others: 'KEYWORD_OTHER' is not known here"),
        ({"categories": {"Category 18": "x"}}, "categories: 'Category 18' is not known here"),
        ({"figures": {"complaints": {"total": 1}}}, "figures: 'complaints.total' is not known"),
        ({"figures": {"speakers": {"xx": 1}}}, "figures: 'speakers.xx' is not known here"),
        ({"figures": {"speakers": {"de": -1}}}, "figures.speakers.de: a number from 0 on"),
        ({"figures": {"speakers": {"de": True}}}, "figures.speakers.de: a number from 0 on"),
        ({"texts": {"sumary": "x"}}, "texts: 'sumary' is not known here"),
        ({"texts": {"summary": "x" * 5001}}, "texts.summary: at most 5000 characters; these are"),
        ({"context": [{"part": "12_x", "text": "x"}]}, "context.part: '12_x' is not known here"),
        (
            {"context": [{"part": "10_AMAR", "text": "x", "where": {"Scop": "AT"}}]},
            "context.where: 'Scop' is not known here",
        ),
    ],
)
def test_a_slip_is_refused_with_its_field(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why.replace(".", r"\.").replace("(", r"\(")):
        provider(**changes)


@pytest.mark.parametrize(
    "context",
    [
        {"part": "10_AMAR", "text": "No column for it."},
        {"part": "4_notices", "text": "Of which figure?"},
        {"part": "4_notices", "figure": "Number of noises", "text": "No such figure."},
        {"part": "7_appeals_and_recidivism", "where": {"Scope": "Mean"}, "text": "No such row."},
    ],
)
def test_a_text_that_has_no_place_is_refused(context: dict[str, Any]) -> None:
    said = provider(context=[context])
    with pytest.raises(ValueError, match="has no place for"):
        Report(Figures(), said, Span(JANUARY, JANUARY)).parts()
