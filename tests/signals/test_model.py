"""Versions of a rule and their states; when reports on an account rise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from quorate.signals.model import (
    MOST_DAYS,
    MOST_RUNNING,
    Backtest,
    Figures,
    Rule,
    State,
    decide_days,
    decide_move,
    decide_write,
)
from quorate.signals.rates import LEAST, PAST, TIMES, Hours, is_rising
from quorate.vocabulary.problems import Problem, Refusal

NOW = datetime(2026, 11, 24, 11, 59, tzinfo=UTC)
RULE = Rule("spam", 2, "spam", "ab" * 32, "ada", NOW - timedelta(hours=1))
TESTED = Backtest(
    uuid4(), "spam", 2, "ada", NOW - timedelta(minutes=1), NOW - timedelta(days=9), Figures()
)


def problem(found: object) -> Problem:
    assert isinstance(found, Refusal), found
    return found.problem


def moved(
    to: State, who: str = "bob", tested: Backtest | None = TESTED, running: int = 0, **rule: object
) -> Rule | Refusal:
    return decide_move(replace(RULE, **rule), to, who, tested, running, NOW)  # pyright: ignore


def test_another_person_puts_a_tested_version_live() -> None:
    found = moved(State.LIVE)
    assert isinstance(found, Rule)
    assert (found.state, found.moved_by, found.moved_at) == (State.LIVE, "bob", NOW)


def test_whoever_wrote_it_does_not() -> None:
    assert problem(moved(State.LIVE, "ada")) is Problem.SELF_EXCLUDED
    assert isinstance(moved(State.SHADOW, "ada"), Rule)


@pytest.mark.parametrize(
    "tested",
    [
        None,
        replace(TESTED, version=1),
        replace(TESTED, name="scam"),
        replace(TESTED, tested_at=RULE.written_at),
        replace(TESTED, tested_at=RULE.written_at - timedelta(seconds=1)),
    ],
)
def test_without_a_newer_test_of_this_version_it_is_not_live(tested: Backtest | None) -> None:
    assert problem(moved(State.LIVE, tested=tested)) is Problem.NOT_TESTED
    assert isinstance(moved(State.SHADOW, tested=tested), Rule)


@pytest.mark.parametrize(
    ("to", "rule", "refused"),
    [
        (State.DRAFT, {"state": State.OFF}, Problem.BODY_INVALID),
        (State.OFF, {"state": State.OFF}, Problem.ALREADY_DECIDED),
        (State.LIVE, {"state": State.LIVE}, Problem.ALREADY_DECIDED),
    ],
)
def test_other_steps_are_refused(to: State, rule: dict[str, object], refused: Problem) -> None:
    assert problem(moved(to, **rule)) is refused  # pyright: ignore[reportArgumentType]


def test_so_many_run_and_no_more() -> None:
    assert problem(moved(State.SHADOW, running=MOST_RUNNING)) is Problem.CAP_REACHED
    assert isinstance(moved(State.LIVE, running=MOST_RUNNING, state=State.SHADOW), Rule)
    assert isinstance(moved(State.OFF, running=MOST_RUNNING), Rule)


@pytest.mark.parametrize("name", ["", "Spam", "9a", "a b", "a" * 41, "../x"])
def test_a_name_is_a_slug(name: str) -> None:
    assert problem(decide_write(replace(RULE, name=name), ["spam"], None)) is Problem.BODY_INVALID


def test_a_new_version_is_the_next_one() -> None:
    found = decide_write(RULE, ["spam"], replace(RULE, version=6))
    assert isinstance(found, Rule)
    assert (found.version, found.state) == (7, State.DRAFT)
    assert problem(decide_write(RULE, ["scam"], None)) is Problem.BODY_INVALID


def test_a_test_looks_back_so_far() -> None:
    assert decide_days(MOST_DAYS, NOW) == NOW - timedelta(days=MOST_DAYS)
    for days in (0, -1, MOST_DAYS + 1):
        assert problem(decide_days(days, NOW)) is Problem.BODY_INVALID


def test_a_share_is_of_what_was_decided() -> None:
    assert Figures(hits=4, cases=4, decided=3, actioned=2).share == 2 / 3
    assert Figures(hits=4, cases=4).share is None


@pytest.mark.parametrize(
    ("reporters", "past", "rising"),
    [
        (LEAST - 1, 0, False),
        (LEAST, 0, True),
        (LEAST, (PAST // timedelta(hours=1)) * LEAST // TIMES, True),
        (LEAST, (PAST // timedelta(hours=1)) * LEAST // TIMES + 1, False),
        (1_000, 168 * 200, True),
        (999, 168 * 200, False),
    ],
)
def test_reports_rise_against_an_account_s_own_past(
    reporters: int, past: int, rising: bool
) -> None:
    assert is_rising(reporters, past) is rising


def test_hours_count_this_one_and_the_day() -> None:
    hours, hour = Hours(), datetime(2026, 11, 24, 11, tzinfo=UTC)
    hours.add(b"a", hour - timedelta(hours=24), new_reporter=True)
    hours.add(b"a", hour - timedelta(hours=23), new_reporter=True)
    hours.add(b"a", hour, new_reporter=True)
    hours.add(b"a", hour, new_reporter=False)
    hours.add(b"b", hour, new_reporter=True)
    assert (hours.at(b"a", hour).reports, hours.at(b"a", hour).reporters) == (2, 1)
    assert hours.day(b"a", hour) == 3
