"""What the person concerned is told: form, commitment, and the statement that carries it."""

from dataclasses import replace

import pytest
from tests.decisions.test_statement import FIXED

from quorate.decisions.facts import (
    LONGEST,
    PARAMETER,
    ToldFacts,
    facts_commitment,
    facts_of,
    given,
    read_facts,
)

TOLD = ToldFacts("On 3 May you wrote that the vote is cancelled.\nIt is not.", "5a" * 32)
GOLDEN = "dfe5e4b118542f358c7526074525cb4cc4ad200f4ddf8afe7ce5ac697500b367"
CARRIES = replace(FIXED, parameters=((PARAMETER, TOLD.salted.commitment),))


def test_the_commitment_is_the_golden_one_and_covers_text_and_salt() -> None:
    assert TOLD.salted.commitment == GOLDEN
    assert replace(TOLD, text=TOLD.text + ".").salted.commitment != GOLDEN
    assert replace(TOLD, salt="5b" * 32).salted.commitment != GOLDEN


def test_what_was_just_written_gets_a_salt_of_its_own_and_plain_line_ends() -> None:
    first, second = given("  one\r\ntwo\u2028three "), given("one\ntwo\nthree")
    assert first and second
    assert first.text == second.text == "one\ntwo\nthree"
    assert first.salt != second.salt
    assert given("") is given(" \r\n ") is None


@pytest.mark.parametrize(
    "said", ["x" * (LONGEST + 1), "half \ud800", "nul \x00"], ids=["long", "surrogate", "nul"]
)
def test_what_cannot_be_kept_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="facts"):
        given(said)


@pytest.mark.parametrize("value", [None, "x", {"text": "x"}, {"text": " ", "salt": "5a" * 32}])
def test_anything_but_a_text_with_its_salt_is_none(value: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_facts(value)


def test_facts_that_the_statement_does_not_carry_are_refused() -> None:
    assert facts_commitment(CARRIES) == TOLD.salted.commitment
    assert facts_of(CARRIES, TOLD.fields()) == TOLD
    assert facts_of(FIXED, None) is None
    for statement, changed in ((FIXED, TOLD), (CARRIES, replace(TOLD, text="else"))):
        with pytest.raises(ValueError, match="not those"):
            facts_of(statement, changed.fields())
