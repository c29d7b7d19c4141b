"""A process knows again what it was asked, as long as that could be asked once more."""

from datetime import UTC, datetime, timedelta

from quorate.incidents.stage.roles import seeded
from quorate.people.requests import FRESH, MADE_BEFORE, Asker, RequestCheck, signed_headers

KEY = seeded("employee")
URL = "https://quorate.example/v1/cases"


def check() -> RequestCheck:
    return RequestCheck(lambda _: KEY.public.hex())


def asked(here: RequestCheck, headers: dict[str, str], now: datetime) -> object:
    return here.asker_of("GET", URL, headers, b"", now)


def test_what_was_asked_before_is_refused() -> None:
    here, headers, now = check(), signed_headers(KEY, "GET", URL, b""), datetime.now(UTC)
    assert isinstance(asked(here, headers, now), Asker)
    for later in (timedelta(), FRESH):
        assert asked(here, headers, now + later) == MADE_BEFORE
    assert isinstance(asked(check(), headers, now), Asker)  # another process has not heard it


def test_only_what_could_be_asked_again_is_remembered() -> None:
    here, now = check(), datetime.now(UTC)
    for number in range(5):
        headers = signed_headers(KEY, "GET", URL, b"")
        assert isinstance(asked(here, headers, now + number * FRESH), Asker)
    assert len(here._nonces) == 2  # pyright: ignore[reportPrivateUsage]
