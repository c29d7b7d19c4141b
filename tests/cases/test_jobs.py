"""Ranking and looking up: what the worker does so that queues have an order."""

import asyncio
from datetime import datetime, timedelta

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import NOW, filed, report, rows, web_pool

from quorate.cases import jobs
from quorate.cases.jobs import LATE, SOON, Known
from quorate.cases.ranking import ToLook
from quorate.database.bell import Bell
from quorate.intake.model import ReportKind
from quorate.vocabulary.problems import Problem, Refusal

pytestmark = pytest.mark.both_postgres
SEVERITIES = {"spam": 2, "harassment": 3}
STATE = "SELECT severity, weight, tier, reach, unranked FROM cases ORDER BY opened_at, id"


def severities() -> dict[str, int]:
    return SEVERITIES


class Platform:
    """Answers what it is told to; keeps whom it was asked about."""

    def __init__(self, answer: Known | Refusal) -> None:
        self.answer, self.asked = answer, list[str]()

    async def __call__(self, case: ToLook) -> Known | Refusal:
        self.asked.append(case.native)
        await asyncio.sleep(0)
        return self.answer


async def crowd(pool: AsyncConnectionPool, native: str, people: int, **changes: object) -> None:
    for n in range(people):
        one = report(f"{native}-{n}", native, reporter=f"@r{n}:example.org", **changes)
        await filed(pool, one)


def unranked(url: str) -> None:
    """As after something new about each."""
    rows(url, "UPDATE cases SET unranked = true RETURNING id")


async def test_more_reporters_come_before_fewer_and_graver_before_milder(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool:
        await crowd(pool, "@quiet:example.org", 1)
        await crowd(pool, "@crowd:example.org", 5)
        await crowd(pool, "@abuse:example.org", 1, category="harassment")
        unranked(database_url)
        assert await jobs.rank(pool, severities) == 3
        assert await jobs.rank(pool, severities) == 0
    order = rows(
        database_url,
        "SELECT native, weight FROM cases JOIN subjects ON subject_id = subjects.id"
        " ORDER BY due_at",
    )
    assert order == [
        ("@crowd:example.org", 5.0),
        ("@abuse:example.org", 1.0),
        ("@quiet:example.org", 1.0),
    ]


async def test_one_reporter_a_hundred_times_is_one(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await filed(pool, *[report(f"k{n}", reporter="@loud:example.org") for n in range(100)])
        unranked(database_url)
        await jobs.rank(pool, severities)
    assert rows(database_url, "SELECT reports, weight FROM cases") == [(100, 1.0)]


async def test_a_bad_record_weighs_little_and_an_alarm_its_score(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        rows(
            database_url,
            "INSERT INTO reporters VALUES ('app', '@crier:example.org', 0, 8) RETURNING source",
        )
        await filed(pool, report("k", "@a:example.org", reporter="@crier:example.org"))
        alarm = report("m", "@b:example.org", kind=ReportKind.ALARM, reporter=None, score=0.5)
        await filed(pool, alarm)
        unranked(database_url)
        await jobs.rank(pool, severities)
    found = rows(database_url, "SELECT weight FROM cases ORDER BY weight")
    assert found == [(pytest.approx(0.2),), (0.5,)]


async def test_a_new_report_has_the_case_ranked_anew(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await crowd(pool, "@a:example.org", 1)
        unranked(database_url)
        await jobs.rank(pool, severities)
        ((before,),) = rows(database_url, "SELECT due_at FROM cases")
        await filed(pool, report("more", "@a:example.org", reporter="@another:example.org"))
        assert await jobs.rank(pool, severities) == 1
        ((after,),) = rows(database_url, "SELECT due_at FROM cases")
    assert before - after == timedelta(hours=2)


async def test_a_platform_is_asked_once_and_what_it_says_ranks(database_url: str) -> None:
    platform = Platform(Known(tier=2, reach=999))
    async with web_pool(database_url) as pool:
        await crowd(pool, "@a:example.org", 1)
        await jobs.rank(pool, severities)
        assert await jobs.look(pool, platform, NOW) == 1
        assert await jobs.look(pool, platform, NOW + timedelta(days=9)) == 0
        assert await jobs.rank(pool, severities) == 1
    assert rows(database_url, STATE) == [(2, 1.0, 2, 999, False)]
    ((hours,),) = rows(
        database_url, "SELECT extract(epoch FROM opened_at - due_at) / 3600 FROM cases"
    )
    assert float(hours) == 6 + 2 + 12 + 9


@pytest.mark.parametrize(
    ("problem", "wait"), [(Problem.PLATFORM_UNAVAILABLE, SOON), (Problem.SUBJECT_UNKNOWN, LATE)]
)
async def test_a_platform_that_does_not_say_is_asked_again_later(
    database_url: str, problem: Problem, wait: timedelta
) -> None:
    platform = Platform(Refusal(problem, "away"))
    async with web_pool(database_url) as pool:
        await crowd(pool, "@a:example.org", 1)
        assert await jobs.look(pool, platform, NOW) == 1
        assert await jobs.look(pool, platform, NOW + wait - timedelta(seconds=1)) == 0
        assert await jobs.look(pool, platform, NOW + wait) == 1
    assert rows(database_url, "SELECT tier FROM cases") == [(None,)]


async def test_two_workers_at_once_ask_about_each_subject_once(database_url: str) -> None:
    platform = Platform(Known(0, 1))
    async with web_pool(database_url) as pool:
        for n in range(20):
            await crowd(pool, f"@u{n}:example.org", 1)
        await asyncio.gather(*(jobs.look(pool, platform, NOW) for _ in range(3)))
    assert len(platform.asked) == len(set(platform.asked)) == 20


@pytest.mark.parametrize(("reported", "asked"), [(19, 16), (20, 1)])
@pytest.mark.parametrize("since", [timedelta(0), timedelta(seconds=1.1)])
async def test_many_new_cases_at_once_spare_the_platform(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    reported: int,
    asked: int,
    since: timedelta,
) -> None:
    """Until a second after the last of them."""
    monkeypatch.setattr(jobs, "CALM", 20)
    stop, platform, real = asyncio.Event(), Platform(Known(0, 1)), jobs.look

    async def once(pool: AsyncConnectionPool, ask: jobs.Ask, now: datetime, most: int) -> int:
        stop.set()
        return await real(pool, ask, now, most)

    monkeypatch.setattr(jobs, "look", once)
    async with web_pool(database_url) as pool:
        for n in range(reported):
            await crowd(pool, f"@u{n}:example.org", 1)
        await jobs.run_desk(pool, stop, severities, platform, Bell(), lambda: NOW + since)
    assert len(platform.asked) == (asked if not since else 16)


async def test_the_desk_goes_on_when_the_database_was_away(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, calls, real = asyncio.Event(), list[int](), jobs.rank

    async def flaky(pool: AsyncConnectionPool, find: jobs.Severities) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise psycopg.OperationalError("gone")
        found = await real(pool, find)
        stop.set()
        return found

    monkeypatch.setattr(jobs, "rank", flaky)
    async with web_pool(database_url) as pool:
        await crowd(pool, "@a:example.org", 1)
        unranked(database_url)
        await asyncio.wait_for(
            jobs.run_desk(pool, stop, severities, Platform(Known(1, 1)), Bell(), lambda: NOW), 10
        )
    assert rows(database_url, "SELECT severity FROM cases") == [(2,)]
