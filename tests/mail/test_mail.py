"""Letters wait until the mail server takes them; then nothing of them is left."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.casework import NOW, rows, web_pool
from tests.mail.sink import sink
from uuid_utils.compat import uuid7

from quorate.mail import store
from quorate.mail.jobs import Server, send_next
from quorate.mail.model import GIVEN_UP, Letter, again_at, message

LETTER = Letter(uuid7(), "canary@mail.example", "Über Ihre Meldung", "Grüße\n", NOW)


async def test_a_letter_is_sent_once_and_nothing_of_it_stays(database_url: str) -> None:
    async with web_pool(database_url) as pool, sink() as server:
        to = Server("127.0.0.1", server.port, "Quorate <no-reply@here.example>")
        async with pool.connection() as conn:
            await store.put(conn, LETTER)
        assert await send_next(pool, to, NOW)
        assert not await send_next(pool, to, NOW)
        (found,) = server.taken
        assert found["To"] == LETTER.recipient
        assert found["Auto-Submitted"] == "auto-generated"
        assert rows(database_url, "SELECT 1 FROM mail_outbox") == []


async def test_a_letter_goes_where_it_is_addressed_however_that_can_be_read(
    database_url: str,
) -> None:
    """Python reads what stands in a header as its RFCs say, and finds a second address in it."""
    typed = "=?utf-8?q?me=40evil.example=2Cc?=.d@mail.example"
    async with web_pool(database_url) as pool, sink() as server:
        to = Server("127.0.0.1", server.port, "no-reply@here.example")
        async with pool.connection() as conn:
            await store.put(conn, replace(LETTER, recipient=typed))
        assert await send_next(pool, to, NOW)
        assert server.reached == [f"<{typed}>"]


async def test_a_letter_that_cannot_be_made_holds_up_no_other_one(database_url: str) -> None:
    async with web_pool(database_url) as pool, sink() as server:
        to = Server("127.0.0.1", server.port, "no-reply@here.example")
        async with pool.connection() as conn:
            typed = "=?utf-8?q?=3A?=a@mail.example"
            await store.put(conn, replace(LETTER, id=uuid7(), recipient=typed))
            await store.put(conn, LETTER)
        for _ in range(2):
            assert await send_next(pool, to, NOW)
        assert [found["To"] for found in server.taken] == [LETTER.recipient]
        assert await send_next(pool, to, NOW + GIVEN_UP)
        assert rows(database_url, "SELECT 1 FROM mail_outbox") == []


async def test_a_letter_that_is_not_taken_waits_and_comes_again(database_url: str) -> None:
    async with web_pool(database_url) as pool, sink() as server:
        to = Server("127.0.0.1", server.port, "no-reply@here.example")
        server.away = True
        async with pool.connection() as conn:
            await store.put(conn, LETTER)
        assert await send_next(pool, to, NOW)
        assert not await send_next(pool, to, NOW + timedelta(seconds=30))
        server.away = False
        assert await send_next(pool, to, NOW + timedelta(minutes=2))
        assert len(server.taken) == 1


async def test_with_no_server_there_it_waits_and_is_given_up_in_the_end(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        to = Server("127.0.0.1", 1, "no-reply@here.example")
        async with pool.connection() as conn:
            await store.put(conn, LETTER)
        assert await send_next(pool, to, NOW)
        assert rows(database_url, "SELECT tries FROM mail_outbox") == [(1,)]
        assert await send_next(pool, to, NOW + GIVEN_UP)
        assert rows(database_url, "SELECT 1 FROM mail_outbox") == []


def test_each_pause_is_longer_to_six_hours() -> None:
    waits = [
        (again_at(Letter(LETTER.id, "a@b.example", "", "", NOW, tries), NOW) or NOW) - NOW
        for tries in (0, 1, 2, 50)
    ]
    assert waits == [timedelta(minutes=m) for m in (1, 2, 4, 360)]


@pytest.mark.parametrize("recipient", ["a@b.example\nBcc: x@y.example", "a@b.example\r\nX: y"])
def test_no_line_is_smuggled_into_the_head(recipient: str) -> None:
    with pytest.raises(ValueError, match=r"CR|LF|newline|linefeed"):
        message(Letter(LETTER.id, recipient, "s", "b", NOW), "no-reply@here.example")
