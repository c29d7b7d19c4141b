import base64
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.casework import LAW, NOW, actor, filed, granted, leave, report, web_pool
from uuid_utils.compat import uuid7

from quorate.authority.gate import warrant
from quorate.cases import queries
from quorate.cases.cursor import Place, cursor_of, place_of
from quorate.cases.model import Queue
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

FIXED = UUID("01a22022-b99b-7080-8b39-c5a15726d12c")


def opening(n: int) -> datetime:
    """Three cases share each second, so that ids have to break ties."""
    return NOW + timedelta(seconds=n // 3)


async def test_pages_show_each_open_case_once_though_new_ones_come(database_url: str) -> None:
    lists = granted(warrant(LAW, actor("ada"), Permission.CASE_READ, queries.ALL_CASES, NOW))
    async with web_pool(database_url) as pool:
        made = [
            (await filed(pool, report(f"k{n}", f"@u{n}:example.org"), now=opening(n)))[0].case
            for n in range(20)
        ]
        seen, place = list[object](), None
        while True:
            async with pool.connection() as conn:
                page = await queries.open_cases(conn, lists, Queue(), place, 7)
            seen += [case.id for case in page.cases]
            await filed(
                pool,
                report(
                    f"n{len(seen)}",
                    f"@n{len(seen)}:example.org",
                ),
                now=NOW,
            )
            if page.cursor is None:
                break
            found = place_of(page.cursor)
            assert isinstance(found, Place)
            place = found
    assert len(seen) == len(set(seen))
    assert set(made) <= set(seen)


async def test_a_page_has_reports_newest_first_and_the_subjects_history(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        many = [report(f"k{n}") for n in range(60)]
        for n, one in enumerate(many):
            await filed(pool, one, now=NOW + timedelta(seconds=n))
        (last,) = await filed(pool, report("last"), now=NOW + timedelta(hours=1))
        async with pool.connection() as conn:
            read = leave("ada", Permission.CASE_READ, last.case)
            page = await queries.case_page(conn, read, last.case)
            await conn.execute("UPDATE cases SET state = 'closed'")
        (after,) = await filed(pool, report("after"))
        async with pool.connection() as conn:
            again = leave("ada", Permission.CASE_READ, after.case)
            later = await queries.case_page(conn, again, after.case)
            nowhere = uuid7()
            unknown = leave("ada", Permission.CASE_READ, nowhere)
            missing = await queries.case_page(conn, unknown, nowhere)
    assert not isinstance(page, Refusal)
    assert (page.case.reports, len(page.reports), page.history) == (61, 50, [])
    assert page.reports[0].id == last.report
    assert page.reports[0].evidence == [{"text": "buy now"}]
    assert page.subject.native == "@spam:example.org"
    assert not isinstance(later, Refusal)
    assert [earlier.id for earlier in later.history] == [last.case]
    assert isinstance(missing, Refusal)
    assert missing.problem is Problem.NOT_FOUND


async def test_reading_needs_the_warrant_for_just_that(database_url: str) -> None:
    case = uuid7()
    async with web_pool(database_url) as pool, pool.connection() as conn:
        with pytest.raises(ValueError, match="needs a warrant"):
            await queries.case_page(conn, leave("ada", Permission.CASE_READ, uuid7()), case)
        with pytest.raises(ValueError, match="needs a warrant"):
            await queries.open_cases(
                conn, leave("ada", Permission.CASE_READ, case), Queue(), None, 5
            )


def test_a_cursor_comes_back_as_it_went() -> None:
    place = Place(NOW + timedelta(microseconds=7), uuid7())
    assert place_of(cursor_of(place)) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ä",
        "!!!",
        "AAAA",
        base64.urlsafe_b64encode(b"[1,2]").decode(),
        base64.urlsafe_b64encode(b'["2026-11-24","00"]').decode(),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
        cursor_of(Place(NOW, FIXED)) + "=",
        cursor_of(Place(NOW.replace(tzinfo=None), FIXED)),
    ],
)
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    found = place_of(text)
    assert isinstance(found, Refusal)
    assert found.field == "cursor"
