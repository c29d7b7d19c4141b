"""Standing: from facts and a clock alone, across midnight, zones and changed clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.incidents.stage.roles import row
from quorate.people.model import Person, Shift, contract_over, shift_end, standing
from quorate.people.roster import Roster, read_person
from quorate.vocabulary.kinds import Employment, Role

EVERY_DAY = frozenset(range(1, 8))
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]


def person(
    starts: str = "08:00",
    ends: str = "16:00",
    zone: str = "UTC",
    last: date | None = None,
    days: frozenset[int] = EVERY_DAY,
) -> Person:
    return Person(
        id="contractor on last day",
        team="north",
        manager="head of north",
        employment=Employment.CONTRACTOR,
        vendor="vendor",
        roles=frozenset({Role.REVIEWER}),
        languages=(),
        zone=zone,
        shift=Shift(days, time.fromisoformat(starts), time.fromisoformat(ends)),
        last_working_day=last,
        contract_end=None,
        locked=False,
        accounts=(),
    )


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "alive"),
    [
        ("2026-11-25 21:59", False),
        ("2026-11-25 22:00", True),
        ("2026-11-26 00:00", True),
        ("2026-11-26 05:59", True),
        ("2026-11-26 06:00", False),
    ],
)
def test_shift_goes_on_past_midnight(when: str, alive: bool) -> None:
    assert standing(person("22:00", "06:00"), at(when)).alive is alive


def test_night_shift_belongs_to_the_day_it_began() -> None:
    wednesdays = person("22:00", "06:00", days=frozenset({3}))
    assert standing(wednesdays, at("2026-11-26 05:00")).alive
    assert not standing(wednesdays, at("2026-11-25 05:00")).alive


def test_shift_is_in_the_person_s_zone() -> None:
    kathmandu = person("08:00", "16:00", "Asia/Kathmandu")
    assert standing(kathmandu, at("2026-11-25 02:15")).alive
    assert not standing(kathmandu, at("2026-11-25 02:14")).alive


def test_contract_ends_at_the_person_s_midnight() -> None:
    gone = person(zone="America/New_York", last=date(2026, 11, 25))
    assert contract_over(gone) == at("2026-11-26 05:00")


def test_earliest_last_day_counts() -> None:
    raw = row("leaver", "north", last_working_day="2026-11-25", contract_end="2026-12-31")
    assert contract_over(read_person(raw)) == at("2026-11-26 00:00")


@pytest.mark.parametrize("when", ["2027-03-28 03:00", "2027-03-28 03:09"])
def test_last_15_minutes_hold_when_the_clocks_go_forward(when: str) -> None:
    berlin = person("22:00", "03:10", "Europe/Berlin")
    found = standing(berlin, at(when, "Europe/Berlin"))
    assert found.alive
    assert not found.new_work


def test_shift_over_a_changed_clock_lasts_what_the_wall_says() -> None:
    berlin = person("22:00", "06:00", "Europe/Berlin")
    assert shift_end(berlin, at("2027-03-28 00:00")) == at("2027-03-28 04:00")


@pytest.mark.parametrize(
    ("minutes", "new_work", "irreversible"),
    [(61, True, True), (60, True, False), (16, True, False), (15, False, False)],
)
def test_last_day_narrows(minutes: int, new_work: bool, irreversible: bool) -> None:
    leaver = person(last=date(2026, 11, 25))
    found = standing(leaver, at("2026-11-25 16:00") - timedelta(minutes=minutes))
    assert (found.alive, found.new_work, found.irreversible) == (True, new_work, irreversible)


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda m: f"{m // 60:02}:{m % 60:02}")
DAYS = st.dates(date(2026, 1, 1), date(2028, 1, 1))


@settings(max_examples=100, deadline=None)
@given(MINUTES, MINUTES, st.sampled_from(ZONES), DAYS)
def test_i6_from_the_last_hour_to_the_end_power_only_shrinks(
    starts: str, ends: str, zone: str, last: date
) -> None:
    leaver = person(starts, ends, zone, last)
    over = contract_over(leaver)
    assert over is not None
    minutes = (over - timedelta(minutes=m) for m in range(36 * 60))
    end = next((m for m in minutes if standing(leaver, m).alive), None)
    if end is None:
        return
    last_hour = [end - timedelta(minutes=m) for m in range(59, -1, -1)]
    same_shift = [m for m in last_hour if shift_end(leaver, m) == shift_end(leaver, end)]
    assert not any(standing(leaver, m).irreversible for m in last_hour)
    new_work = [standing(leaver, m).new_work for m in same_shift]
    assert new_work == sorted(new_work, reverse=True)
    assert not any(new_work[-15:])
    assert not standing(leaver, end + timedelta(minutes=1)).alive


@settings(max_examples=100, deadline=None)
@given(MINUTES, MINUTES, st.sampled_from(ZONES), DAYS, st.integers(0, 10**6))
def test_i6_after_the_last_day_nothing_remains(
    starts: str, ends: str, zone: str, last: date, minutes: int
) -> None:
    leaver = person(starts, ends, zone, last)
    over = contract_over(leaver)
    assert over is not None
    assert not standing(leaver, over + timedelta(minutes=minutes)).alive


@pytest.mark.parametrize(
    "wrong",
    [
        {"locked": "false"},
        {"zone": "Nowhere/Town"},
        {"vendor": "vendor"},
        {"roles": ["root"]},
        {"shift": {"days": [0], "starts": "08:00", "ends": "16:00"}},
        {"last_working_day": "tomorrow"},
    ],
)
def test_person_out_of_form_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError)):
        read_person({**row("employee", "south"), **wrong})


def test_one_public_key_serves_one_person() -> None:
    rows = [row("employee", "south"), row("other", "west")]
    rows[1]["keys"] = rows[0]["keys"]
    with pytest.raises(ValueError, match="cannot serve two"):
        Roster().replaced({"people": rows})


def test_revoked_key_never_comes_back() -> None:
    rows = {"people": [row("employee", "south")]}
    roster = Roster().replaced(rows)
    (key,) = roster.keys
    assert roster.without_key(key).replaced(rows).key(key) is None


@pytest.mark.parametrize(
    ("more", "named"),
    [({"name": "A. Person"}, "name"), ({"mail": "a@b.example"}, "mail"), ({"id": "a@b.c"}, "id")],
)
def test_a_people_file_takes_no_name_and_no_address(more: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named}: "):
        read_person({**row("employee", "south"), **more})
