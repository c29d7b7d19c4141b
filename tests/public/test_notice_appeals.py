"""Whoever gave a notice appeals how it was decided, at the notice's own address."""

from datetime import timedelta

import pytest
from tests.appealing import ANSWER, Appeals
from tests.casework import entries, rows
from tests.public.conftest import Outside
from tests.public.test_notices import decided, sent

from quorate.appeals import store
from quorate.appeals.periods import appeal_until
from quorate.vocabulary.kinds import AppealOutcome, Outcome

WORDS = "It was no duplicate. <script>alert(1)</script>"


async def appeal(outside: Outside, address: str, words: str = WORDS) -> int:
    answer = await outside.http.post(f"{address}/appeal", data={"words": words})
    return int(answer.status_code)


async def test_it_is_filed_once_from_the_notice_s_address_and_its_answer_stands_there(
    outside: Outside,
) -> None:
    address = await sent(outside)
    await decided(outside, Outcome.NO_VIOLATION)
    assert f'href="{address}/appeal"' in await outside.read(address)
    assert "<form method" in await outside.read(f"{address}/appeal")
    assert [await appeal(outside, address) for _ in range(2)] == [303, 303]
    assert [e["event"] for e in entries(outside.url)].count("appeal:filed") == 1
    page = await outside.read(f"{address}/appeal")
    assert "waits for its decision" in page
    assert "<form method" not in page
    assert "how your appeal stands" in await outside.read(address)

    ((case, report),) = rows(outside.url, "SELECT case_id, id FROM reports")
    async with outside.play.pool.connection() as conn:
        (filed,) = await store.by_reporter(conn, case, report)
    await Appeals(outside.play).answered("employee", filed, AppealOutcome.REVERSED, reopens=True)
    page = await outside.read(f"{address}/appeal")
    assert "is looked at again" in page
    assert ANSWER in page
    assert "employee" not in page
    assert WORDS not in page
    told = await outside.read(address)
    assert "Being reviewed" in told
    assert "how your appeal stands" in told
    assert await appeal(outside, address) == 404  # nothing is decided now
    outside.world.later(minutes=5)
    await decided(outside, Outcome.NO_VIOLATION)
    assert "<form method" in await outside.read(f"{address}/appeal")  # it is a new decision
    assert await appeal(outside, address) == 303
    assert rows(outside.url, "SELECT count(*) FROM appeals") == [(2,)]


async def test_nothing_is_appealed_before_it_is_decided_or_by_a_stranger(outside: Outside) -> None:
    address = await sent(outside)
    for other in (address, "/public/notices/" + "x" * 43):
        assert (await outside.http.get(f"{other}/appeal")).status_code == 404
        assert await appeal(outside, other) == 404
    assert rows(outside.url, "SELECT 1 FROM appeals") == []


async def test_it_is_possible_for_six_months(outside: Outside) -> None:
    address = await sent(outside)
    await decided(outside, Outcome.DUPLICATE)
    outside.world.now = appeal_until(outside.world.now)
    assert "<form method" not in await outside.read(f"{address}/appeal")
    assert await appeal(outside, address) == 409
    outside.world.now -= timedelta(seconds=1)
    assert await appeal(outside, address) == 303


@pytest.mark.parametrize("words", ["", " \r\n ", "a" * 10_001, "nul \x00 in it"])
async def test_words_that_do_not_fit_come_back(outside: Outside, words: str) -> None:
    address = await sent(outside)
    await decided(outside, Outcome.DUPLICATE)
    answer = await outside.http.post(f"{address}/appeal", data={"words": words})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert rows(outside.url, "SELECT 1 FROM appeals") == []
