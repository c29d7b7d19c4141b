"""What a source says narrows at once and widens never, at any instant, in any field."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.people.facts import Facts, narrowed, narrowing, read_facts
from quorate.people.model import Person, Shift, Standing, contract_over, shift_end, standing
from quorate.vocabulary.eligibility import Powers
from quorate.vocabulary.kinds import Employment, Role

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe"]
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday

_times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
_shifts = st.builds(Shift, st.frozensets(st.integers(1, 7), min_size=1), starts=_times, ends=_times)
_days = st.none() | st.dates(date(2026, 11, 20), date(2026, 12, 5))
_words = st.frozensets(st.sampled_from(["a", "b", "c"]))
_maybe_words = st.none() | _words
_people = st.builds(
    Person,
    id=st.just("p"),
    team=st.just("north"),
    manager=st.just("head"),
    employment=st.sampled_from(Employment),
    vendor=st.none(),
    roles=st.frozensets(st.sampled_from(Role)),
    languages=_words.map(tuple),
    zone=st.sampled_from(ZONES),
    shift=st.none() | _shifts,
    last_working_day=_days,
    contract_end=_days,
    locked=st.booleans(),
    accounts=st.just(()),
    training=_words,
    regions=_words,
)
_facts = st.builds(
    Facts,
    active=st.none() | st.booleans(),
    zone=st.none() | st.sampled_from(ZONES),
    shifts=st.none() | st.lists(_shifts, max_size=3).map(tuple),
    last_working_day=_days,
    contract_end=_days,
    roles=st.none() | st.frozensets(st.sampled_from(Role)),
    training=_maybe_words,
    regions=_maybe_words,
    languages=_maybe_words,
)
_instants = st.datetimes(datetime(2026, 11, 19), datetime(2026, 12, 7)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
MANY = settings(max_examples=300, deadline=None)


def within(now: Standing, before: Standing) -> bool:
    flags = ("alive", "new_work", "irreversible")
    return all(getattr(now, f) <= getattr(before, f) for f in flags)


def no_more(now: Powers, before: Powers) -> bool:
    tiers = all(
        n is None or (b is not None and n <= b)
        for n, b in ((now.propose, before.propose), (now.approve, before.approve))
    )
    return tiers and now.veto <= before.veto and now.restore <= before.restore


@given(_people, st.lists(_facts, min_size=1, max_size=4), st.lists(_instants, max_size=6))
@MANY
def test_i6_facts_of_a_source_never_widen(
    person: Person, said: list[Facts], instants: list[datetime]
) -> None:
    found = person
    for facts in said:
        found = narrowed(found, facts)
    assert found.roles <= person.roles
    assert found.training <= person.training
    assert found.regions <= person.regions
    assert set(found.languages) <= set(person.languages)
    assert found.locked >= person.locked
    assert no_more(found.powers, person.powers)
    same = {"team", "manager", "employment", "vendor", "zone", "shift", "accounts", "id"}
    assert all(getattr(found, name) == getattr(person, name) for name in same)
    for now in instants:
        assert within(standing(found, now), standing(person, now))
        earlier, before = shift_end(found, now), shift_end(person, now)
        assert earlier is None or (before is not None and earlier <= before)
    end = contract_over(person)
    assert end is None or (contract_over(found) or end + timedelta(1)) <= end


@given(_people, _facts)
@MANY
def test_saying_it_again_changes_nothing_more(person: Person, facts: Facts) -> None:
    once = narrowed(person, facts)
    assert narrowed(once, facts) == once
    assert narrowing(once, facts) is None


@given(_people, _facts)
@MANY
def test_only_what_takes_away_is_told(person: Person, facts: Facts) -> None:
    told = narrowing(person, facts)
    if told is None:
        assert narrowed(person, facts) == person
        return
    assert told.active is not True
    assert read_facts(told.fields()) == told
    rest = narrowed(narrowed(person, told), facts)
    now = NOON
    assert within(standing(narrowed(person, told), now), standing(person, now))
    assert (rest.locked, rest.roles) == (narrowed(person, told).locked, rest.roles)


def reviewer(**facts: object) -> Person:
    plain = Person(
        id="p",
        team="north",
        manager="head",
        employment=Employment.EMPLOYEE,
        vendor=None,
        roles=frozenset({Role.REVIEWER, Role.LEAD}),
        languages=("en", "de"),
        zone="UTC",
        shift=Shift(frozenset(range(1, 8)), time(8), time(16)),
        last_working_day=None,
        contract_end=None,
        locked=False,
        accounts=(),
        training=frozenset({"minors"}),
        regions=frozenset({"DE"}),
    )
    return replace(plain, **facts)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (Facts(active=False), {"active": False}),
        (Facts(active=True), None),
        (Facts(roles=frozenset({Role.REVIEWER})), {"roles": ["reviewer"]}),
        (Facts(roles=frozenset({Role.REVIEWER, Role.LEAD, Role.OWNER})), None),
        (Facts(training=frozenset()), {"training": []}),
        (Facts(regions=frozenset({"FR"})), {"regions": ["FR"]}),
        (Facts(languages=frozenset({"en"})), {"languages": ["en"]}),
        (
            Facts(last_working_day=date(2026, 11, 25), zone="UTC"),
            {"last_working_day": "2026-11-25", "zone": "UTC"},
        ),
        (
            Facts(shifts=(Shift(frozenset({1, 2}), time(8), time(16)),)),
            {"shifts": [{"days": [1, 2], "starts": "08:00", "ends": "16:00"}]},
        ),
        (Facts(shifts=(Shift(frozenset(range(1, 8)), time(7), time(17)),)), None),
    ],
)
def test_what_narrows_is_told_and_nothing_else(facts: Facts, told: dict[str, object]) -> None:
    found = narrowing(reviewer(), facts)
    assert (found.fields() if found else None) == told


def test_a_last_working_day_ends_with_the_granted_shift_of_that_day() -> None:
    found = narrowed(reviewer(), Facts(last_working_day=date(2026, 11, 25)))
    assert standing(found, NOON).irreversible
    assert not standing(found, NOON + timedelta(hours=3, minutes=30)).irreversible
    assert not standing(found, NOON + timedelta(hours=4)).alive
    assert not standing(found, NOON + timedelta(hours=24)).alive


def test_a_last_working_day_in_another_zone_ends_at_midnight_there() -> None:
    """Kiritimati is 14 hours ahead: its 25 November is over at 10:00 of ours."""
    facts = Facts(last_working_day=date(2026, 11, 25), zone="Pacific/Kiritimati")
    found = narrowed(reviewer(), facts)
    assert standing(found, NOON - timedelta(hours=2, seconds=1)).alive
    assert not standing(found, NOON - timedelta(hours=2)).alive


def test_two_shifts_are_both_hours_of_work() -> None:
    morning = Shift(frozenset(range(1, 8)), time(9), time(11))
    noon = Shift(frozenset(range(1, 8)), time(12), time(20))
    found = narrowed(reviewer(), Facts(shifts=(morning, noon)))
    alive = [standing(found, NOON.replace(hour=hour)).alive for hour in (8, 10, 11, 12, 15, 16)]
    assert alive == [False, True, False, True, True, False]


@pytest.mark.parametrize(
    "row",
    [
        {"active": "False"},
        {"team": "north"},
        {"zone": "Nowhere/Never"},
        {"zone": "../etc"},
        {"last_working_day": "soon"},
        {"roles": ["janitor"]},
        {"shifts": [{"days": [8], "starts": "08:00", "ends": "16:00"}]},
    ],
)
def test_facts_that_cannot_be_read_are_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        read_facts(row)
