"""Two people reported the same: each has an appeal of their own, and hears of no other (DSA,
Article 20(1))."""

import asyncio
import re
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.appealing import ANSWER, Appeals
from tests.casework import CONNECTOR, entries, rows
from tests.public.conftest import Outside
from tests.public.test_notices import decided, sent

from quorate.appeals import store
from quorate.appeals.model import Appeal
from quorate.rebuilding.reading import compare_with, told_by
from quorate.vocabulary.kinds import AppealOutcome, Outcome

TOKEN = {"Authorization": "Bearer token-of-hotline"}
SUBJECT = {"connector": CONNECTOR, "kind": "account", "id": "@troll:here.example"}
ADA, EVE = "@ada:here.example", "@eve:here.example"
UPHELD, REVERSED = AppealOutcome.UPHELD, AppealOutcome.REVERSED


async def reported(outside: Outside, key: str, reporter: str | None) -> str:
    """The address of a report."""
    body: dict[str, Any] = {"subject": SUBJECT, "category": "spam", "reporter": reporter}
    headers = {**TOKEN, "Idempotency-Key": key}
    answer = await outside.http.post("/v1/reports", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["address"])


async def appeal(outside: Outside, address: str, words: str = "look again") -> None:
    answer = await outside.http.post(f"{address}/appeal", data={"words": words})
    assert answer.status_code == 303, answer.text


async def filed(outside: Outside, address: str) -> Appeal:
    """The appeal that an address shows."""
    page = await outside.read(f"{address}/appeal")
    number = re.search(r"appeal_([0-9a-f]{32})", page)
    assert number, page
    async with outside.play.pool.connection() as conn:
        found = await store.load(conn, UUID(number[1]))
    assert found
    return found


def words_of(outside: Outside) -> set[str]:
    found = rows(outside.url, "SELECT value FROM kept_values WHERE kind = 'appeal-words'")
    return {value for (value,) in found}


def the_case(outside: Outside) -> UUID:
    ((case,),) = rows(outside.url, "SELECT id FROM cases")
    return case


@pytest.fixture
async def both(outside: Outside) -> tuple[str, str]:
    """The addresses of two reporters of one closed case."""
    found = await reported(outside, "a", ADA), await reported(outside, "b", EVE)
    await decided(outside, Outcome.NO_VIOLATION)
    return found


async def test_each_reporter_appeals_once_and_hears_of_no_other(
    outside: Outside, both: tuple[str, str]
) -> None:
    ada, eve = both
    await appeal(outside, ada, "says ada")
    for path in (eve, f"{eve}/appeal"):
        page = await outside.read(path)
        assert "appeal_" not in page
        assert "appealed" not in page
        assert "waits for its decision" not in page
    assert "<form method" in await outside.read(f"{eve}/appeal")
    await appeal(outside, eve, "says eve")
    await appeal(outside, eve, "says eve once more")
    assert words_of(outside) == {"says ada", "says eve"}
    theirs = await filed(outside, ada), await filed(outside, eve)
    assert theirs[0].id != theirs[1].id
    assert theirs[0].decision == theirs[1].decision
    assert "You have appealed" in await outside.read(ada)
    assert "You have appealed" in await outside.read(eve)
    said = [e["data"] for e in entries(outside.url) if e["event"] == "appeal:filed"]
    assert [one["appeal"] for one in said] == [one.name for one in theirs]
    reports = [report.hex for (report,) in rows(outside.url, "SELECT id FROM reports")]
    for hidden in (ADA, EVE, *reports):
        assert hidden not in str(said)


async def test_two_notices_of_one_typed_address_have_an_appeal_each(outside: Outside) -> None:
    """Anybody can type it, and would use up the other one's appeal."""
    first, second = await sent(outside), await sent(outside, key="z" * 43)
    await decided(outside, Outcome.NO_VIOLATION)
    await appeal(outside, first)
    assert "<form method" in await outside.read(f"{second}/appeal")
    await appeal(outside, second)
    assert rows(outside.url, "SELECT count(*) FROM appeals") == [(2,)]


async def test_who_reported_twice_under_one_account_appeals_once(outside: Outside) -> None:
    first, second = await reported(outside, "a", ADA), await reported(outside, "b", ADA)
    await decided(outside, Outcome.NO_VIOLATION)
    await asyncio.gather(*(appeal(outside, one) for one in (first, second) * 3))
    assert rows(outside.url, "SELECT count(*) FROM appeals") == [(1,)]
    assert await filed(outside, first) == await filed(outside, second)


async def test_reporters_without_a_name_are_not_taken_for_one(outside: Outside) -> None:
    first, second = await reported(outside, "a", None), await reported(outside, "b", None)
    await decided(outside, Outcome.NO_VIOLATION)
    for one in (first, second):
        await appeal(outside, one)
    assert rows(outside.url, "SELECT count(*) FROM appeals") == [(2,)]


async def test_the_same_form_sent_often_at_once_makes_one_appeal(
    outside: Outside, both: tuple[str, str]
) -> None:
    sent_at_once = (appeal(outside, one, f"{n} of {one}") for n in range(4) for one in both)
    await asyncio.gather(*sent_at_once)
    assert rows(outside.url, "SELECT count(*) FROM appeals") == [(2,)]
    assert len(words_of(outside)) == 2


async def test_one_who_is_answered_is_answered_alone(
    outside: Outside, both: tuple[str, str]
) -> None:
    ada, eve = both
    await appeal(outside, ada)
    await appeal(outside, eve)
    await Appeals(outside.play).answered("employee", await filed(outside, ada), UPHELD)
    assert ANSWER in await outside.read(f"{ada}/appeal")
    page = await outside.read(f"{eve}/appeal")
    assert ANSWER not in page
    assert "waits for its decision" in page


@pytest.mark.parametrize("outcome", [UPHELD, REVERSED])
async def test_the_second_is_decided_while_the_first_has_the_case_open(
    outside: Outside, both: tuple[str, str], outcome: AppealOutcome
) -> None:
    ada, eve = both
    await appeal(outside, ada)
    await appeal(outside, eve)
    appeals, case = Appeals(outside.play), the_case(outside)
    await appeals.answered("employee", await filed(outside, ada), REVERSED, reopens=True)
    version = (await outside.play.case(case)).version
    await appeals.answered("other employee", await filed(outside, eve), outcome)
    found = await outside.play.case(case)
    assert (found.state, found.version) == ("open", version)
    shown = "is looked at again" if outcome is REVERSED else "the decision stands"
    assert shown in await outside.read(f"{eve}/appeal")
    assert "is looked at again" in await outside.read(f"{ada}/appeal")
    agrees(outside)


async def test_the_case_is_opened_by_the_second_where_the_first_was_upheld(
    outside: Outside, both: tuple[str, str]
) -> None:
    ada, eve = both
    await appeal(outside, ada)
    await appeal(outside, eve)
    appeals = Appeals(outside.play)
    await appeals.answered("employee", await filed(outside, ada), UPHELD)
    await appeals.answered("employee", await filed(outside, eve), REVERSED, reopens=True)
    found = await outside.play.case(the_case(outside))
    assert (found.state, found.reopened_by) == ("open", "employee")
    assert "the decision stands" in await outside.read(f"{ada}/appeal")
    agrees(outside)


@pytest.mark.parametrize("outcome", [UPHELD, REVERSED])
async def test_what_was_decided_anew_meanwhile_is_not_opened_by_an_appeal_of_before(
    outside: Outside, both: tuple[str, str], outcome: AppealOutcome
) -> None:
    ada, eve = both
    await appeal(outside, ada)
    await appeal(outside, eve)
    appeals, case = Appeals(outside.play), the_case(outside)
    old = await filed(outside, eve)
    await appeals.answered("employee", await filed(outside, ada), REVERSED, reopens=True)
    outside.world.later(minutes=5)
    await decided(outside, Outcome.ACTIONED)
    page = await outside.read(f"{eve}/appeal")  # still open, and the new decision is another
    assert "waits for its decision" in page
    assert "<form method" in page
    both_ways = await outside.read(eve)
    assert "You have appealed" in both_ways
    assert "appeal free of charge" in both_ways
    outside.world.later(minutes=5)
    await appeal(outside, eve, "the new one is wrong, too")
    assert await filed(outside, eve) != old
    await appeals.answered("other employee", old, outcome, reopens=True)
    assert (await outside.play.case(case)).state == "closed"
    assert [e["event"] for e in entries(outside.url)].count("case:reopened") == 1
    page = await outside.read(f"{eve}/appeal")  # of both, each where it stands
    assert ANSWER in page
    assert "waits for its decision" in page
    assert "<form method" not in page
    agrees(outside)


async def test_an_appeal_that_names_no_report_is_shown_where_nobody_else_reported(
    outside: Outside,
) -> None:
    """So are those of before, and those that a process of before files while one upgrades."""
    ada = await reported(outside, "a", ADA)
    await decided(outside, Outcome.NO_VIOLATION)
    await appeal(outside, ada)
    with psycopg.connect(outside.url) as conn:
        conn.execute("UPDATE appeals SET report_id = NULL")
    assert "waits for its decision" in await outside.read(f"{ada}/appeal")
    await appeal(outside, ada)
    assert rows(outside.url, "SELECT count(*) FROM appeals") == [(1,)]


async def test_an_appeal_that_names_no_report_is_nobody_s_where_several_reported(
    outside: Outside, both: tuple[str, str]
) -> None:
    await appeal(outside, both[0])
    with psycopg.connect(outside.url) as conn:
        conn.execute("UPDATE appeals SET report_id = NULL")
    for one in both:
        assert "<form method" in await outside.read(f"{one}/appeal")
        await appeal(outside, one)
    assert rows(outside.url, "SELECT count(*) FROM appeals") == [(3,)]
    agrees(outside)


async def test_until_an_upgrade_is_finished_the_second_keeps_their_words(
    outside: Outside, both: tuple[str, str]
) -> None:
    """A process of before needs its index, which has room for one of them."""
    old = "CREATE UNIQUE INDEX appeals_once ON appeals (decision, side)"
    with psycopg.connect(outside.url) as conn:
        conn.execute(old)
    await appeal(outside, both[0])
    answer = await outside.http.post(f"{both[1]}/appeal", data={"words": "says eve"})
    assert answer.status_code == 503
    assert "says eve" in answer.text
    assert "send it again" in answer.text
    assert words_of(outside) == {"look again"}
    with psycopg.connect(outside.url) as conn:
        conn.execute("DROP INDEX appeals_once")
    await appeal(outside, both[1], "says eve")
    assert words_of(outside) == {"look again", "says eve"}


async def test_the_database_itself_holds_one_appeal_a_closing_and_report(
    outside: Outside, both: tuple[str, str]
) -> None:
    await appeal(outside, both[0])
    with psycopg.connect(outside.url) as conn, pytest.raises(psycopg.errors.UniqueViolation):
        conn.execute(
            "INSERT INTO appeals (id, side, decision, case_id, filed_by, filed_at, words,"
            " report_id) SELECT gen_random_uuid(), side, decision, case_id, filed_by, filed_at,"
            " words, report_id FROM appeals"
        )


def agrees(outside: Outside) -> None:
    """The log alone tells what the database has."""
    outside.play.publish()
    told, size = told_by(outside.world.log, outside.world.genesis)
    assert told.wrong == []
    differences = compare_with(outside.url, told, size).differences
    assert [str(d) for d in differences] == []
