"""One instant has one spelling, and no two instants share one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from quorate.vocabulary.times import instant, stamp


def test_the_hour_that_an_autumn_night_has_twice_is_two_hours() -> None:
    """In one zone Python takes the two for equal: what is kept by one may not be given for both."""
    once = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    again = once.replace(fold=1)
    assert once == again
    assert (stamp(once), stamp(again)) == ("2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z")


def test_a_stamp_is_read_as_the_instant_that_it_was() -> None:
    told = datetime(2026, 10, 25, 0, 30, 0, 250_000, tzinfo=UTC)
    assert instant(stamp(told)) == told


def test_an_instant_without_its_offset_is_a_defect() -> None:
    with pytest.raises(ValueError, match="offset"):
        stamp(datetime(2026, 10, 25))
