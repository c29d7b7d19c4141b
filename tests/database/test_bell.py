"""Who waits for work is woken by what commits, in batches, and looks without being woken, too."""

import asyncio
import time
from collections.abc import AsyncIterator

import psycopg
import pytest

from quorate.database import bell
from quorate.database.bell import Bell, Rest


async def _until(rung: Bell, more_than: int) -> None:
    while rung.rung <= more_than:
        await rung.next(5)


@pytest.fixture
async def listening(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Bell, asyncio.Event]]:
    monkeypatch.setattr(bell, "AGAIN_SECONDS", 0.05)
    found, stop = Bell(), asyncio.Event()
    running = asyncio.create_task(found.run(database_url, stop))
    await asyncio.wait_for(_until(found, 0), 10)  # it listens
    yield found, stop
    stop.set()
    await running


@pytest.mark.parametrize("channel", bell.CHANNELS)
async def test_what_commits_wakes(
    database_url: str, listening: tuple[Bell, asyncio.Event], channel: str
) -> None:
    found, stop = listening
    rest = Rest(found, 0.0, 60.0)
    resting = asyncio.create_task(rest.take(stop))
    with psycopg.connect(database_url) as conn:
        conn.execute(f"NOTIFY {channel}")  # pyright: ignore[reportArgumentType, reportCallIssue]
        await asyncio.sleep(0.1)
        assert not resting.done()
    await asyncio.wait_for(resting, 10)


async def test_what_rang_during_the_work_counts_and_a_flood_is_taken_in_batches() -> None:
    found, stop = Bell(), asyncio.Event()
    rest = Rest(found, 0.2, 60.0)
    for _ in range(100):
        found.ring()
    began = time.monotonic()
    await asyncio.wait_for(rest.take(stop), 10)
    assert time.monotonic() - began >= 0.2
    resting = asyncio.create_task(rest.take(stop))
    await asyncio.sleep(0.4)
    assert not resting.done()  # it was heard once
    found.ring()
    await asyncio.wait_for(resting, 10)


async def test_it_looks_without_being_woken() -> None:
    await asyncio.wait_for(Rest(Bell(), 0.0, 0.1).take(asyncio.Event()), 10)


async def test_a_lost_connection_wakes_and_is_made_anew(
    database_url: str, listening: tuple[Bell, asyncio.Event]
) -> None:
    found, _ = listening
    before = found.rung
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
        await asyncio.wait_for(_until(found, before), 10)
        again = found.rung
        conn.execute("NOTIFY reports")
    await asyncio.wait_for(_until(found, again), 10)


async def test_the_end_wakes_whoever_rests(listening: tuple[Bell, asyncio.Event]) -> None:
    found, stop = listening
    resting = asyncio.create_task(Rest(found, 0.0, 60.0).take(stop))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(resting, 10)


async def test_it_ends_though_the_database_goes_away_as_it_is_asked_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connecting = asyncio.Event()

    async def broken(*_: object, **__: object) -> None:
        connecting.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as problem:
            raise psycopg.OperationalError from problem

    monkeypatch.setattr(bell, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(bell.AsyncConnection, "connect", broken)
    stop = asyncio.Event()
    running = asyncio.create_task(Bell().run("postgresql://127.0.0.1:9/none", stop))
    await asyncio.wait_for(connecting.wait(), 10)
    stop.set()
    await asyncio.wait_for(running, 10)
