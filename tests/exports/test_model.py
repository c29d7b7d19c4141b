"""Who may take a request in, give it out and end it, and how long there is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.casework import actor

from quorate.exports.model import (
    LASTS,
    Export,
    code_hash,
    code_text,
    decide_ask,
    decide_end,
    decide_give,
)
from quorate.vocabulary.problems import Problem, Refusal

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
DAY = datetime(2026, 11, 20, tzinfo=UTC)
ONE = UUID(int=1)
LEAD, OTHER = actor("lead").person, actor("other").person


def problem(found: object) -> Problem:
    assert isinstance(found, Refusal), found
    return found.problem


def asked() -> Export:
    found = decide_ask(ONE, "ref", DAY, LEAD, NOW)
    assert isinstance(found, Export)
    return found


def test_there_is_one_month_from_the_day_on_which_it_was_received() -> None:
    assert asked().due == datetime(2026, 12, 22, tzinfo=UTC)  # the 20th is a Sunday
    late = replace(asked(), received_at=datetime(2026, 1, 31, tzinfo=UTC))
    assert late.due == datetime(2026, 3, 3, tzinfo=UTC)  # 28 February is a Saturday


def test_nobody_is_both_who_takes_it_in_and_who_gives_it_out() -> None:
    assert problem(decide_give(asked(), LEAD, NOW, verified=True)) is Problem.SELF_EXCLUDED
    found = decide_give(asked(), OTHER, NOW, verified=True)
    assert isinstance(found, Export)
    assert (found.given_by, found.until) == ("other", NOW + LASTS)
    assert problem(decide_give(found, OTHER, NOW, verified=True)) is Problem.ALREADY_DECIDED


def test_nobody_acts_on_their_own_account() -> None:
    own = replace(OTHER, accounts=("ref",))
    assert problem(decide_ask(ONE, "ref", DAY, own, NOW)) is Problem.SELF_EXCLUDED
    assert problem(decide_give(asked(), own, NOW, verified=True)) is Problem.SELF_EXCLUDED


def test_without_a_confirmed_identity_nothing_is_given_out() -> None:
    assert problem(decide_give(asked(), OTHER, NOW, verified=False)) is Problem.BODY_INVALID


@pytest.mark.parametrize("days", [-1, 370])
def test_the_day_of_the_request_is_not_to_come_nor_long_ago(days: int) -> None:
    found = decide_ask(ONE, "ref", NOW - timedelta(days=days), LEAD, NOW)
    assert problem(found) is Problem.BODY_INVALID


def test_it_shows_until_its_end_to_the_second_and_not_once_it_is_ended() -> None:
    found = decide_give(asked(), OTHER, NOW, verified=True)
    assert isinstance(found, Export)
    assert not asked().shows(NOW)
    assert found.shows(NOW + LASTS - timedelta(seconds=1))
    assert not found.shows(NOW + LASTS)
    ended = decide_end(found, LEAD, NOW)
    assert isinstance(ended, Export)
    assert not ended.shows(NOW)
    assert problem(decide_end(ended, LEAD, NOW)) is Problem.ALREADY_DECIDED


def test_a_code_is_the_same_however_it_is_typed() -> None:
    assert code_text("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"
    assert code_hash(" abcd efgh-jkmn ") == code_hash("ABCDEFGHJKMN")
    assert code_hash("ABCDEFGHJKMP") != code_hash("ABCDEFGHJKMN")
