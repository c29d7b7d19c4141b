import asyncio
from datetime import timedelta

import pytest
from tests.casework import (
    CONNECTOR,
    JOIN,
    LAW,
    NOW,
    actor,
    entries,
    file,
    filed,
    granted,
    report,
    rows,
    source_leave,
    web_pool,
)

from quorate.accounts.subject import Subject
from quorate.authority.gate import warrant
from quorate.intake.actions import file_reports
from quorate.intake.model import Filed, ReportKind
from quorate.intake.store import subject_ids
from quorate.vocabulary.identifiers import CASE, SUBJECT, edge
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

pytestmark = pytest.mark.both_postgres


async def test_32_concurrent_reports_on_one_subject_make_one_case(database_url: str) -> None:
    async with web_pool(database_url, max_size=16) as pool:
        found = await asyncio.gather(*(filed(pool, report(f"k{n}")) for n in range(32)))
    assert len({one.case for (one,) in found}) == 1
    assert len({one.report for (one,) in found}) == 32
    assert rows(database_url, "SELECT reports, alarms, version FROM cases") == [(32, 0, 1)]
    assert rows(database_url, "SELECT count(*), count(DISTINCT case_id) FROM reports") == [(32, 1)]
    opened = edge(CASE, found[0][0].case)
    (entry,) = entries(database_url)
    assert entry["event"] == "case:opened"
    ((subject,),) = rows(database_url, "SELECT id FROM subjects")
    assert entry["data"] == {
        "case": opened,
        "subject": edge(SUBJECT, subject),
        "area": "spam",
        "language": "en",
        "by": "app",
    }
    assert (entry["attested"], entry["by"]) == ("process", "web")


async def test_batches_in_any_order_neither_deadlock_nor_lose(database_url: str) -> None:
    async def batch(n: int) -> list[Filed]:
        order = range(40) if n % 2 else range(39, -1, -1)
        return await filed(pool, *(report(f"b{n}-{s}", f"@u{s}:example.org") for s in order))

    async with web_pool(database_url, max_size=16) as pool:
        await asyncio.gather(*(batch(n) for n in range(16)))
    counts = rows(database_url, "SELECT count(*), min(reports), max(reports) FROM cases")
    assert counts == [(40, 16, 16)]
    assert len(entries(database_url)) == 40


async def test_new_subjects_are_taken_in_one_order(database_url: str) -> None:
    """Whoever waits for the first subject does not hold the last one: no ring, no deadlock."""
    first, last = (Subject(CONNECTOR, SubjectKind.ACCOUNT, f"@{name}:example.org") for name in "az")
    async with web_pool(database_url) as pool, pool.connection() as ours:

        async def waits() -> None:
            async with pool.connection() as theirs:
                await subject_ids(theirs, [last, first], NOW)

        await subject_ids(ours, [first], NOW)
        waiting = asyncio.create_task(waits())
        await asyncio.sleep(0.3)
        await subject_ids(ours, [last], NOW)
        await ours.commit()
        await waiting
    assert rows(database_url, "SELECT count(*) FROM subjects") == [(2,)]


async def test_the_same_report_twice_is_one(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        first = await filed(pool, report("k1"))
        again = await filed(pool, report("k1"), now=NOW + timedelta(days=1))
        together = await asyncio.gather(*(filed(pool, report("k2")) for _ in range(16)))
    assert first == again
    assert len({one for (one,) in together}) == 1
    assert rows(database_url, "SELECT reports FROM cases") == [(2,)]
    assert rows(database_url, "SELECT count(*) FROM reports") == [(2,)]


async def test_a_key_with_other_content_is_refused_and_opens_nothing(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await filed(pool, report("k1"))
        (found,) = await file(pool, report("k1", "@other:example.org"))
        raced = await asyncio.gather(
            *(file(pool, report("k2", f"@racer{n}:example.org")) for n in range(16))
        )
    assert isinstance(found, Refusal)
    assert found.problem is Problem.IDEMPOTENCY_CONFLICT
    assert sum(isinstance(one, Filed) for (one,) in raced) == 1
    assert rows(database_url, "SELECT count(*), sum(reports) FROM cases") == [(2, 2)]
    assert rows(database_url, "SELECT count(*) FROM subjects") == [(2,)]


async def test_another_sources_key_is_another_key(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        (mine,) = await filed(pool, report("k1"))
        async with pool.connection() as conn:
            other = [report("k1", source="partner")]
            (theirs,) = await file_reports(conn, source_leave("partner"), other, NOW, JOIN)
    assert isinstance(theirs, Filed)
    assert theirs.case == mine.case
    assert theirs.report != mine.report


async def test_a_batch_answers_each_item_in_order(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        found = await file(
            pool,
            report("k1"),
            report("k2", category="NOT A SLUG"),
            report("k1"),
            report("k1", body="something else"),
            report("k3", kind=ReportKind.ALARM, score=0.9),
            report("k4", "@other:example.org"),
        )
    first, bad, again, conflict, alarm, other = found
    assert isinstance(first, Filed)
    assert isinstance(bad, Refusal)
    assert bad.field == "category"
    assert again == first
    assert isinstance(conflict, Refusal)
    assert conflict.problem is Problem.IDEMPOTENCY_CONFLICT
    assert isinstance(alarm, Filed)
    assert alarm.case == first.case
    assert isinstance(other, Filed)
    assert other.case != first.case
    counts = rows(database_url, "SELECT reports, alarms FROM cases ORDER BY alarms DESC")
    assert counts == [(1, 1), (1, 0)]


async def test_what_was_filed_is_kept_as_it_came(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await filed(pool, report("k1", body="Ünï 🦉\n'; DROP TABLE reports; --"))
    found = rows(
        database_url,
        "SELECT source, key, kind, reporter, category, body, language, jurisdiction, score,"
        " evidence, received_at FROM reports",
    )
    body = "Ünï 🦉\n'; DROP TABLE reports; --"
    said = ("spam", body, "en", "DE", None, [{"text": "buy now"}], NOW)
    assert found == [("app", "k1", "report", "@witness:example.org", *said)]


async def test_nothing_stands_before_the_callers_commit(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        with pytest.raises(ZeroDivisionError):
            async with pool.connection() as conn:
                await file_reports(conn, source_leave(), [report("k1")], NOW, JOIN)
                raise ZeroDivisionError
    assert rows(database_url, "SELECT id FROM cases") == []
    assert entries(database_url) == []


async def test_a_warrant_for_something_else_is_a_defect(database_url: str) -> None:
    claim = granted(warrant(LAW, actor("ada"), Permission.CASE_CLAIM, "app", NOW))
    async with web_pool(database_url) as pool, pool.connection() as conn:
        with pytest.raises(ValueError, match="files no reports"):
            await file_reports(conn, claim, [report("k1")], NOW, JOIN)
        with pytest.raises(ValueError, match="partner only"):
            await file_reports(conn, source_leave("partner"), [report("k1")], NOW, JOIN)
        with pytest.raises(ValueError, match="more than 100"):
            many = [report(f"k{n}") for n in range(101)]
            await file_reports(conn, source_leave(), many, NOW, JOIN)
