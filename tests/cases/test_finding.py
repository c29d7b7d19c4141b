"""Cases are found by what was said of them; an answer is bounded whatever is asked."""

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from tests.casework import LAW, NOW, actor, filed, granted, leave, report, rows, web_pool
from uuid_utils.compat import uuid7

from quorate.authority.gate import Warrant, warrant
from quorate.cases import finding, queries, saved
from quorate.cases.cursor import Place, place_of
from quorate.cases.finding import Answer
from quorate.cases.searching import Piece, Search, pieces
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal


def lists(who: str = "ada") -> Warrant:
    return granted(warrant(LAW, actor(who), Permission.CASE_READ, queries.ALL_CASES, NOW))


async def answer(pool: Any, search: Search, after: Place | None = None, limit: int = 25) -> Answer:
    async with pool.connection() as conn:
        told = await finding.found(conn, lists(), search, after, limit, NOW)
    assert isinstance(told, Answer), told
    return told


def accounts(told: Answer) -> list[str]:
    return [told.about[case.subject_id] for case in told.cases]


SAID: Sequence[tuple[str, str, dict[str, Any]]] = [
    ("@one:x.org", "Sells cheap pills", {"reporter": "@w1:x.org"}),
    ("@two:x.org", "Drückt Naïve unter Druck", {"language": "de", "category": "threats"}),
    ("@three:x.org", "推特账号在卖药", {"evidence": [{"deep": [{"said": "hidden treasure"}]}]}),
    ("@four:x.org", "ch\u200beap\u202e PILLS and more", {"reporter": "@w1:x.org"}),
]


async def told_of(pool: Any) -> None:
    for n, (native, body, more) in enumerate(SAID):
        facts: dict[str, Any] = {"evidence": [], **more}
        await filed(
            pool, report(f"k{n}", native, body=body, **facts), now=NOW - timedelta(minutes=n)
        )


FOUND: Sequence[tuple[Search, list[str]]] = [
    (Search(), ["@one:x.org", "@two:x.org", "@three:x.org", "@four:x.org"]),
    (Search("cheap pills"), ["@one:x.org", "@four:x.org"]),
    (Search("cheap -more"), ["@one:x.org"]),
    (Search('"pills cheap"'), []),
    (Search("naive"), ["@two:x.org"]),
    (Search("druckt or treasure"), ["@two:x.org", "@three:x.org"]),
    (Search("卖药"), ["@three:x.org"]),
    (Search("@three:x.org"), ["@three:x.org"]),
    (Search("threats"), ["@two:x.org"]),
    (Search(reporter="@w1:x.org"), ["@one:x.org", "@four:x.org"]),
    (Search("more", reporter="@w1:x.org"), ["@four:x.org"]),
    (Search("cheap", reporter="@w'\\1:x.org"), []),
    (Search(source="nobody"), []),
    (Search(area="threats"), ["@two:x.org"]),
    (Search(language="de", state="open"), ["@two:x.org"]),
    (Search(state="closed"), []),
    (Search(tier=2), []),
    (Search(held_by="ada"), []),
    (Search(policy="00"), []),
    (Search(since=NOW.date()), ["@one:x.org", "@two:x.org", "@three:x.org", "@four:x.org"]),
    (Search(until=NOW.date()), ["@one:x.org", "@two:x.org", "@three:x.org", "@four:x.org"]),
    (Search(until=NOW.date() - timedelta(days=1)), []),
    (Search(since=NOW.date() + timedelta(days=1)), []),
    (Search("!!!"), []),
    (Search("text"), []),
]


async def test_a_search_finds_the_cases_of_which_all_is_true(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with web_pool(database_url) as pool:
        await told_of(pool)
        for few in (finding.FEW_REPORTS, 0):
            monkeypatch.setattr(finding, "FEW_REPORTS", few)
            for search, found in FOUND:
                assert (search, accounts(await answer(pool, search))) == (search, found)


PARTS = (
    *("'", '"', "\\", "\\'", "&", "|", "!", "<->", ":*", ":AB", "(", ")", "%", "_", "-", "or"),
    *("\u202e", "\x01", "\x02", "\x03", "\ufeff", "\U0001f480", "卖"),
    *("e\u0301", "a" * 300, " ", "pills"),
)


async def test_whatever_is_searched_for_is_answered(database_url: str) -> None:
    chance = random.Random(1)

    def said() -> str:
        return "".join(chance.choices(PARTS, k=chance.randint(1, 6)))

    async with web_pool(database_url) as pool:
        await told_of(pool)
        for _ in range(150):
            reporter, source = (said() if chance.random() < 0.3 else None for _ in range(2))
            await answer(pool, Search(said(), reporter=reporter, source=source))


async def test_pages_go_on_where_the_last_one_ended(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await told_of(pool)
        first = await answer(pool, Search(), None, 3)
        place = place_of(first.cursor or "")
        assert isinstance(place, Place)
        second = await answer(pool, Search(), place, 3)
    assert accounts(first) + accounts(second) == [native for native, _, _ in SAID]
    assert (second.cursor, second.reached) == (None, None)


async def test_what_is_not_looked_at_yet_is_told_and_can_be_looked_at(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW_REPORTS", 0)
    monkeypatch.setattr(finding, "CASES_AT_ONCE", {True: 2, False: 2})
    async with web_pool(database_url) as pool:
        await told_of(pool)
        first = await answer(pool, Search("treasure or more"))
        assert (accounts(first), first.reached) == ([], NOW - timedelta(minutes=1))
        place = place_of(first.cursor or "")
        assert isinstance(place, Place)
        assert accounts(await answer(pool, Search("treasure or more"), place)) == [
            "@three:x.org",
            "@four:x.org",
        ]


async def test_a_search_that_takes_too_long_is_refused_in_words(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_SECONDS", 0.05)
    async with web_pool(database_url) as pool:
        await told_of(pool)
        with psycopg.connect(database_url) as other:
            other.execute("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE")
            async with pool.connection() as conn:
                told = await finding.found(conn, lists(), Search(), None, 25, NOW)
                assert isinstance(told, Refusal)
                assert told.problem is Problem.SEARCH_TOO_LONG
                await conn.execute("SELECT 1")


async def test_found_words_are_marked_whatever_was_written_around_them(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        hostile = "<b>\x01x\x02</b> <script>alert('pills')</script> cheap & \u202epills"
        await filed(pool, report("h", body=hostile))
        told = await answer(pool, Search("pills cheap"))
    (said,) = told.said.values()
    assert [piece.text for piece in said if piece.found] == ["pills", "cheap", "pills"]
    assert not any(mark in piece.text for piece in said for mark in "\x01\x02")
    whole = "".join(piece.text for piece in said)
    assert whole in re.sub("[\x01\x02\u202e]", "", hostile)


def test_marks_without_their_partner_do_no_harm() -> None:
    assert pieces("a \x01b") == (Piece("a ", found=False), Piece("b", found=True))
    assert pieces("") == ()


async def test_whoever_takes_a_value_out_of_a_report_takes_it_out_of_the_search(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool:
        await told_of(pool)
        with psycopg.connect(database_url) as owner:
            owner.execute("UPDATE reports SET body = NULL WHERE key = 'k0'")
            owner.execute("DELETE FROM reports WHERE key = 'k3'")
        assert accounts(await answer(pool, Search("pills"))) == []
        assert accounts(await answer(pool, Search("spam"))) == ["@one:x.org", "@three:x.org"]
    assert not rows(database_url, "SELECT FROM reports WHERE words::text LIKE '%%pills%%'")


async def test_searching_needs_the_warrant_for_just_that(database_url: str) -> None:
    async with web_pool(database_url) as pool, pool.connection() as conn:
        one = leave("ada", Permission.CASE_READ, uuid7())
        with pytest.raises(ValueError, match="needs a warrant"):
            await finding.found(conn, one, Search(), None, 5, NOW)
        with pytest.raises(ValueError, match="needs a warrant"):
            await saved.of(conn, one, "core")


async def test_a_search_is_kept_for_oneself_or_for_the_team(database_url: str) -> None:
    async with web_pool(database_url) as pool, pool.connection() as conn:

        async def names(who: str, team: str) -> list[str]:
            return [one.name for one in await saved.of(conn, lists(who), team)]

        await saved.save(conn, lists(), "core", "pills", "text=pills", NOW)
        await saved.save(conn, lists(), None, " mine ", "state=open", NOW)
        assert await names("ada", "core") == ["mine", "pills"]
        assert await names("bob", "core") == ["pills"]
        assert await names("bob", "other") == []
        await saved.save(conn, lists(), None, "pills", "text=other", NOW)
        assert await names("bob", "core") == []
        (mine, _) = await saved.of(conn, lists(), "core")
        for who in ("bob", "ada"):
            refused = await saved.forget(conn, lists(who), mine.id)
            assert (refused is None) == (who == "ada")
        assert await names("ada", "core") == ["pills"]
        for name in ("", " ", "x" * 61, "a\u202eb"):
            refused = await saved.save(conn, lists(), None, name, "", NOW)
            assert isinstance(refused, Refusal), name


async def test_no_more_searches_are_kept_than_somebody_can_read(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "MOST", 2)
    async with web_pool(database_url) as pool, pool.connection() as conn:
        kept = [await saved.save(conn, lists(), None, name, "", NOW) for name in "abab"]
        assert kept == [None] * 4
        assert await saved.save(conn, lists(), None, "c", "", NOW) is not None
