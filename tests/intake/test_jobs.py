import asyncio
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from structlog.testing import capture_logs
from tests.casework import CONNECTOR, JOIN, NOW, rows, web_pool
from tests.intake.test_inbox import payload

from quorate.database.bell import Bell
from quorate.intake.jobs import run_worker, take_inbox


def put(url: str, *payloads: object, start: int = 0, connector: str = CONNECTOR) -> None:
    with psycopg.connect(url) as connection:
        for n, held in enumerate(payloads, start):
            connection.execute(
                "INSERT INTO inbox (connector, identity, payload) VALUES (%s, %s, %s)",
                (connector, f"event_report:{n}", Jsonb(held)),
            )
        connection.execute("NOTIFY inbox")


def waiting(url: str) -> int:
    ((count,),) = rows(url, "SELECT count(*) FROM inbox WHERE taken_at IS NULL")
    return int(count)


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.02)


async def test_a_row_becomes_a_report_about_the_account(database_url: str) -> None:
    put(database_url, payload())
    async with web_pool(database_url) as pool:
        assert await take_inbox(pool, NOW, JOIN) == 1
        assert await take_inbox(pool, NOW, JOIN) == 0
    found = rows(
        database_url,
        "SELECT r.source, r.key, s.native, i.taken_at FROM reports r"
        " JOIN subjects s ON s.id = r.subject_id CROSS JOIN inbox i",
    )
    assert found == [(CONNECTOR, "event_report:0", "@spam:example.org", NOW)]


async def test_a_row_that_is_no_report_is_kept_and_logged_without_its_text(
    database_url: str,
) -> None:
    secret = "something private"
    put(database_url, {"kind": secret}, payload(reason=5, reporter=secret), payload())
    put(database_url, payload(target=f"@{secret}"), start=3)
    async with web_pool(database_url) as pool:
        with capture_logs() as logs:
            assert await take_inbox(pool, NOW, JOIN) == 4
    assert rows(database_url, "SELECT count(*) FROM inbox WHERE taken_at IS NOT NULL") == [(4,)]
    assert rows(database_url, "SELECT count(*) FROM reports") == [(1,)]
    assert len(logs) == 3
    assert secret not in str(logs)


async def test_a_worker_killed_between_filing_and_marking_takes_each_row_once(
    database_url: str,
) -> None:
    put(database_url, *(payload(target=f"@u{n}:example.org") for n in range(5)))

    async def join_then_die(*given: Any) -> Any:
        await JOIN(*given)
        raise ZeroDivisionError

    async with web_pool(database_url) as pool:
        with pytest.raises(ZeroDivisionError):
            await take_inbox(pool, NOW, join_then_die)
        assert waiting(database_url) == 5
        assert rows(database_url, "SELECT count(*) FROM cases") == [(0,)]
        assert await take_inbox(pool, NOW, JOIN) == 5
    assert rows(database_url, "SELECT count(*) FROM cases") == [(5,)]
    assert rows(database_url, "SELECT count(*) FROM reports") == [(5,)]


async def test_many_workers_share_the_rows_of_many_connectors(database_url: str) -> None:
    for name in ("matrix:one", "matrix:two"):
        many = (payload(target=f"@u{n}:example.org") for n in range(250))
        put(database_url, *many, connector=name)
    async with web_pool(database_url) as pool:
        taken = 0
        while found := sum(await asyncio.gather(*(take_inbox(pool, NOW, JOIN) for _ in range(6)))):
            taken += found
    assert taken == 500
    assert rows(database_url, "SELECT count(*) FROM reports") == [(500,)]
    assert rows(database_url, "SELECT count(*), max(reports) FROM cases") == [(500, 1)]


async def test_the_worker_wakes_at_a_notification_and_outlives_a_cut_connection(
    database_url: str,
) -> None:
    stop, bell = asyncio.Event(), Bell()
    async with web_pool(database_url) as pool, asyncio.TaskGroup() as tasks:
        tasks.create_task(bell.run(database_url, stop))
        tasks.create_task(run_worker(pool, stop, JOIN, bell))
        put(database_url, payload())
        await until(lambda: waiting(database_url) == 0)
        cut = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with capture_logs() as logs:
            assert rows(database_url, cut)
            put(database_url, payload(id=8), start=1)
            await until(lambda: waiting(database_url) == 0)
            await until(lambda: "bell_tries_again" in {log["event"] for log in logs})
        stop.set()
    assert rows(database_url, "SELECT count(*) FROM reports") == [(2,)]
