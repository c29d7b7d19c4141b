"""A report read by hand is the report that FastAPI reads: the same words, the same digest."""

import json

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quorate.api.shapes import AlarmIn, ReportIn
from quorate.api.steps.reported import report_of
from quorate.intake.model import check

FIELDS = {
    "subject": {"connector": "matrix:example.org", "kind": "account", "id": "@u:example.org"},
    "category": "spam",
}
ODD = (
    *("1e400", "-0", "-0.0", "NaN", "-Infinity", "123456789012345678901234567890", "1E5", "0.1"),
    *("5e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "9007199254740993.0"),
    *('"\\ud83d\\ude00"', '"\\ud83d"', '"\\u0000"', '"é"'),
    *('{"a": 1, "a": 2}', "[[[[[]]]]]", "[1,]"),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def same(raw: bytes, model: type[ReportIn]) -> bool:
    """Whether it is read by hand; then FastAPI reads the same."""
    try:
        found = model.model_validate_json(raw)
    except ValidationError:
        return False
    usual = model.model_validate(json.loads(raw))
    assert repr(found) == repr(usual)
    assert repr(check(report_of("app", "k", found))) == repr(check(report_of("app", "k", usual)))
    return True


@given(VALUES, st.text(), st.floats(0, 1))
def test_whatever_is_told_is_read_alike(value: object, text: str, score: float) -> None:
    said = {**FIELDS, "evidence": [value], "body": text}
    same(json.dumps(said).encode(), ReportIn)
    same(json.dumps({**said, "score": score}).encode(), AlarmIn)


@pytest.mark.parametrize("odd", ODD)
def test_odd_spellings_are_read_alike(odd: str) -> None:
    rest = json.dumps(FIELDS)[1:]
    same(f'{{"evidence": [{odd}], {rest}'.encode(), ReportIn)
    same(f'{{"score": {odd}, {rest}'.encode(), AlarmIn)


def test_of_a_field_that_is_said_twice_the_same_one_counts() -> None:
    same(f'{{"category": "other", {json.dumps(FIELDS)[1:]}'.encode(), ReportIn)


async def test_one_key_is_one_report_whichever_way_it_is_read(
    client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    read = ReportIn.model_validate_json

    def noted(raw: bytes) -> ReportIn:
        told.append("by hand")
        return read(raw)

    monkeypatch.setattr(ReportIn, "model_validate_json", noted)
    raw = json.dumps({**FIELDS, "evidence": [0.1, 1e20, {"é": None}]})
    kinds = ("application/json", "application/json; charset=utf-8", "application/x+json")
    answers = [
        await client.post(
            "/v1/reports", content=raw, headers={"Content-Type": kind, "Idempotency-Key": "k"}
        )
        for kind in kinds
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len({answer.text for answer in answers}) == 1
    assert told == ["by hand"]


def test_a_plain_report_is_read_by_hand() -> None:
    assert same(json.dumps({**FIELDS, "evidence": [1, 0.5, "x"]}).encode(), ReportIn)
    assert same(json.dumps({**FIELDS, "score": 1}).encode(), AlarmIn)
