"""Cases about nearly the same text: open ones first, no more than asked, for whoever may read."""

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import NOW, filed, leave, report, rows, web_pool

from quorate.cases import near
from quorate.cases.near import Near
from quorate.vocabulary.permissions import Permission

pytestmark = pytest.mark.both_postgres
OFFER = "Congratulations! You won 500 EUR, claim your prize at prizes.example before midnight"
MEETING = "We meet on Tuesday in the small hall; bring the minutes of last time"


async def said(pool: AsyncConnectionPool, native: str, text: str) -> UUID:
    """A case of this account, reported for that message."""
    copied = {"kind": "event_report", "content": {"sender": native, "content": {"body": text}}}
    (one,) = await filed(pool, report(native, native, evidence=[copied]))
    return one.case


async def alike(pool: AsyncConnectionPool, case: UUID, limit: int = 50) -> list[Near]:
    async with pool.connection() as conn:
        return await near.near(conn, leave("ada", Permission.CASE_READ, case), case, limit)


async def close(pool: AsyncConnectionPool, *cases: UUID, ago: timedelta = timedelta()) -> None:
    async with pool.connection() as conn:
        for case in cases:
            await conn.execute(
                "UPDATE cases SET state = 'closed', outcome = 'actioned', closed_at = now() - %s"
                " WHERE id = %s",
                (ago, case),
            )
            await near.mark(conn, case, open_now=False)


async def test_a_wave_is_found_from_any_of_its_cases(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        wave = [
            await said(pool, f"@s{n}:example.org", OFFER.replace("500", str(500 + n)))
            for n in range(5)
        ]
        await said(pool, "@other:example.org", MEETING)
        silent = await said(pool, "@short:example.org", "buy now")
        found = await alike(pool, wave[2])
        assert await alike(pool, silent) == []
        assert len(await alike(pool, wave[2], limit=3)) == 3
    assert [one.id for one in found] == [wave[4], wave[3], wave[1], wave[0]]
    assert all(one.same and one.kind == "account" for one in found)
    assert found[0].native == "@s4:example.org"


async def test_open_ones_come_first_and_what_was_closed_long_ago_not_at_all(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool:
        wave = [await said(pool, f"@s{n}:example.org", OFFER) for n in range(4)]
        await close(pool, wave[3])
        await close(pool, wave[2], ago=timedelta(days=31))
        found = await alike(pool, wave[0])
        assert [(one.id, one.outcome) for one in found] == [(wave[1], None), (wave[3], "actioned")]
        async with pool.connection() as conn:
            await near.mark(conn, wave[3], open_now=True)
            await conn.execute("UPDATE cases SET state = 'open' WHERE id = %s", (wave[3],))
        assert [one.id for one in await alike(pool, wave[0])] == [wave[3], wave[1]]


async def test_a_wave_that_is_half_decided_still_shows_its_other_half(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near, "_CASES_A_BAND", 3)
    async with web_pool(database_url) as pool:
        wave = [await said(pool, f"@s{n}:example.org", OFFER) for n in range(8)]
        await close(pool, *wave[3:])
        found = await alike(pool, wave[0])
    assert [one.id for one in found[:2]] == [wave[2], wave[1]]
    assert len(found) <= 2 + 3


async def test_a_hundred_reports_of_one_message_are_kept_once(database_url: str) -> None:
    copied = [{"text": OFFER}]
    async with web_pool(database_url) as pool:
        await filed(pool, *(report(f"k{n}", evidence=copied) for n in range(100)))
        await filed(pool, report("again", evidence=copied), now=NOW)
    assert rows(database_url, "SELECT count(*) FROM likeness") == [(8,)]


async def test_looking_needs_leave_for_just_that_case(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        one = await said(pool, "@a:example.org", OFFER)
        other = await said(pool, "@b:example.org", OFFER)
        async with pool.connection() as conn:
            with pytest.raises(ValueError, match="needs a warrant"):
                await near.near(conn, leave("ada", Permission.CASE_READ, other), one, 5)


async def test_the_web_can_take_no_likeness_away(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await said(pool, "@a:example.org", OFFER)
        async with pool.connection() as conn:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await conn.execute("DELETE FROM likeness")
