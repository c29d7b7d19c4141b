"""A statement of reasons becomes what the Transparency Database takes, and names nobody."""

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from tests.casework import NOW, rows
from tests.transparency.test_filing import filing

from quorate.transparency.payload import payload
from quorate.transparency.rules import check
from quorate.vocabulary.actions import FACTS, Action

CONTENT: dict[str, Any] = {
    "v": 1,
    "proposal": "prop_01",
    "action": "suspend",
    "scope": {"kind": "account", "platform": "matrix:here.example", "restricts": "account"},
    "duration": {"from": "2026-11-28T12:00:00.000Z", "until": None, "reversible": True},
    "facts": "ab" * 32,
    "ground": {
        "kind": "terms_and_conditions",
        "policy": "harassment/2",
        "text": "Nobody is to be threatened.",
        "law": None,
        "reference_url": None,
    },
    "automated": {"detection": False, "decision": False},
    "source": "notice",
    "category": "harassment",
    "content": {"types": ["text"], "date": "2026-11-27", "language": "de-AT"},
    "application_date": "2026-11-28",
    "redress": {"appeal": {"months": 6, "free": True}, "out_of_court": None, "courts": True},
}


def told(**changed: Any) -> dict[str, object]:
    return payload({**CONTENT, **changed}, {"harassment": "STATEMENT_CATEGORY_CYBER_VIOLENCE"})


@pytest.mark.parametrize("action", [a for a in Action if FACTS[a].silencing])
@pytest.mark.parametrize("law", [None, "StGB § 241"])
@pytest.mark.parametrize(
    "source", ["article_16", "legal_order", "notice", "own_initiative", "trusted_flagger"]
)
def test_whatever_silences_is_taken(action: Action, law: str | None, source: str) -> None:
    found = told(action=action, source=source, ground={**CONTENT["ground"], "law": law})
    assert check(found) == {}


def test_each_field_says_what_was_decided() -> None:
    found = told(duration={**CONTENT["duration"], "until": "2026-12-05T12:00:00.000Z"})
    assert found["decision_account"] == "DECISION_ACCOUNT_SUSPENDED"
    assert found["end_date_account_restriction"] == "2026-12-05"
    assert found["category"] == "STATEMENT_CATEGORY_CYBER_VIOLENCE"
    assert found["content_language"] == "DE"
    assert (found["content_date"], found["application_date"]) == ("2026-11-27", "2026-11-28")
    assert found["source_type"] == "SOURCE_TYPE_OTHER_NOTIFICATION"
    assert found["incompatible_content_ground"] == "harassment/2"
    assert found["automated_detection"] == "No"
    assert found["content_type_other"] is None
    assert (found["decision_ground"], found["incompatible_content_explanation"]) == (
        "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "Nobody is to be threatened.",
    )
    other = told(category="new", automated={"detection": True, "decision": False})
    assert other["category"] == "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
    assert other["automated_detection"] == "Yes"


def test_what_the_database_does_not_know_is_left_out_or_named() -> None:
    about = {"types": ["other", "text"], "date": "1970-01-01", "language": "tlh"}
    found = told(content=about)
    assert found["content_type"] == ["CONTENT_TYPE_OTHER", "CONTENT_TYPE_TEXT"]
    assert found["content_type_other"] == "account"
    assert (found["content_language"], found["content_date"]) == (None, "2000-01-01")
    assert check(found) == {}
    assert told(content={**about, "language": None})["content_language"] is None


@pytest.mark.parametrize("action", ["warn", "no_violation", "restore", "unheard_of"])
def test_what_restricts_nothing_is_none(action: str) -> None:
    with pytest.raises(ValueError, match=r"restricts nothing|not a valid Action"):
        told(action=action)


def keep(url: str, *contents: dict[str, Any]) -> None:
    """Statements of reasons as the worker makes them; their proposals are of no matter here."""
    with psycopg.connect(url) as conn:
        conn.execute("SET session_replication_role = replica")
        for content in contents:
            conn.execute(
                "INSERT INTO statements_of_reasons (proposal_id, case_id, made_at, content)"
                " VALUES (%s, gen_random_uuid(), %s, %s)",
                (content["proposal"], NOW, Jsonb(content)),
            )


async def test_what_was_told_is_filed_once_and_what_cannot_be_is_shown(database_url: str) -> None:
    several = [{**CONTENT, "proposal": f"prop_{n}"} for n in range(5)]
    keep(database_url, *several, {**CONTENT, "proposal": "prop_odd", "action": "warn"})
    async with filing(database_url) as house:
        assert await house.filing.queue() == 6
        assert await house.filing.queue() == 0
        await house.work()
        assert house.states() == {"filed": 5, "refused": 1}
        assert sorted(house.database.stored) == [f"prop_{n}" for n in range(5)]
    found = rows(database_url, "SELECT puid FROM filings WHERE state = 'refused'")
    assert found == [("prop_odd",)]


def test_a_law_is_the_ground_where_one_is_named() -> None:
    found = told(ground={**CONTENT["ground"], "law": "StGB § 241"})
    assert found["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert found["illegal_content_legal_ground"] == "StGB § 241"
    assert "incompatible_content_ground" not in found


@pytest.mark.parametrize("law", [None, "§" * 501])
def test_what_is_longer_than_the_database_takes_is_cut(law: str | None) -> None:
    ground = {**CONTENT["ground"], "policy": "p" * 501, "text": "x" * 2001, "law": law}
    assert check(told(ground=ground)) == {}
