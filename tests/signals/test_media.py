"""Which media of a report is fetched, and for how long it is tried. Pure."""

from datetime import timedelta

from tests.casework import CONNECTOR, SOURCE
from tests.signals.test_pictures import KNOWN, OTHER, event

from quorate.signals.media import MOST_TRIES, address_of


def test_the_address_is_of_the_first_picture_that_has_one() -> None:
    said = [{"text": "no"}, event(KNOWN, "m.video"), event("http://x/y"), event(OTHER)]
    assert address_of(CONNECTOR, CONNECTOR, said) == OTHER
    assert address_of(SOURCE, CONNECTOR, said) is None


def test_a_day_has_room_for_all_tries() -> None:
    assert timedelta(seconds=30 * (2**MOST_TRIES - 1)) < timedelta(hours=3)
