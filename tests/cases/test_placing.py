"""A new case stands at its place in the queue from the first, by the same rules as ranking's."""

from datetime import timedelta

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import NOW, SOURCE, report, rows, source_leave, web_pool

from quorate.cases import jobs
from quorate.flow import AFTER, Stage
from quorate.intake.actions import file_reports
from quorate.intake.model import Report, ReportKind

pytestmark = pytest.mark.both_postgres
SEVERITIES = {"spam": 2, "harassment": 4}
PLACE = "SELECT severity, weight, due_at, unranked FROM cases"


def severities() -> dict[str, int]:
    return SEVERITIES


async def filed(pool: AsyncConnectionPool, *reports: Report) -> None:
    after = AFTER[Stage.REPORT_FILED](severities)
    async with pool.connection() as conn:
        await file_reports(conn, source_leave(), reports, NOW, after)


def alarm(key: str, score: float) -> Report:
    return report(key, kind=ReportKind.ALARM, reporter=None, score=score)


FIRST = {
    "one reporter": [report("k")],
    "another area": [report("k", category="harassment")],
    "an area of no policy": [report("k", category="unheard-of")],
    "two reporters": [report("k"), report("l", reporter="@other:example.org")],
    "one twice": [report("k"), report("l")],
    "nobody named": [report("k", reporter=None)],
    "nobody named twice": [report("k", reporter=None), report("l", reporter=None)],
    "a crier": [report("k", reporter="@crier:example.org")],
    "one who is right": [report("k", reporter="@right:example.org")],
    "alarms": [alarm("k", 0.25), alarm("l", 0.5)],
    "an alarm and a reporter": [alarm("k", 0.5), report("l")],
    "a crowd": [report(f"k{n}", reporter=f"@r{n}:example.org") for n in range(40)],
}


@pytest.mark.parametrize("reports", FIRST.values(), ids=FIRST)
async def test_a_new_case_stands_where_ranking_would_put_it(
    database_url: str, reports: list[Report]
) -> None:
    rows(
        database_url,
        "INSERT INTO reporters VALUES (%s, '@crier:example.org', 0, 8),"
        " (%s, '@right:example.org', 6, 0), ('another', '@witness:example.org', 0, 9)"
        " RETURNING source",
        *(SOURCE, SOURCE),
    )
    async with web_pool(database_url) as pool:
        await filed(pool, *reports)
        assert await jobs.rank(pool, severities) == 0
        first = rows(database_url, PLACE)
        rows(database_url, "UPDATE cases SET unranked = true, weight = 0 RETURNING id")
        assert await jobs.rank(pool, severities) == 1
    assert rows(database_url, PLACE) == first
    ((severity, weight, due, waits),) = first
    assert severity == SEVERITIES.get(reports[0].category, 3)
    assert weight > 0
    assert due == NOW - timedelta(hours=6 * (severity - 1) + 2 * weight)
    assert not waits


async def test_what_joins_a_case_has_it_ranked_anew(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        await filed(pool, report("k"))
        ((_, _, first, _),) = rows(database_url, PLACE)
        await filed(pool, report("l", reporter="@other:example.org"))
        assert rows(database_url, "SELECT due_at, unranked FROM cases") == [(first, True)]
        assert await jobs.rank(pool, severities) == 1
    assert rows(database_url, PLACE) == [(2, 2.0, first - timedelta(hours=2), False)]
