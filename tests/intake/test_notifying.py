"""A notice is recorded, told once, in one case with all other reports; who gave it stays apart."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from psycopg import sql
from tests.casework import (
    CONNECTOR,
    LAW,
    NOW,
    actor,
    entries,
    filed,
    granted,
    report,
    rows,
    web_pool,
)
from tests.noticing import NOTICE, VOICE, give, handed
from uuid_utils.compat import uuid7

from quorate.authority.gate import service_warrant, warrant
from quorate.cases.jobs import rank
from quorate.decisions import stating
from quorate.intake import flagger_store, flagging, misusing
from quorate.intake.flaggers import Flagger, SuspendReason
from quorate.intake.misusing import NOTIFIERS
from quorate.intake.notices import FORM, Given
from quorate.intake.notifying import confirm_address
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

DAY = timedelta(days=1)


@pytest.fixture
async def pool(database_url: str) -> Any:
    async with web_pool(database_url) as made:
        yield made


def hotline(**changes: Any) -> Flagger:
    plain = Flagger(
        id=uuid7(),
        name="Hotline",
        contact="desk",
        source="hotline",
        domain="mail.example",
        awarded_by="Coordinator",
        areas=("spam",),
        since=NOW - DAY,
        until=None,
    )
    return replace(plain, **changes)


async def named(pool: Any, flagger: Flagger) -> None:
    who = actor("lead", Role.LEAD)
    leave = granted(warrant(LAW, who, Permission.CASE_ASSIGN, flagging.FLAGGERS, NOW))
    async with pool.connection() as conn:
        done = await flagging.add_flagger(conn, leave, flagger, ["spam", "harassment"], NOW)
    assert isinstance(done, Flagger), done


async def test_a_notice_joins_the_one_case_of_its_subject(pool: Any, database_url: str) -> None:
    (before,) = await filed(pool, report("r1", "@noticed:example.org"))
    given = await give(pool, handed("k1"), NOW)
    assert isinstance(given, Given)
    assert given.case == before.case
    assert rows(database_url, "SELECT reports FROM cases") == [(2,)]
    found = rows(database_url, "SELECT source, kind, category FROM reports ORDER BY received_at")
    assert (FORM, "report", "spam") in found


async def test_who_gave_it_stands_in_notices_and_nowhere_else(pool: Any, database_url: str) -> None:
    await give(pool, handed("k1"), NOW)
    ((name, email),) = rows(database_url, "SELECT name, email FROM notices")
    assert (name, email) == (NOTICE.name, NOTICE.email)
    whole = rows(database_url, "SELECT r::text FROM reports r")
    whole += rows(database_url, "SELECT c::text FROM cases c")
    for text in [str(row) for row in whole] + [str(entry) for entry in entries(database_url)]:
        assert NOTICE.email not in text
        assert NOTICE.name not in text


async def test_a_notice_sent_again_gets_the_first_answer(pool: Any, database_url: str) -> None:
    answers = await asyncio.gather(*(give(pool, handed("k1"), NOW) for _ in range(8)))
    assert len(set(answers)) == 1
    assert rows(database_url, "SELECT count(*) FROM notices") == [(1,)]
    assert rows(database_url, "SELECT reports FROM cases") == [(1,)]
    other = await give(pool, handed("k1", notice=replace(NOTICE, explanation="another")), NOW)
    assert isinstance(other, Refusal)
    assert other.problem is Problem.IDEMPOTENCY_CONFLICT


async def test_what_cannot_be_filed_leaves_nothing(pool: Any, database_url: str) -> None:
    found = await give(pool, handed("k1", native="@a b:example.org"), NOW)
    assert isinstance(found, Refusal)
    for table in ("notices", "notifiers", "cases"):
        query = sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(table))
        assert rows(database_url, query) == []


async def suspended(database_url: str, until: Any) -> None:
    rows(
        database_url,
        "INSERT INTO notifiers (id, voice, first_at) VALUES (%s, %s, %s) RETURNING id",
        *(uuid7(), VOICE, NOW),
    )
    rows(
        database_url,
        "INSERT INTO notifier_steps SELECT id, 1, 'suspended', 'lead', %s, %s, 'c'"
        " FROM notifiers RETURNING 1",
        *(NOW, until),
    )


async def test_while_suspended_a_notice_is_recorded_and_joins_no_case(
    pool: Any, database_url: str
) -> None:
    await suspended(database_url, NOW + DAY)
    given = await give(pool, handed("k1"), NOW)
    assert isinstance(given, Given)
    assert (given.case, given.held_until) == (None, NOW + DAY)
    assert rows(database_url, "SELECT explanation FROM notices") == [(NOTICE.explanation,)]
    assert rows(database_url, "SELECT 1 FROM reports") == []
    later = await give(pool, handed("k2"), NOW + DAY)
    assert isinstance(later, Given)
    assert later.case is not None


async def due(pool: Any, database_url: str) -> dict[str, Any]:
    await rank(pool, dict[str, int])
    found = rows(
        database_url,
        "SELECT s.native, c.due_at, c.flagged FROM cases c JOIN subjects s ON s.id = c.subject_id",
    )
    return {native: (at, flagged) for native, at, flagged in found}


async def test_a_trusted_flagger_in_its_area_comes_first_until_it_is_suspended(
    pool: Any, database_url: str
) -> None:
    flagger = hotline()
    await named(pool, flagger)
    await give(pool, handed("k1", "@a:example.org"), NOW, "app")
    await give(pool, handed("k2", "@b:example.org"), NOW, "hotline")
    elsewhere = replace(NOTICE, category="harassment", location="@c:example.org")
    await give(pool, handed("k3", "@c:example.org", notice=elsewhere), NOW, "hotline")
    found = await due(pool, database_url)
    assert [found[f"@{n}:example.org"][1] for n in "abc"] == [False, True, False]
    assert found["@b:example.org"][0] == found["@a:example.org"][0] - timedelta(hours=12)
    who = actor("lead", Role.LEAD)
    leave = granted(warrant(LAW, who, Permission.CASE_ASSIGN, flagging.FLAGGERS, NOW))
    reason = SuspendReason.INACCURATE
    async with pool.connection() as conn:
        await flagging.suspend_flagger(conn, leave, flagger.id, 1, reason, NOW)
    found = await due(pool, database_url)
    assert not found["@b:example.org"][1]
    changed = [e["data"]["suspended"] for e in entries(database_url) if "flagger" in e["event"]]
    assert changed == [None, "inaccurate"]


async def test_an_address_that_anybody_can_type_gives_no_priority(
    pool: Any, database_url: str
) -> None:
    await named(pool, hotline())
    await give(pool, handed("k1"), NOW)
    ((marked, trusted),) = rows(database_url, "SELECT flagger_id IS NOT NULL, trusted FROM notices")
    assert (marked, trusted) == (True, False)


async def test_how_a_flagger_fares(pool: Any, database_url: str) -> None:
    flagger = hotline()
    await named(pool, flagger)
    for key in ("k1", "k2", "k3"):
        await give(pool, handed(key, f"@{key}:example.org"), NOW, "hotline")
    rows(
        database_url,
        "UPDATE cases SET state = 'closed', closed_at = opened_at + interval '2 hours',"
        " outcome = CASE WHEN s.native = '@k1:example.org' THEN 'actioned' ELSE 'no_violation' END"
        " FROM subjects s WHERE s.id = subject_id AND s.native <> '@k3:example.org' RETURNING 1",
    )
    async with pool.connection() as conn:
        found = (await flagger_store.fared(conn))[flagger.id]
    assert (found.notices, found.decided, found.actioned) == (3, 2, 1)
    assert (found.share, float(found.hours or 0)) == (0.5, 2.0)


async def test_a_second_flagger_with_the_same_token_is_refused(pool: Any) -> None:
    await named(pool, hotline())
    who = actor("lead", Role.LEAD)
    leave = granted(warrant(LAW, who, Permission.CASE_ASSIGN, flagging.FLAGGERS, NOW))
    async with pool.connection() as conn:
        done = await flagging.add_flagger(conn, leave, hotline(), ["spam"], NOW)
    assert isinstance(done, Refusal)
    assert CONNECTOR not in str(done)


async def test_an_entry_says_what_is_counted_of_a_notice(pool: Any, database_url: str) -> None:
    await named(pool, hotline())
    for _ in range(2):
        await give(pool, handed("k1"), NOW)
    leave = granted(service_warrant(FORM, Permission.REPORT_FILE, FORM))
    async with pool.connection() as conn:
        for _ in range(2):
            await confirm_address(conn, leave, handed("k1").token_hash, NOW)
    await give(pool, handed("k2", "@b:example.org"), NOW, "hotline")
    told = [e for e in entries(database_url) if e["event"].startswith("notice:")]
    assert [e["event"] for e in told] == ["notice:given", "notice:trusted", "notice:given"]
    first, confirmed, second = (e["data"] for e in told)
    assert first["notice"] == confirmed["notice"] != second["notice"]
    assert (first["area"], first["ground"], first["by"]) == ("spam", "illegal", FORM)
    assert (first["trusted"], second["trusted"], second["by"]) == (False, True, "hotline")
    ((case,),) = rows(database_url, "SELECT 'case_' || case_id FROM notices WHERE key = 'k1'")
    assert first["case"].replace("-", "") == case.replace("-", "")


async def test_one_that_is_only_recorded_has_its_entry_without_a_case(
    pool: Any, database_url: str
) -> None:
    await suspended(database_url, NOW + DAY)
    await give(pool, handed("k1"), NOW)
    (told,) = [e["data"] for e in entries(database_url) if e["event"] == "notice:given"]
    assert told["case"] is None


async def test_a_statement_of_reasons_tells_notices_from_reports(pool: Any) -> None:
    """By the table of notices: what a source writes into a report's evidence makes it none."""
    await named(pool, hotline())
    native = "@noticed:example.org"
    hostile = report("r1", native, evidence=[{"kind": "notice", "ground": "illegal"}])
    (first,) = await filed(pool, hostile)
    terms = replace(NOTICE, ground="terms", location=native)

    async def found() -> tuple[int, int, int]:
        async with pool.connection() as conn:
            made = await stating._reported(conn, first.case, NOW)  # pyright: ignore[reportPrivateUsage]
        return made.reports, made.notices, made.flagged

    assert await found() == (1, 0, 0)
    await give(pool, handed("k1", native, notice=terms), NOW, "hotline")
    assert await found() == (2, 0, 0)
    await give(pool, handed("k2", native), NOW)
    assert await found() == (3, 1, 0)
    await give(pool, handed("k3", native), NOW, "hotline")
    assert await found() == (4, 2, 1)


async def test_a_reason_s_line_ends_count_as_its_form_counts_them(pool: Any) -> None:
    """Nobody has this id: what is refused for that was not too long."""
    lead = actor("lead", Role.LEAD)
    leave = granted(warrant(LAW, lead, Permission.CASE_ASSIGN, NOTIFIERS, NOW))
    for reason, why in (
        ("x\r\n" * 499 + "xx", Problem.NOT_FOUND),
        ("x\r\n" * 500 + "x", Problem.BODY_INVALID),
    ):
        async with pool.connection() as conn:
            done = await misusing.warn(conn, leave, uuid7(), 0, reason, NOW, key="k", sig="s")
        assert isinstance(done, Refusal)
        assert done.problem is why
