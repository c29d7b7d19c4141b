"""Answers about the public interest: form, digest, and the statement that carries it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.decisions.test_statement import FIXED

from quorate.decisions.interest import (
    LONGEST,
    PARAMETER,
    QUESTIONS,
    answered,
    answers_of,
    interest_commitment,
    read_interest,
)
from quorate.incidents.stage.world import ANSWERS

GOLDEN = "44a329c064df6bf7ab786e4e65022e324627d7a12659faafc938dd3398d6d711"
CARRIES = replace(FIXED, parameters=((PARAMETER, ANSWERS.salted.commitment),))


def test_the_commitment_is_the_golden_one() -> None:
    assert ANSWERS.salted.commitment == GOLDEN


@pytest.mark.parametrize(
    "change",
    [*({name: "other"} for name in QUESTIONS if name != "considered"), {"salt": "00" * 32}],
)
def test_every_answer_and_the_salt_are_in_the_commitment(change: dict[str, Any]) -> None:
    assert replace(ANSWERS, **change).salted.commitment != GOLDEN


def test_answers_just_given_get_a_salt_of_their_own_which_nobody_chooses() -> None:
    first, second = answered(given()), answered(given())
    assert replace(first, salt=ANSWERS.salt) == ANSWERS
    assert len({first.salt, second.salt, ANSWERS.salt}) == 3
    with pytest.raises(ValueError, match="salt"):
        answered(ANSWERS.fields())


def test_answers_are_read_back_as_they_were_and_in_the_order_asked() -> None:
    assert read_interest(ANSWERS.fields()) == ANSWERS
    assert [asked for asked, _ in ANSWERS.told()] == list(QUESTIONS.values())


@pytest.mark.parametrize("name", list(QUESTIONS))
@pytest.mark.parametrize("value", [None, 1, "", "   ", "x" * (LONGEST + 1), ["x"]])
def test_an_answer_out_of_form_is_refused_by_its_name(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        read_interest({**ANSWERS.fields(), name: value})


@pytest.mark.parametrize("value", ["nul \x00", "half \ud800"])
def test_an_answer_that_no_database_holds_is_refused_by_its_name(value: str) -> None:
    with pytest.raises(ValueError, match="harm"):
        answered({**given(), "harm": value})


def test_a_line_end_of_a_form_is_one_character_as_the_form_counts_it() -> None:
    made = answered({**given(), "harm": "x\r\n" * (LONGEST // 2)})
    assert made.harm == ("x\n" * (LONGEST // 2)).strip()


def given() -> dict[str, object]:
    """Answers as a form has them."""
    return {name: value for name, value in ANSWERS.fields().items() if name != "salt"}


@pytest.mark.parametrize("change", [{"more": "x"}, {"considered": "prayer"}])
def test_answers_to_other_questions_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_interest({**ANSWERS.fields(), **change})


def test_answers_that_the_statement_does_not_carry_are_refused() -> None:
    assert interest_commitment(CARRIES) == ANSWERS.salted.commitment
    assert answers_of(CARRIES, ANSWERS.fields()) == ANSWERS
    assert answers_of(FIXED, None) is None
    for statement, changed in ((FIXED, ANSWERS), (CARRIES, replace(ANSWERS, harm="none"))):
        with pytest.raises(ValueError, match="not those"):
            answers_of(statement, changed.fields())
