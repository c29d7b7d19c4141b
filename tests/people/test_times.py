"""When a person's powers end, bound by bound, and what the rest of a shift takes away."""

from dataclasses import replace
from datetime import date

import pytest
from tests.people.test_model import at, person

from quorate.people.model import Bound, Person, ahead, contract_over, employed, shift_end, standing

NOON = at("2026-11-25 12:00")
TODAY, YESTERDAY = date(2026, 11, 25), date(2026, 11, 24)


def bounded(**said: object) -> Person:
    """Somebody whom a source has narrowed."""
    found = {"zone": "UTC", "shifts": None, "last_working_day": None, "contract_end": None, **said}
    return replace(person(), bounds=(Bound(**found),))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (person(), True),
        (person(last=TODAY), True),
        (person(last=YESTERDAY), False),
        (replace(person(), locked=True), False),
        (replace(person(last=TODAY), locked=True), False),
        (replace(person(), shift=None), True),
        (bounded(contract_end=YESTERDAY), False),
        (person(last=date.max), True),
        (bounded(last_working_day=TODAY, contract_end=date.max), True),
        (bounded(last_working_day=YESTERDAY, contract_end=date.max), False),
    ],
)
def test_employed_is_inside_the_contract_and_not_locked(who: Person, expected: bool) -> None:
    assert employed(who, NOON) is expected


@pytest.mark.parametrize("who", [person(last=date.max), bounded(contract_end=date.max)])
def test_the_last_day_of_the_calendar_is_no_end(who: Person) -> None:
    found = standing(who, NOON)
    assert (found.alive, found.new_work, found.irreversible) == (True, True, True)
    assert contract_over(who) is None
    assert ahead(who, NOON) == ahead(person(), NOON)


def test_who_is_locked_may_nothing() -> None:
    found = standing(replace(person(), locked=True), NOON)
    assert (found.alive, found.why) == (False, "access is locked")


def test_a_bound_without_shifts_leaves_the_granted_ones() -> None:
    assert shift_end(bounded(), NOON) == at("2026-11-25 16:00")
    assert standing(bounded(), NOON).alive
    assert shift_end(bounded(shifts=()), NOON) is None
    assert not standing(bounded(shifts=()), NOON).alive


def test_the_earliest_shift_s_end_counts() -> None:
    shorter = replace(person(), bounds=(person(ends="13:00").own, person().own))
    assert shift_end(shorter, NOON) == at("2026-11-25 13:00")


def test_what_the_rest_of_a_shift_takes_away() -> None:
    assert ahead(replace(person(), shift=None), NOON) == []
    assert ahead(person(), NOON) == [
        (at("2026-11-25 15:45"), "no new claim or proposal"),
        (at("2026-11-25 16:00"), "the shift is over"),
    ]


def test_what_the_last_day_takes_away() -> None:
    assert ahead(person(last=TODAY), NOON) == [
        (at("2026-11-25 15:00"), "nothing irreversible, no bulk"),
        (at("2026-11-25 15:45"), "no new claim or proposal"),
        (at("2026-11-25 16:00"), "nothing"),
        (at("2026-11-25 16:00"), "the shift is over"),
    ]


def test_a_contract_that_ends_in_the_middle_of_a_shift_ends_new_work_before_it() -> None:
    night = person("22:00", "06:00", last=TODAY)
    assert ahead(night, at("2026-11-25 22:30")) == [
        (at("2026-11-25 23:00"), "nothing irreversible, no bulk"),
        (at("2026-11-25 23:45"), "no new claim or proposal"),
        (at("2026-11-26 00:00"), "nothing"),
        (at("2026-11-26 06:00"), "the shift is over"),
    ]
