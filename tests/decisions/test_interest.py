"""Answers about the public interest: form, digest, and the statement that carries it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.decisions.test_statement import FIXED

from quorate.decisions.interest import (
    LONGEST,
    PARAMETER,
    QUESTIONS,
    answers_of,
    interest_digest,
    read_interest,
)
from quorate.incidents.stage.world import ANSWERS

CARRIES = replace(FIXED, parameters=((PARAMETER, ANSWERS.digest()),))


def test_digest_is_the_golden_one() -> None:
    assert ANSWERS.digest() == "333075651b5c1cf9f883ac8acf3e6041ec59204d1f31ba0e35cba67142ec37a2"


def test_answers_are_read_back_as_they_were_and_in_the_order_asked() -> None:
    assert read_interest(ANSWERS.fields()) == ANSWERS
    assert [asked for asked, _ in ANSWERS.told()] == list(QUESTIONS.values())


@pytest.mark.parametrize("name", list(QUESTIONS))
@pytest.mark.parametrize("value", [None, 1, "", "   ", "x" * (LONGEST + 1), ["x"]])
def test_an_answer_out_of_form_is_refused_by_its_name(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        read_interest({**ANSWERS.fields(), name: value})


@pytest.mark.parametrize("change", [{"more": "x"}, {"considered": "prayer"}])
def test_answers_to_other_questions_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_interest({**ANSWERS.fields(), **change})


def test_answers_that_the_statement_does_not_carry_are_refused() -> None:
    assert interest_digest(CARRIES) == ANSWERS.digest()
    assert answers_of(CARRIES, ANSWERS.fields()) == ANSWERS
    assert answers_of(FIXED, None) is None
    for statement, changed in ((FIXED, ANSWERS), (CARRIES, replace(ANSWERS, harm="none"))):
        with pytest.raises(ValueError, match="not those"):
            answers_of(statement, changed.fields())
