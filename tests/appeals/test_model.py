"""Six months to the second, what an answer needs, and who holds an appeal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.casework import NOW, actor
from uuid_utils.compat import uuid7

from quorate.appeals.involved import Involved
from quorate.appeals.model import (
    LEASE,
    LONGEST_ANSWER,
    LONGEST_WORDS,
    Appeal,
    cleaned,
    decide_claim,
    decide_file,
    decide_ruling,
    decide_settle,
    reopens,
)
from quorate.appeals.periods import appeal_until
from quorate.vocabulary.kinds import AppealOutcome, AppealSide, Settlement
from quorate.vocabulary.problems import Problem, Refusal

NOBODY = Involved(frozenset(), frozenset(), frozenset(), frozenset())
PERSON = actor("other").person
SECOND = timedelta(seconds=1)
ENOUGH = "It was a quotation, and nobody was hounded."


def an_appeal(side: AppealSide = AppealSide.PERSON) -> Appeal:
    return Appeal(uuid7(), side, "prop_1", uuid7(), "prop_1", "service:public", NOW, "ab" * 32)


def held(appeal: Appeal | None = None) -> Appeal:
    of = appeal or an_appeal()
    found = decide_claim(of, PERSON, NOBODY, of.fence, NOW)
    assert isinstance(found, Appeal)
    return found


def problem(found: object) -> Problem:
    assert isinstance(found, Refusal), found
    return found.problem


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ("2026-01-20T23:59:59", "2026-07-21T00:00:00"),
        ("2026-01-20T00:00:00", "2026-07-21T00:00:00"),
        ("2026-08-31T12:00:00", "2027-03-02T00:00:00"),  # Sunday 28 February, so the Monday
        ("2027-08-31T12:00:00", "2028-03-01T00:00:00"),  # a leap year
        ("2026-07-03T12:00:00", "2027-01-05T00:00:00"),  # Sunday 3 January
        ("2026-07-02T12:00:00", "2027-01-05T00:00:00"),  # Saturday 2 January
        ("2026-12-15T12:00:00", "2027-06-16T00:00:00"),
    ],
)
def test_six_months_end_with_the_last_day(told: str, until: str) -> None:
    told_at = datetime.fromisoformat(told).replace(tzinfo=UTC)
    edge = datetime.fromisoformat(until).replace(tzinfo=UTC)
    assert appeal_until(told_at) == edge
    assert decide_file(told_at, "no", edge - SECOND) is None
    assert problem(decide_file(told_at, "no", edge)) is Problem.EXPIRED


@pytest.mark.parametrize("words", ["", "x" * (LONGEST_WORDS + 1), "a\x00b", "half \ud800"])
def test_words_that_do_not_fit_are_refused(words: str) -> None:
    assert problem(decide_file(NOW, words, NOW)) is Problem.BODY_INVALID


def test_line_ends_of_forms_count_once() -> None:
    assert decide_file(NOW, cleaned("\r\n".join("x" * 5001)), NOW) is not None
    assert decide_file(NOW, cleaned("\r\n".join("x" * 5000) + "\r\n"), NOW) is None


def test_a_claim_holds_an_hour_against_others_and_is_lost_only_when_taken() -> None:
    first, other = held(), actor("third").person
    assert (
        problem(decide_claim(first, other, NOBODY, 1, NOW + LEASE - SECOND)) is Problem.LEASE_LOST
    )
    late = NOW + 3 * LEASE
    done = decide_ruling(first, PERSON, NOBODY, 1, AppealOutcome.UPHELD, ENOUGH, late)
    assert isinstance(done, Appeal)
    stale = decide_claim(first, other, NOBODY, 0, NOW + LEASE)
    assert problem(stale) is Problem.VERSION_STALE
    taken = decide_claim(first, other, NOBODY, 1, NOW + LEASE)
    assert isinstance(taken, Appeal)
    lost = decide_ruling(taken, PERSON, NOBODY, 1, AppealOutcome.UPHELD, ENOUGH, late)
    assert problem(lost) is Problem.LEASE_LOST


@pytest.mark.parametrize("answer", ["x" * 19, "x" * (LONGEST_ANSWER + 1), "nul \x00" * 10])
def test_an_answer_has_reasons(answer: str) -> None:
    found = decide_ruling(held(), PERSON, NOBODY, 1, AppealOutcome.UPHELD, answer, NOW)
    assert problem(found) is Problem.BODY_INVALID


def test_nothing_is_decided_unclaimed_twice_or_by_an_older_claim() -> None:
    def ruled(appeal: Appeal, fence: int) -> object:
        return decide_ruling(appeal, PERSON, NOBODY, fence, AppealOutcome.UPHELD, ENOUGH, NOW)

    assert problem(ruled(an_appeal(), 0)) is Problem.LEASE_LOST
    again = held(held())
    assert problem(ruled(again, 1)) is Problem.LEASE_LOST
    done = ruled(again, 2)
    assert isinstance(done, Appeal)
    assert problem(ruled(done, 2)) is Problem.ALREADY_DECIDED
    assert problem(decide_claim(done, PERSON, NOBODY, 2, NOW)) is Problem.ALREADY_DECIDED


@pytest.mark.parametrize("part", ["hands", "workers", "concerned"])
def test_whoever_has_a_part_neither_claims_nor_decides(part: str) -> None:
    involved = replace(NOBODY, **{part: frozenset({"other"})})
    for found in (
        decide_claim(an_appeal(), PERSON, involved, 0, NOW),
        decide_ruling(held(), PERSON, involved, 1, AppealOutcome.UPHELD, ENOUGH, NOW),
    ):
        assert isinstance(found, Refusal)
        assert (found.problem, found.invariant) == (Problem.SELF_EXCLUDED, "I2")


def test_nobody_decides_about_an_account_of_their_own() -> None:
    own, involved = replace(PERSON, accounts=("ref",)), replace(NOBODY, accounts=frozenset({"ref"}))
    assert problem(decide_claim(an_appeal(), own, involved, 0, NOW)) is Problem.SELF_EXCLUDED


def test_a_reporter_s_appeal_is_not_reversed_in_part() -> None:
    appeal = held(an_appeal(AppealSide.REPORTER))
    part = AppealOutcome.PARTLY_REVERSED
    found = decide_ruling(appeal, PERSON, NOBODY, 1, part, ENOUGH, NOW)
    assert problem(found) is Problem.BODY_INVALID
    assert reopens(appeal, AppealOutcome.REVERSED)
    assert not reopens(appeal, AppealOutcome.UPHELD)
    assert not reopens(an_appeal(), AppealOutcome.REVERSED)
    assert reopens(an_appeal(), part)


@pytest.mark.parametrize("on", ["2026-02-30", "26-01-01", "2999-01-01", "", "20260101"])
def test_a_settlement_has_a_day_that_was(on: str) -> None:
    done = decide_ruling(held(), PERSON, NOBODY, 1, AppealOutcome.UPHELD, ENOUGH, NOW)
    assert isinstance(done, Appeal)
    found = decide_settle(done, "lead", Settlement.PERSON, on, "a body", NOW)
    assert problem(found) is Problem.BODY_INVALID
    fits = decide_settle(done, "lead", Settlement.PERSON, "2026-11-24", "a body", NOW)
    assert isinstance(fits, Appeal)
    twice = decide_settle(fits, "lead", Settlement.PERSON, "2026-11-24", "a body", NOW)
    assert problem(twice) is Problem.ALREADY_DECIDED
    early = decide_settle(held(), "lead", Settlement.PERSON, "2026-11-24", "a body", NOW)
    assert problem(early) is Problem.BODY_INVALID
