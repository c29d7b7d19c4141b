"""The last hour of a shift, and who is at work next."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people.test_model import ZONES, at, person
from tests.people.test_times import TODAY, bounded

from quorate.people.model import standing
from quorate.people.shifts import at_work_from, leaves_at

NOON = at("2026-11-25 12:00")
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("when", "ends"),
    [
        ("2026-11-25 14:59", None),
        ("2026-11-25 15:00", "2026-11-25 16:00"),
        ("2026-11-25 15:59", "2026-11-25 16:00"),
        ("2026-11-25 16:00", None),
        ("2026-11-25 07:59", None),
    ],
)
def test_the_last_hour_is_the_hour_before_the_shift_s_end(when: str, ends: str | None) -> None:
    assert leaves_at(person(), at(when)) == (at(ends) if ends else None)


def test_a_contract_s_end_counts_as_the_shift_s_and_who_is_locked_leaves_nothing() -> None:
    night = person("22:00", "06:00", last=TODAY)
    assert leaves_at(night, at("2026-11-25 22:30")) is None
    assert leaves_at(night, at("2026-11-25 23:30")) == at("2026-11-26 00:00")
    assert leaves_at(replace(person(), locked=True), at("2026-11-25 15:30")) is None


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "begins"),
    [
        ("08:00", "16:00", "UTC", "2026-11-25 12:00"),
        ("16:00", "00:00", "UTC", "2026-11-25 16:00"),
        ("00:00", "08:00", "UTC", "2026-11-26 00:00"),
        ("09:00", "17:00", "America/New_York", "2026-11-25 14:00"),
        ("09:00", "17:00", "Asia/Kathmandu", "2026-11-26 03:15"),
    ],
)
def test_who_is_at_work_next_is_told_across_zones(
    starts: str, ends: str, zone: str, begins: str
) -> None:
    assert at_work_from(person(starts, ends, zone), NOON, NOON + DAY) == at(begins)


def test_nobody_is_at_work_too_late_on_another_day_or_after_the_end() -> None:
    evening = person("16:00", "00:00")
    assert at_work_from(evening, NOON, at("2026-11-25 16:00")) is None
    assert at_work_from(person("08:00", "11:00", days=frozenset({3})), NOON, NOON + DAY) is None
    assert at_work_from(person("08:00", "11:00", last=TODAY), NOON, NOON + DAY) is None
    assert at_work_from(bounded(shifts=()), NOON, NOON + DAY) is None
    assert at_work_from(replace(evening, shift=None), NOON, NOON + DAY) is None


@settings(max_examples=100)
@given(
    hours=st.tuples(st.integers(0, 23), st.integers(0, 23)),
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 60 * 24 * 400),
    within=st.integers(1, 48),
)
def test_whoever_is_named_may_work_then_and_nobody_sooner_is_passed_over(
    hours: tuple[int, int], zone: str, minutes: int, within: int
) -> None:
    who = person(f"{hours[0]:02}:00", f"{hours[1]:02}:00", zone)
    now = NOON + timedelta(minutes=minutes)
    until = now + timedelta(hours=within)
    found = at_work_from(who, now, until)
    step = timedelta(minutes=15)
    before: datetime = found or until
    assert found is None or standing(who, found).alive
    checked = now
    while checked < before:
        assert not standing(who, checked).alive
        checked += step
