"""Statements of reasons, judged as the Transparency Database judges them."""

import json
import subprocess
import sys
from io import BytesIO

import pytest

from quorate.cli.reasons import judged
from quorate.transparency.rules import MOST, REQUIRED, RESTRICTIONS, check, check_batch
from quorate.transparency.values import VALUES

GOOD: dict[str, object] = {
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "illegal_content_legal_ground": "a law",
    "illegal_content_explanation": "why it is against that law",
    "content_type": ["CONTENT_TYPE_TEXT"],
    "category": "STATEMENT_CATEGORY_VIOLENCE",
    "content_date": "2026-11-01",
    "application_date": "2026-11-02",
    "decision_facts": "It was reported by a reader.",
    "source_type": "SOURCE_ARTICLE_16",
    "automated_detection": "No",
    "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    "puid": "prop_01",
}


def faulty(**changed: object) -> set[str]:
    return set(check({**GOOD, **changed}))


def test_a_whole_one_is_taken_alone_and_a_hundred_times() -> None:
    assert check(GOOD) == {}
    assert check_batch([{**GOOD, "puid": at} for at in range(MOST)]) == {}


@pytest.mark.parametrize("field", REQUIRED)
@pytest.mark.parametrize("nothing", [None, "", " \u200b\n"])
def test_what_is_needed_is_missed_when_empty(field: str, nothing: object) -> None:
    assert faulty(**{field: nothing}) == {field}
    assert set(check({k: v for k, v in GOOD.items() if k != field})) == {field}


def test_a_restriction_is_needed_any_will_do() -> None:
    empty: list[object] = [None, [], ""]
    for nothing in empty:
        assert faulty(decision_visibility=nothing) == set(RESTRICTIONS)
    bare = {k: v for k, v in GOOD.items() if k != "decision_visibility"}
    for field in ("account", "monetary", "provision"):
        for value in VALUES[f"decision_{field}"] - {"DECISION_MONETARY_OTHER"}:
            assert check({**bare, f"decision_{field}": value}) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account_type", "ACCOUNT_TYPE_PUBLIC"),
        ("automated_decision", "No"),
        ("automated_detection", True),
        ("automated_detection", "no"),
        ("category", ["STATEMENT_CATEGORY_VIOLENCE"]),
        ("category", "STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT"),
        ("category_addition", None),
        ("category_addition", ["null"]),
        ("category_specification", ["KEYWORD_DANGEROUS_TOYS"]),
        ("content_date", "2026-02-30"),
        ("content_date", "2026-2-03"),
        ("content_date", "1999-12-31"),
        ("application_date", "2019-12-31"),
        ("application_date", "2038-01-02"),
        ("application_date", "2026-11-02 10:00"),
        ("end_date_account_restriction", "2038-01-02"),
        ("content_id", "1234567890123"),
        ("content_id_ean", "123456789012"),
        ("content_language", "null"),
        ("content_language", "de"),
        ("content_type", "CONTENT_TYPE_TEXT"),
        ("content_type", [None]),
        ("decision_account", 1),
        ("decision_facts", "x" * 5001),
        ("decision_facts", 5),
        ("decision_ground_reference_url", "example.org/rules"),
        ("decision_ground_reference_url", "https://example.org/" + "x" * 500),
        ("decision_visibility_other", "x" * 501),
        ("content_type_other", "x" * 501),
        ("source_identity", "x" * 501),
        ("illegal_content_explanation", "x" * 2001),
        ("incompatible_content_illegal", None),
        ("puid", "a b"),
        ("puid", "x" * 501),
        ("puid", True),
        ("puid", "\u0661"),
        ("source_type", None),
        ("territorial_scope", ["GB"]),
        ("territorial_scope", "DE"),
    ],
)
def test_what_the_database_refuses_is_refused(field: str, value: object) -> None:
    assert faulty(**{field: value}) == {field}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account_type", "null"),
        ("decision_account", "null"),
        ("decision_visibility", ["null"]),
        ("category_specification", ["null", "KEYWORD_OTHER"]),
        ("category", "  STATEMENT_CATEGORY_VIOLENCE "),
        ("category_addition", ["STATEMENT_CATEGORY_VIOLENCE"]),
        ("content_date", "2000-01-01"),
        ("application_date", "2038-01-01"),
        ("end_date_visibility_restriction", "1900-01-01"),
        ("content_id", []),
        ("content_id", {"EAN-13": "1234567890123"}),
        ("decision_facts", "\U0001f600" * 5000),
        ("decision_ground_reference_url", "https://example.org:8/a?b=c#d"),
        ("decision_monetary_other", "x" * 501),
        ("incompatible_content_explanation", "x" * 2001),
        ("incompatible_content_ground", 7),
        ("puid", 7),
        ("territorial_scope", ["DE", "DE", "NO"]),
        ("unheard_of", object()),
    ],
)
def test_what_the_database_takes_is_taken(field: str, value: object) -> None:
    assert faulty(**{field: value}) == set()


@pytest.mark.parametrize(
    ("field", "value", "other"),
    [
        ("content_type", ["CONTENT_TYPE_OTHER"], "content_type_other"),
        ("decision_monetary", "DECISION_MONETARY_OTHER", "decision_monetary_other"),
        ("decision_visibility", ["DECISION_VISIBILITY_OTHER"], "decision_visibility_other"),
    ],
)
def test_another_kind_is_named(field: str, value: object, other: str) -> None:
    assert faulty(**{field: value}) == {other}
    assert faulty(**{field: value, other: " "}) == {other}
    assert faulty(**{field: value, other: "x" * 501}) == {other}
    assert faulty(**{field: value, other: "a badge"}) == set()


def test_each_ground_has_its_own_texts() -> None:
    terms = {"decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT"}
    assert faulty(**terms) == {"incompatible_content_ground", "incompatible_content_explanation"}
    said = {"incompatible_content_ground": "1", "incompatible_content_explanation": "2"}
    assert faulty(**terms, **said, illegal_content_explanation="x" * 9999) == set()


def test_a_renamed_value_is_told_by_its_new_name() -> None:
    told = check({**GOOD, "category": "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE"})
    assert "STATEMENT_CATEGORY_OTHER_VIOLATION_TC" in told["category"][0]


def test_a_batch_names_the_statement_and_takes_no_puid_twice() -> None:
    assert check_batch([GOOD, {**GOOD, "puid": "b", "category": "x"}, GOOD, 7]) == {
        "statement_1.category": ["'x' is not among the values that are taken."],
        "statement_2.puid": ["Another statement of this batch has it."],
        "statement_3.statement": ["An object is needed."],
    }
    assert set(check_batch([{**GOOD, "puid": 5}, {**GOOD, "puid": " 5"}])) == {"statement_1.puid"}
    assert check_batch([{**GOOD, "content_id_ean": "1"}]) == {}
    wrongs: list[object] = [[], [GOOD] * (MOST + 1), {"0": GOOD}, None]
    for wrong in wrongs:
        assert set(check_batch(wrong)) == {"statements"}


def test_every_line_has_its_answer_in_order() -> None:
    lines = [
        json.dumps(GOOD).encode(),
        b"",
        b"not JSON",
        b"\xff",
        b"[" * 100_000,
        b"9" * 10_000,
        b"[1]",
        json.dumps({"statements": [GOOD]}).encode(),
    ]
    found = [json.loads(line) for line in judged(BytesIO(b"\n".join(lines)))]
    assert [one["valid"] for one in found] == [True, *[False] * 5, True]
    assert all(set(one) == {"valid", "errors"} for one in found)


def test_the_command_reads_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quorate", "sor", "check"],
        input=json.dumps(GOOD) + "\n{}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {"valid": True, "errors": {}}
    assert set(second["errors"]) == {*REQUIRED, *RESTRICTIONS}
