import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework import CONNECTOR, report
from uuid_utils.compat import uuid7

from quorate.accounts.subject import Subject
from quorate.intake.model import Accepted, Earlier, Filed, ReportKind, check, decide_file
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


def account(native: str, connector: str = CONNECTOR) -> Subject:
    return Subject(connector, SubjectKind.ACCOUNT, native)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("key", {"key": ""}),
        ("key", {"key": "a b"}),
        ("key", {"key": "k" * 256}),
        ("subject.connector", {"subject": account("@a:b", "matrix")}),
        ("subject.id", {"subject": account("")}),
        ("subject.id", {"subject": account("@a\x00:b")}),
        ("subject.id", {"subject": account("@\ud800:b")}),
        ("subject.id", {"subject": account("@" + "a" * 512)}),
        ("reporter", {"reporter": "two words"}),
        ("category", {"category": "Jane Doe, Berlin"}),
        ("body", {"body": "a\x00b"}),
        ("body", {"body": "\udfff"}),
        ("body", {"body": "a" * 10_001}),
        ("language", {"language": "german!"}),
        ("jurisdiction", {"jurisdiction": "de"}),
        ("score", {"score": 0.5}),
        ("score", {"kind": ReportKind.ALARM}),
        ("score", {"kind": ReportKind.ALARM, "score": 1.01}),
        ("score", {"kind": ReportKind.ALARM, "score": math.nan}),
        ("evidence", {"evidence": ["a" * 64_000]}),
        ("evidence", {"evidence": [{"a\x00": 1}]}),
        ("evidence", {"evidence": [{"a": ["\ud800"]}]}),
        ("evidence", {"evidence": [math.inf]}),
        ("evidence", {"evidence": [math.nan]}),
        ("evidence", {"evidence": [10**400]}),
        ("evidence", {"evidence": nested(40)}),
        ("evidence", {"evidence": [object()]}),
    ],
)
def test_what_is_not_well_formed_is_refused_by_field(field: str, changes: dict[str, Any]) -> None:
    found = check(replace(report("k1"), **changes))
    assert isinstance(found, Refusal)
    assert (found.problem, found.field) == (Problem.BODY_INVALID, field)


def test_a_refusal_never_repeats_what_was_sent() -> None:
    found = check(report("k1", category="Jane Doe"))
    assert isinstance(found, Refusal)
    assert "Jane" not in found.detail


def test_the_longest_allowed_is_taken() -> None:
    evidence = ["a" * (64_000 - 4)]
    found = check(report("k" * 255, body="ä" * 10_000, evidence=evidence))
    assert isinstance(found, Accepted)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": ReportKind.ALARM, "score": 0.5},
        {"subject": account("@other:example.org")},
        {"subject": account("@spam:example.org", "matrix:example.com")},
        {"reporter": None},
        {"category": "abuse"},
        {"body": "buy now "},
        {"language": "de"},
        {"jurisdiction": "FR"},
        {"evidence": [{"text": "buy"}]},
    ],
)
def test_a_key_stands_for_everything_that_the_report_says(changes: dict[str, Any]) -> None:
    first, other = check(report("k1")), check(report("k1", **changes))
    assert isinstance(first, Accepted)
    assert isinstance(other, Accepted)
    earlier = Earlier(first.digest, uuid7(), uuid7())
    assert decide_file(first, earlier) == Filed(earlier.report, earlier.case)
    refused = decide_file(other, earlier)
    assert isinstance(refused, Refusal)
    assert refused.problem is Problem.IDEMPOTENCY_CONFLICT
    assert decide_file(other, None) is other


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_text_makes_checking_fail(body: str, category: str, native: str) -> None:
    found = check(report("k1", native, body=body, category=category, evidence=[body, native]))
    assert isinstance(found, Accepted | Refusal)
