"""Whoever gave a notice is written: that it came, what was decided, what follows from misuse."""

import re
from datetime import timedelta

from tests.casework import rows
from tests.public.conftest import Outside
from tests.public.test_notices import FORM, TROLL, decided, sent
from uuid_utils.compat import uuid7

from quorate.incidents.stage.roles import seeded
from quorate.intake import flagger_store
from quorate.intake.flaggers import Flagger
from quorate.intake.marks import Marks
from quorate.intake.telling import Writer
from quorate.vocabulary.kinds import Outcome

BASE = "https://platform.example"


def writer(outside: Outside) -> Writer:
    return Writer(outside.play.pool, Marks(seeded("web")), BASE)


async def letters(outside: Outside) -> list[tuple[str, str, str]]:
    """What is put out anew: to whom, about what, in which words."""
    await writer(outside).write(outside.world.now)
    found = rows(outside.url, "SELECT recipient, subject, body FROM mail_outbox ORDER BY id")
    rows(outside.url, "DELETE FROM mail_outbox RETURNING 1")
    return found  # pyright: ignore[reportReturnType]


async def test_receipt_and_decision_are_written_once_each(outside: Outside) -> None:
    address = await sent(outside)
    ((to, subject, body),) = await letters(outside)
    assert (to, subject) == (FORM["email"], "Your report was received")
    assert BASE + address in body
    assert FORM["explanation"] not in body
    assert await letters(outside) == []
    await decided(outside, Outcome.NO_VIOLATION)
    ((_, subject, body),) = await letters(outside)
    assert subject == "Your report was decided"
    assert "no violation" in body
    assert BASE + address in body
    assert "contractor" not in body
    assert await letters(outside) == []


async def test_what_is_opened_again_and_decided_otherwise_is_told_anew(outside: Outside) -> None:
    await sent(outside)
    await decided(outside, Outcome.NO_VIOLATION)
    await letters(outside)
    ((case,),) = rows(outside.url, "SELECT id FROM cases")
    await outside.play.reopen("lead", case)
    assert await letters(outside) == []
    await decided(outside, Outcome.ACTIONED)
    ((_, _, body),) = await letters(outside)
    assert "We acted on it" in body


async def test_it_is_written_in_the_language_of_the_form(outside: Outside) -> None:
    answer = await outside.http.post(
        "/public/notices/new", data=FORM, headers={"Accept-Language": "de"}
    )
    assert answer.status_code == 303
    ((_, subject, _),) = await letters(outside)
    assert subject == "Ihre Meldung ist eingegangen"


async def test_nobody_is_written_of_what_is_long_over(outside: Outside) -> None:
    await sent(outside)
    outside.world.later(days=3)
    assert await letters(outside) == []


async def test_an_address_without_a_name_gets_nothing(outside: Outside) -> None:
    await sent(outside, name="", email="", child_abuse="yes")
    assert await letters(outside) == []


async def test_a_flagger_s_address_counts_once_it_is_confirmed(outside: Outside) -> None:
    day = timedelta(days=1)
    since = outside.world.now - day
    flagger = Flagger(
        *(uuid7(), "Hotline", "desk", None, "mail.example", "Coordinator", ("safety",), since),
        until=None,
    )
    async with outside.play.pool.connection() as conn:
        assert await flagger_store.add(conn, flagger)
    address = await sent(outside)
    assert rows(outside.url, "SELECT trusted FROM notices") == [(False,)]
    ((_, _, body),) = await letters(outside)
    found = re.search(r"https://platform\.example(\S+/confirm/\S+)", body)
    assert found
    path = found.group(1)
    assert path.startswith(address)
    wrong = await outside.http.post(path[:-4] + "aaaa")
    assert wrong.status_code == 404
    assert "is mine" in await outside.read(path)
    assert rows(outside.url, "SELECT trusted FROM notices") == [(False,)]
    assert (await outside.http.post(path)).status_code == 303
    assert rows(outside.url, "SELECT trusted FROM notices") == [(True,)]
    assert TROLL not in body
