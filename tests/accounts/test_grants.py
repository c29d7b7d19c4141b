"""I7: a grant ends at the earliest of box, shift, contract and case, and nothing lengthens it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quorate.accounts.grants import Grant, granted
from quorate.incidents.stage.roles import row
from quorate.people.model import Person, contract_over, shift_end, standing
from quorate.people.roster import read_person

BEGAN = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
BOX = timedelta(minutes=15)
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"]
DAYS = st.none() | st.dates(date(2026, 11, 23), date(2026, 11, 28)).map(str)
HOURS = st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0).strftime("%H:%M"))
INSTANTS = st.datetimes(datetime(2026, 11, 24), datetime(2026, 11, 27), timezones=st.just(UTC))


def somebody(
    zone: str, starts: str, ends: str, last: str | None, contract: str | None, locked: bool
) -> Person:
    shift = {"days": [1, 2, 3, 4, 5, 6, 7], "starts": starts, "ends": ends}
    facts = {"zone": zone, "shift": shift, "locked": locked}
    facts |= {"last_working_day": last, "contract_end": contract}
    return read_person({**row("ada", "team"), **facts})


PEOPLE = st.builds(somebody, st.sampled_from(ZONES), HOURS, HOURS, DAYS, DAYS, st.booleans())


def ends_of(person: Person, began: datetime) -> list[datetime]:
    found = [shift_end(person, began), contract_over(person)]
    return [end for end in found if end is not None]


@given(PEOPLE, INSTANTS, st.none() | INSTANTS)
def test_i7_a_grant_outlives_none_of_its_ends(
    person: Person, began: datetime, closed: datetime | None
) -> None:
    grant = granted(person, began, BOX, closed)
    ends = [began + BOX, *ends_of(person, began), *([closed] if closed else [])]
    assert all(grant.ends <= end for end in ends)
    for end in ends:
        assert grant.over(end)


@given(PEOPLE, INSTANTS, st.timedeltas(timedelta(0), BOX))
def test_i7_a_standing_grant_is_of_somebody_who_is_still_there(
    person: Person, began: datetime, later: timedelta
) -> None:
    if not standing(person, began).alive:
        return
    grant, now = granted(person, began, BOX), began + later
    if not grant.over(now):
        assert standing(person, now).alive


@given(INSTANTS, INSTANTS, st.lists(INSTANTS, min_size=1, max_size=4))
def test_i6_a_clock_set_back_opens_no_grant_again(
    began: datetime, ends: datetime, clocks: list[datetime]
) -> None:
    grant = Grant(began, ends)
    for seen in range(1, len(clocks)):
        if grant.over(*clocks[:seen]):
            assert grant.over(*clocks[: seen + 1])


@given(INSTANTS, st.lists(INSTANTS))
def test_i7_narrowing_only_shortens(ends: datetime, others: list[datetime]) -> None:
    grant = Grant(BEGAN, ends)
    for other in others:
        shorter = grant.narrowed(other)
        assert shorter.ends <= min(grant.ends, other)
        grant = shorter


def test_i7_off_shift_it_is_over_as_it_begins() -> None:
    shift = {"days": [1], "starts": "00:00", "ends": "01:00"}
    person = read_person(row("ada", "team", shift=shift))
    assert granted(person, BEGAN, BOX).over(BEGAN)


def test_i7_a_grant_lasts_its_box_on_shift_and_not_at_all_off_it() -> None:
    on = somebody("UTC", "08:00", "16:00", None, None, locked=False)
    assert granted(on, BEGAN, BOX).ends == BEGAN + BOX
    assert granted(on, BEGAN.replace(hour=15, minute=50), BOX).ends == BEGAN.replace(hour=16)
    assert granted(on, BEGAN.replace(hour=17), BOX).over(BEGAN.replace(hour=17))
