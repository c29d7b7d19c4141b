"""What leads read is what the cases say: waits by queue, and what came in and was decided."""

from datetime import timedelta
from typing import LiteralString

import psycopg
import pytest
from tests.casework import LAW, NOW, actor, filed, granted, report, web_pool

from quorate.authority.gate import Warrant, warrant
from quorate.cases import figures
from quorate.cases.figures import Waits
from quorate.cases.queries import ALL_CASES
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

pytestmark = pytest.mark.both_postgres
HOUR = timedelta(hours=1)


def lead() -> Warrant:
    who = actor("lead", Role.LEAD)
    return granted(warrant(LAW, who, Permission.CASE_ASSIGN, ALL_CASES, NOW))


def change(url: str, query: LiteralString, *values: object) -> None:
    with psycopg.connect(url) as conn:
        conn.execute(query, values)


def of(found: list[Waits], kind: str, name: str) -> Waits:
    return next(w for w in found if (w.kind, w.name) == (kind, name))


async def test_waits_are_those_of_the_open_cases_by_area_language_and_tier(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool:
        for n in range(20):
            area, language = ("spam", "en") if n < 15 else ("abuse", None)
            one = report(f"r{n}", f"@u{n}:example.org", category=area, language=language)
            await filed(pool, one, now=NOW - n * HOUR)
        change(database_url, "UPDATE cases SET tier = 1, severity = 5 WHERE area = 'abuse'")
        change(
            database_url,
            "UPDATE cases SET state = 'closed', closed_at = %s WHERE opened_at = %s",
            *(NOW, NOW),
        )
        assert await figures.count(pool, NOW)
        async with pool.connection() as conn:
            found = await figures.waits(conn, lead())
    everything, spam, abuse = (
        of(found, *key) for key in (("all", ""), ("area", "spam"), ("area", "abuse"))
    )
    assert [w.waiting for w in (everything, spam, abuse)] == [19, 14, 5]
    assert everything.half_since == NOW - 10 * HOUR
    assert everything.most_since == NOW - 19 * HOUR
    assert (spam.oldest_since, abuse.oldest_since) == (NOW - 14 * HOUR, NOW - 19 * HOUR)
    assert (spam.late, abuse.late) == (0, 5)  # a severity of 3 may wait a day, one of 5 an hour
    assert of(found, "language", "en").waiting == 14
    assert of(found, "language", "").waiting == 5
    assert (of(found, "tier", "1").waiting, of(found, "tier", "").waiting) == (5, 14)
    assert abuse.looked_at == NOW


async def test_an_hour_keeps_what_was_decided_in_it_and_old_hours_go(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        for n in range(3):
            await filed(pool, report(f"r{n}", f"@u{n}:example.org"), now=NOW - n * HOUR)
        await filed(pool, report("old", "@old:example.org"), now=NOW - timedelta(days=30))
        close = "UPDATE cases SET state = 'closed', closed_at = %s WHERE opened_at = %s"
        change(database_url, close, NOW - HOUR, NOW - 2 * HOUR)
        await figures.count(pool, NOW)
        change(database_url, "UPDATE cases SET state = 'open', closed_at = NULL")
        await figures.count(pool, NOW)
        async with pool.connection() as conn:
            found = await figures.hours(conn, lead(), NOW)
        told = [((NOW - h.hour) // HOUR, h.opened, h.closed) for h in found]
        assert told == [(2, 1, 0), (1, 1, 1), (0, 1, 0)]
        await figures.count(pool, NOW + timedelta(days=9))
        async with pool.connection() as conn:
            assert await figures.hours(conn, lead(), NOW) == []


async def test_where_no_case_is_open_the_count_says_none(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await figures.count(pool, NOW)
        async with pool.connection() as conn:
            (only,) = await figures.waits(conn, lead())
    assert (only.kind, only.waiting, only.oldest_since, only.looked_at) == ("all", 0, NOW, NOW)


async def test_two_workers_do_not_count_at_once(database_url: str) -> None:
    async with web_pool(database_url) as pool, pool.connection() as other:
        await other.execute("SELECT pg_advisory_xact_lock(%s)", (0x6C656164,))
        assert not await figures.count(pool, NOW)


async def test_reopened_cases_count_in_their_area_while_they_are_new(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        for n in range(2):
            await filed(pool, report(f"r{n}", f"@u{n}:example.org"), now=NOW - n * 9 * HOUR)
        change(database_url, "UPDATE cases SET reopened_by = 'lead'")
        async with pool.connection() as conn:
            assert await figures.reopened(conn, lead(), NOW - HOUR) == {"spam": 1}


async def test_only_who_gives_work_to_colleagues_reads_them(database_url: str) -> None:
    reviewer = warrant(LAW, actor("reviewer"), Permission.CASE_ASSIGN, ALL_CASES, NOW)
    assert isinstance(reviewer, Refusal)
    reading = granted(warrant(LAW, actor("reviewer"), Permission.CASE_READ, ALL_CASES, NOW))
    async with web_pool(database_url) as pool, pool.connection() as conn:
        for read in (figures.waits(conn, reading), figures.hours(conn, reading, NOW)):
            with pytest.raises(ValueError, match="leave to assign"):
                await read
